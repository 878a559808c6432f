"""What somebody thinks about a prompt: the form, the page and the list that only they see, and what others read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.coaching.blocks.prompt import NOTE, REFLECT, mrkdwn
from salesbot.coaching.rules.talks import LONGEST
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.coaching.model import Reflection
    from salesbot.coaching.rules.prompt import Prompt
    from salesbot.people.model import Member
    from salesbot.room import Block

NOTES, SHARE, UNSHARE = "coaching.notes", "coaching.share", "coaching.unshare"
KEEP, DELETE, READ, AS_TIP = "coaching.keep", "coaching.delete", "coaching.shared", "tips.from_answer"
_GLIMPSE = 180
_ONLY_YOU = ":lock: Only you can read this. Nobody else sees a word of it unless you share it."


def form(prompt: Prompt, *, about: int, text: str, readers: Sequence[Member]) -> Block:
    """Ask the prompt's question; `about` is what was shown."""
    box = kit.text_input(
        "What comes to mind?", "text", multiline=True, initial=text, longest=LONGEST, focus=True,
        hint="Two sentences are plenty.",
    )  # fmt: skip
    return kit.modal(
        "Reflect", [kit.context(_who_reads(readers)), *_about(prompt), box],
        callback_id=REFLECT, submit="Save", private_metadata=str(about),
    )  # fmt: skip


def _who_reads(readers: Sequence[Member]) -> str:
    return f":eyes: {names(readers)} can read this, as you shared it." if readers else _ONLY_YOU


def names(people: Sequence[Member]) -> str:
    """Who they are, as people say it: `Ana and Carl`."""
    known = [kit.name(one.name) or kit.mention(one.id) for one in people]
    return known[0] if len(known) == 1 else f"{', '.join(known[:-1])} and {known[-1]}"


def kept(reflection: Reflection, readers: Sequence[Member], could_read: Sequence[Member]) -> Block:
    """It is saved: who reads it, and who may."""
    words = f"Saved. {_who_reads(readers)}"
    if not readers:
        words = ":lock: Saved, for you alone. You can share it later too, from *My note* below the prompt."
    return kit.modal(
        "Your note", [kit.section(words), _sharing(reflection, readers, could_read, keep=True)],
        callback_id="coaching.kept", close="Close",
    )  # fmt: skip


def _sharing(
    reflection: Reflection, readers: Sequence[Member], could_read: Sequence[Member], *, keep: bool = False
) -> Block:
    number = str(reflection.id)
    buttons = []
    if reflection.shared_at:
        buttons.append(kit.button("Stop sharing", UNSHARE, value=number))
    elif could_read:
        buttons.append(kit.button("Share with my manager", SHARE, value=number))
    if reflection.tip_at is None:
        buttons.append(kit.button("Share as a tip", AS_TIP, value=f"reflection.{number}"))
    if keep and not readers:
        buttons.append(kit.button("Keep it to myself", KEEP, value=number))
    return kit.actions(*buttons) if buttons else kit.context("You shared it as a tip.")


def page(
    reflection: Reflection, *, prompt: Prompt | None, text: str, readers: Sequence[Member], could_read: Sequence[Member]
) -> Block:
    """One's own note, with all that one may do about it."""
    number = str(reflection.id)
    change = [
        *([kit.button("Edit", REFLECT, value=str(reflection.coaching_id))] if prompt else []),
        kit.button("Delete", DELETE, value=number, style="danger", confirm=_sure()),
        kit.button("All my notes", NOTES, value="0"),
    ]
    return kit.modal(
        "Your note",
        [
            kit.context(_who_reads(readers)),
            *_about(prompt),
            *kit.paragraphs(text),
            _sharing(reflection, readers, could_read),
            kit.actions(*change),
        ],
        callback_id="coaching.page", close="Close",
    )  # fmt: skip


def _about(prompt: Prompt | None) -> list[Block]:
    return [kit.section(f"*{kit.name(prompt.title)}*\n{mrkdwn(prompt.question)}")] if prompt else []


def _sure() -> Block:
    return kit.confirm("Delete your note?", "It is gone for good, for you too.", yes="Delete", no="Keep")


def said(words: str, *, title: str = "Your note") -> Block:
    """One sentence in the place of a note, and the way to the others."""
    return kit.modal(
        title, [kit.section(words, kit.button("All my notes", NOTES, value="0"))],
        callback_id="coaching.said", close="Close",
    )  # fmt: skip


def notes(entries: Sequence[tuple[Reflection, Prompt | None, str]], *, number: int, more: bool) -> Block:
    """A page of one's own notes, the newest first."""
    if not entries and number == 0:
        words = "You have noted nothing yet. *Reflect* below a prompt opens a box that only you can read."
        return kit.modal("Your notes", [kit.section(words)], callback_id="coaching.notes", close="Close")
    turning = [
        *([kit.button("Newer", f"{NOTES}.newer", value=str(number - 1))] if number else []),
        *([kit.button("Older", f"{NOTES}.older", value=str(number + 1))] if more else []),
    ]
    rows = [block for one in entries for block in _entry(*one)]
    return kit.modal(
        "Your notes",
        [kit.context(":lock: Only you see this list."), *rows, *([kit.actions(*turning)] if turning else [])],
        callback_id="coaching.notes", close="Close",
    )  # fmt: skip


def _entry(reflection: Reflection, prompt: Prompt | None, text: str) -> list[Block]:
    about = f"*{kit.name(prompt.title)}*" if prompt else "*A prompt that is gone*"
    day = kit.date(reflection.made_at, "{date_short_pretty}", fallback=f"{reflection.made_at:%-d %B %Y}")
    who = "shared with your manager" if reflection.shared_at else "only you"
    words = f"{about} · {day} · {who}\n{kit.escape(kit.shorten(text, _GLIMPSE))}"
    return [kit.section(words, kit.button("Open", NOTE, value=str(reflection.id)))]


# ---- sharing with the managers ----


def ask_to_share(number: int, could_read: Sequence[Member], *, anew: bool = False) -> Block:
    """Name who would read it, before anybody does; `anew`: they are others than a moment ago."""
    who, are = names(could_read), "is" if len(could_read) == 1 else "are"
    changed = "The managers of your team have changed meanwhile. " if anew else ""
    words = (
        f"{changed}*{who}* will be able to read it, and {are} told so. "
        "You can take it back at any time; what was read is read."
    )
    named = ",".join(one.id for one in could_read)
    return kit.modal(
        "Share your note", [kit.section(words)], callback_id=SHARE, submit="Share", close="Not now",
        private_metadata=f"{number}/{named}",
    )  # fmt: skip


def shared_with_you(number: int, author: str) -> Message:
    """The note to a manager; the words themselves stand behind the button."""
    words = f"{kit.name(author)} shared a note about a coaching prompt with you."
    return Message(text=words, blocks=[kit.section(words, kit.button("Read it", READ, value=str(number)))])


def shared(author: Member, *, prompt: Prompt | None, text: str) -> Block:
    """What somebody shared, for the manager who may read it."""
    head = kit.context(f"{kit.name(author.name)} shared this with you. It is theirs, and they can take it back.")
    return kit.modal(
        "A note for you", [head, *_about(prompt), *kit.paragraphs(text)], callback_id="coaching.read", close="Close"
    )
