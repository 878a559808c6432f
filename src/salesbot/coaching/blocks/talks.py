"""Notes of one-to-ones: the form in which they are written, and the list that their manager alone reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.coaching.blocks import agreed
from salesbot.coaching.blocks.briefing import NOTE, TURN
from salesbot.coaching.blocks.paging import short
from salesbot.coaching.rules import talks as rules
from salesbot.coaching.rules.talks import OPEN, Whose
from salesbot.room import Message
from salesbot.slack import kit
from salesbot.slack.kit.text import NOBODY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.coaching.model import Action
    from salesbot.coaching.service.talks import Entry, Listing, Noted, Open
    from salesbot.people.model import Member
    from salesbot.room import Block

EDIT, DELETE, LIST = "coaching.talk_edit", "coaching.talk_delete", "coaching.talks"
GIST = 300  # characters of notes in a list; the form has all


def form(member: Member) -> Block:
    """An empty form for a talk with somebody."""
    return _form(member.name, rules.fields(), [], notes="", callback_id=NOTE, carried=member.id)


def edit(what: Open) -> Block:
    """The form with what was noted; what is settled is not asked about again."""
    still = [one for one in what.talk.actions if one.state == OPEN]
    name = what.member.name if what.member else NOBODY
    return _form(
        name, rules.fields([one.id for one in still]), still, notes=what.words, callback_id=EDIT,
        carried=str(what.talk.talk.id), manager_id=what.talk.talk.manager_id,
    )  # fmt: skip


def _form(
    name: str, fields: Sequence[str], still: Sequence[Action], *, notes: str, callback_id: str, carried: str,
    manager_id: str = "",
) -> Block:  # fmt: skip
    known, who = {str(one.id): one for one in still}, kit.name(name)
    told = f"Of what you agreed, {who} reads only what {who} will do."
    intro = f":lock: Only you can read these notes. {told}"
    box = kit.text_input(
        f"What do you want to remember of the talk with {kit.shorten(name, 80)}?", "notes", multiline=True,
        initial=notes, longest=rules.LONGEST, focus=not notes,
    )  # fmt: skip
    rows = [block for place in fields for block in _action(name, place, known.get(place), manager_id)]
    head = kit.section("*What you agreed* (leave empty what you do not need; empty one to take it away)")
    return kit.modal(
        "Your one-to-one", [kit.context(intro), box, head, *rows], callback_id=callback_id, submit="Save",
        private_metadata=carried,
    )  # fmt: skip


def _action(name: str, place: str, one: Action | None, manager_id: str) -> list[Block]:
    options = [kit.option(name or "The other", Whose.THEM), kit.option("You", Whose.ME)]
    whose = Whose.ME if one is not None and one.owner_id == manager_id else Whose.THEM
    box = kit.text_input(
        "Action", f"what.{place}", initial=one.words if one else "", longest=rules.LONGEST_ACTION, optional=True,
        placeholder="Send Kessing the plan for the first month",
    )  # fmt: skip
    menu = kit.static("Who does it?", f"who.{place}", options=options, initial=whose)
    return [box, kit.input_block("Who does it?", menu, block_id=f"who.{place}", optional=True)]


def kept(what: Noted) -> Block:
    """It is kept: who reads what, and when it comes back."""
    name = kit.name(what.member.name)
    told = f" {name} gets a note with what {name} will do." if what.told else ""
    words = f"Kept, for you alone.{told} It all comes back in your next brief on {name}."
    return kit.modal("Your one-to-one", [kit.section(words)], callback_id="coaching.talk_kept", close="Close")


# ---- the list ----


def listing(what: Listing) -> Message:
    """A page of one's own notes."""
    whose = f" with {kit.name(what.name)}" if what.of else ""
    if not what.entries:
        words = "There is nothing older." if what.page else f"You have noted no one-to-one{whose} yet."
        buttons = [kit.button("Write notes", NOTE, value=what.of)] if what.of and not what.page else []
        return Message(text=words, blocks=[kit.section(words), *([kit.actions(*buttons)] if buttons else [])])
    head = f"*Your notes of one-to-ones{whose}*" + (f" · page {what.page + 1}" if what.page else "")
    where = f"talks/{what.of}/{what.page}"
    entries = [block for one in what.entries for block in _entry(one, what, where)]
    foot = kit.context(":lock: Only you can read these notes; whoever has an action reads that one.")
    return Message(text=head, blocks=[kit.section(head), *entries, *_turning(what), foot])


def _entry(one: Entry, what: Listing, where: str) -> list[Block]:
    talk, name = one.talk.talk, kit.name(one.name) or NOBODY
    day = f"{agreed.held(talk, what.zone)} {talk.held_at:%Y}"
    edited = " · edited" if talk.edited_at else ""
    blocks = [kit.section(f"*{name}* · {day}{edited}\n{short(one.words, GIST)}")]
    for action in one.talk.actions:
        whose = "You" if action.owner_id == what.me else name
        if action.state == OPEN:
            blocks += agreed.row(action, whose=whose, where=where)
        else:
            blocks.append(kit.context(agreed.settled(action, whose=whose)))
    sure = kit.confirm("Delete these notes?", "They are gone for good, with all that was agreed in them.", yes="Delete")
    buttons = [
        kit.button("Read and edit", EDIT, value=str(talk.id)),
        kit.button("Delete", DELETE, value=f"{talk.id}/{where}", style="danger", confirm=sure),
    ]
    return [*blocks, kit.actions(*buttons), kit.divider()]


def _turning(what: Listing) -> list[Block]:
    buttons = []
    if what.page:
        buttons.append(kit.button("Newer", f"{LIST}.newer", value=f"{what.of}/{what.page - 1}"))
    if what.more:
        buttons.append(kit.button("Older", f"{LIST}.older", value=f"{what.of}/{what.page + 1}"))
    if what.of:
        buttons.append(kit.button("Brief", f"{TURN}.open", value=f"{what.of}/0"))
    return [kit.actions(*buttons)] if buttons else []
