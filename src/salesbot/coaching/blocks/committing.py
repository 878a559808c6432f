"""What somebody said they would do: below its prompt, in the question what became of it, and beside their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.coaching.blocks.paging import short
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.coaching.model import Commitment
    from salesbot.room import Block

WORDS, DONE, NOT_YET, DROP = "coaching.words", "coaching.done", "coaching.not_yet", "coaching.drop"
_SETTLED = {
    "done": ":white_check_mark: Done. Well kept.",
    "dropped": ":leaves: Dropped. Letting go of what no longer fits is fine.",
}
_MOST_BESIDE = 2  # named beside a question; more would drown it
_MOST_ASKED = 8  # in one message; Slack refuses what is longer
_LONGEST = 300
_GLIMPSE = 90


def _quoted(one: Commitment) -> str:
    return f"> {short(one.words, _LONGEST)}"


def settling(one: Commitment, *, asking: bool = False, changing: bool = False) -> list[Block]:
    """The buttons that settle it; `asking`: it is asked what became of it, `changing`: its words may change."""
    number = str(one.id)
    return [
        kit.button("Done", DONE, value=number, style="primary"),
        *([kit.button("Not yet", NOT_YET, value=number)] if asking else []),
        *([kit.button("Change the words", WORDS, value=number)] if changing else []),
        kit.button("Drop", DROP, value=number),
    ]


def follow(commitments: Sequence[Commitment]) -> Message:
    """Ask, once, what became of what somebody said they would do; what was answered says so."""
    waiting = [one for one in commitments if one.state == "open" and one.not_yet_at is None]
    many = "what you said you would do" if len(commitments) == 1 else f"the {len(commitments)} things you took on"
    head = f"How did it go with {many}? I ask only once." if waiting else "Thanks for telling me."
    blocks = [block for one in _first(commitments, waiting) for block in _asked(one)]
    more = len(waiting) - _MOST_ASKED
    rest = [kit.context(f"…and {more} more, which move up here as you answer.")] if more > 0 else []
    return Message(text=head, blocks=[kit.section(head), *blocks, *rest])


def _first(commitments: Sequence[Commitment], waiting: Sequence[Commitment]) -> Sequence[Commitment]:
    """As many as one message takes; of more those first that wait for an answer."""
    if len(commitments) <= _MOST_ASKED:
        return commitments
    return sorted(commitments, key=lambda one: one not in waiting)[:_MOST_ASKED]


def _asked(one: Commitment) -> list[Block]:
    if one.state != "open":
        return [kit.section(_quoted(one)), kit.context(_SETTLED[one.state])]
    if one.not_yet_at is not None:
        later = "Not yet, then. It stays open beside your check-ins, and I won't ask again."
        return [kit.section(_quoted(one)), kit.context(later), kit.actions(*settling(one))]
    return [kit.section(_quoted(one)), kit.actions(*settling(one, asking=True))]


def open_commitments(commitments: Sequence[Commitment]) -> list[Block]:
    """What is open, with the buttons that settle it: for the page of somebody's own."""
    rows = [
        block
        for one in commitments
        for block in (kit.section(_quoted(one)), kit.actions(*settling(one, changing=True)))
    ]
    return [kit.section("*What you said you would do*"), *rows] if rows else []


def beside(commitments: Sequence[Commitment]) -> str:
    """One line beside a question about what somebody has open; "" where that is nothing."""
    if not commitments:
        return ""
    named = "; ".join(f"_{kit.escape(kit.shorten(one.words, _GLIMPSE))}_" for one in commitments[:_MOST_BESIDE])
    more = len(commitments) - _MOST_BESIDE
    return f":handshake: You said you would: {named}" + (f" and {more} more" if more > 0 else "")


def words_form(one: Commitment, *, longest: int) -> Block:
    """Let somebody say it in their own words."""
    words = kit.shorten(one.words, longest)
    box = kit.text_input("What will you do?", "words", initial=words, longest=longest, focus=True)
    return kit.modal(
        "In your own words", [kit.context("Your managers can see it."), box], callback_id=WORDS, submit="Save",
        private_metadata=str(one.id),
    )  # fmt: skip
