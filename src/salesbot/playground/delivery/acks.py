"""An app's answer to a payload, or what became of it instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Failure = Literal["", "timeout", "no_connection", "connection_failed", "http_error"]


@dataclass(frozen=True)
class Ack:
    """`body` is the answer's JSON (or its text, if it was no JSON), `status` HTTP's, None where a socket carried it."""

    ok: bool
    body: Any = None
    status: int | None = None
    failure: Failure = ""
    no_retry: bool = False

    @property
    def retry_reason(self) -> str:
        """What the next attempt tells the app; page "The Events API: retries"."""
        return {
            "timeout": "http_timeout", "no_connection": "connection_failed", "connection_failed": "connection_failed",
            "http_error": "http_error",
        }.get(self.failure, "")  # fmt: skip
