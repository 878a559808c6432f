"""The modals of blockers: what it is now, and the whole of a long one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.letters import letters
from salesbot.slack import kit

if TYPE_CHECKING:
    from salesbot.blockers.model import Blocker
    from salesbot.room import Block

LONGEST = 3000  # characters; "plain_text_input" in Slack's block reference allows no more


def change_form(blocker: Blocker) -> Block:
    """Ask what a blocker is now."""
    return kit.modal(
        "What is it now?",
        [
            kit.text_input(
                "In your way now",
                "changed",
                multiline=True,
                initial=blocker.text if letters(blocker.text) <= LONGEST else "",
                longest=LONGEST,
                focus=True,
            ),
            kit.context("It changes wherever it is shown; nobody is told a second time."),
        ],
        callback_id="blocker.change",
        submit="Save",
        private_metadata=str(blocker.id),
    )


def changed() -> Block:
    """Say that the new words stand."""
    words = "Thanks. It reads so everywhere from now on."
    return kit.modal("Changed", [kit.section(words)], callback_id="blocker.changed", close="Close")


def whole(blocker: Blocker, *, owner: str) -> Block:
    """All of a long blocker."""
    blocks = kit.paragraphs(blocker.text, lead=f"*{kit.name(owner)}* is blocked:\n")
    return kit.modal("In the way", blocks, callback_id="blocker.whole", close="Close")
