"""`salesbot demo --headless --script FILE`: plays the story in a file, and returns its transcript."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from salesbot import log
from salesbot.cli.demo.stage import opened
from salesbot.cli.stories import script
from salesbot.cli.stories.telling import Teller
from salesbot.errors import SalesbotError

if TYPE_CHECKING:
    from pathlib import Path

    from salesbot.cli.stories.telling import Camera


class UnreadableError(SalesbotError):
    """There is no script to be read where one was named."""


def tell(file: Path) -> str:
    """Play the script in that file, and return its transcript. Raises ScriptError and UnreadableError in words."""
    log.configure("CRITICAL")
    return asyncio.run(play(text_of(file)))


def text_of(file: Path) -> str:
    """The script in that file. Raises UnreadableError."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise UnreadableError(f"The script {file} cannot be read: {why}.") from None


async def play(text: str, *, camera: Camera | None = None) -> str:
    """Play a script given as text; `camera` is called for each picture that it names. Raises ScriptError."""
    deeds = script.read(text)
    async with opened(held=True) as stage:
        return await Teller(stage, camera=camera).tell(deeds)
