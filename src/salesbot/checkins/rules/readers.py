"""Who reads a member's answer besides everybody in its channel at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@dataclass(frozen=True)
class Readers:
    """Only these, by name (`you`: its author), where only managers read; or everybody, from this instant on."""

    names: Sequence[str] = ()
    from_at: datetime | None = None
