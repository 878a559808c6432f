"""What a person sees happen after an act."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from salesbot.playground.delivery import Ack
    from salesbot.playground.state import Message, View

TROUBLE = "We had some trouble connecting. Try again?"
NO_ANSWER = "This app responded too late or not at all."


@dataclass(frozen=True)
class Outcome:
    """`acked`: the app said yes within 3 s. `status` is HTTP's (None by socket). `body` is the ack's own.

    `shown` is what the person reads at once (a command's answer); `failure` is Slack's sentence if things went wrong,
    else "".
    `errors` stand beside a modal's fields, by block id; `view` is the modal on the person's screen afterwards;
    `closed` says that
    the one submitted is gone. `sent` is False if Slack's own client held the act back. `message` is what a command's
    answer became.
    """

    acked: bool
    status: int | None = None
    body: Any = None
    shown: tuple[str, ...] = ()
    failure: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    view: View | None = None
    closed: bool = False
    sent: bool = True
    message: Message | None = None

    @property
    def ok(self) -> bool:
        """Acked, and nothing refused."""
        return self.acked and not self.failure and not self.errors

    def json(self) -> dict[str, Any]:
        """For the control door."""
        told = {
            name: getattr(self, name) for name in ("acked", "status", "body", "failure", "errors", "closed", "sent")
        }
        return told | {
            "ok": self.ok,
            "shown": list(self.shown),
            "view": self.view.json() if self.view else None,
            "message": asdict(self.message) if self.message else None,
        }


def of(ack: Ack, *, failure: str, view: View | None = None, **more: Any) -> Outcome:
    """The outcome of an ack; `failure` is what the person reads if it did not come."""
    return Outcome(ack.ok, ack.status, ack.body, failure="" if ack.ok else failure, view=view, **more)
