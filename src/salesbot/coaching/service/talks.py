"""One-to-ones: noted, changed, deleted by their manager; what was agreed is done or dropped by whoever does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete

from salesbot.attention import service as attention
from salesbot.coaching.model import Action, OneToOne
from salesbot.coaching.queries import managed
from salesbot.coaching.queries import talks as queries
from salesbot.coaching.rules import talks as rules
from salesbot.coaching.rules.talks import DONE, DROPPED, OPEN, Whose
from salesbot.coaching.service.managing import bonded
from salesbot.coaching.service.waiting import there, wait_again
from salesbot.errors import Refusal
from salesbot.outbox import service as outbox
from salesbot.outbox.promises import Board
from salesbot.people import queries as people

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.coaching.queries.talks import Agreed, Talk
    from salesbot.people.model import Member
    from salesbot.room import SealsLike

AGREED = "coaching.agreed"  # the note to whoever has something to do
WHY = "you and your manager agreed on something"  # in `/salesbot why`
NOT_YOURS = "Those notes are gone, or not yours."
A_PAGE = 3


# ---- noting ----


@dataclass(frozen=True)
class Noted:
    """A one-to-one as it was kept, with whom, and whether they are told of something to do."""

    talk: Talk
    member: Member
    told: bool


async def note(
    db: AsyncSession, seals: SealsLike, said: Mapping[str, str], *, workspace_id: str, by: str, member_id: str,
    now: datetime,
) -> Noted:  # fmt: skip
    """Keep the notes of a talk, sealed, and what was agreed. Raises Refusal beside the field it belongs to."""
    bond = await bonded(db, workspace_id, by, member_id)
    words, actions = rules.noted(said.get("notes", "")), rules.agreed(said, rules.fields())
    talk = OneToOne(
        workspace_id=workspace_id, team_id=bond.teams[0].id, manager_id=by, member_id=member_id, sealed="", held_at=now,
    )  # fmt: skip
    db.add(talk)
    await db.flush()
    talk.sealed = seals.seal(words)  # once the row is ours: no key that it needs is dropped from here on
    db.add_all(_action(talk, one) for one in actions)
    await db.flush()
    theirs = await _tell(db, talk, now=now)
    found = await _one(db, talk.id, workspace_id=workspace_id, by=by)
    return Noted(found, bond.member, theirs)


def _action(talk: OneToOne, agreed: rules.Agreed) -> Action:
    return Action(
        workspace_id=talk.workspace_id, one_to_one_id=talk.id, owner_id=_owner(talk, agreed.whose), words=agreed.words
    )


async def _tell(db: AsyncSession, talk: OneToOne, *, now: datetime) -> bool:
    """Keep the note to whoever has something to do as it should be; returns whether there is one."""
    found = (await queries.actions(db, [talk.id]))[talk.id]
    theirs = [one for one in found if one.owner_id == talk.member_id]
    key = agreed_key(talk.id)
    if theirs:
        at = (await there(db, talk.workspace_id, talk.member_id, now=now)).at
        board = Board(
            talk.workspace_id, key, AGREED, str(talk.id), to=talk.member_id, due_at=at, member_id=talk.member_id
        )
        await attention.promise(db, board, reason=WHY, light=True, now=now)
        await wait_again(db, talk.workspace_id, key, until=at)
    await outbox.dirty(db, talk.workspace_id, key)
    return bool(theirs)


def agreed_key(talk_id: int) -> str:
    """The outbox key of the note about what was agreed in a talk."""
    return f"{AGREED}.{talk_id}"


async def _one(db: AsyncSession, number: int, *, workspace_id: str, by: str, lock: bool = False) -> Talk:
    found = await queries.talk(db, number, workspace_id=workspace_id, manager_id=by, lock=lock)
    if found is None:
        raise Refusal(NOT_YOURS)
    return found


# ---- looking, changing, deleting ----


@dataclass(frozen=True)
class Open:
    """A one-to-one in its form: the notes unsealed, for the manager who wrote them."""

    talk: Talk
    member: Member | None
    words: str


async def opened(db: AsyncSession, seals: SealsLike, number: int, *, workspace_id: str, by: str) -> Open:
    """Return one's own notes to change them. Raises Refusal for everybody else's, and where the key is missing."""
    found = await _one(db, number, workspace_id=workspace_id, by=by)
    member = await people.member(db, workspace_id, found.talk.member_id)
    return Open(found, member, seals.unseal(found.talk.sealed))


async def change(
    db: AsyncSession, seals: SealsLike, number: int, said: Mapping[str, str], *, workspace_id: str, by: str,
    now: datetime,
) -> Noted:  # fmt: skip
    """Keep what the form says now: other notes, other words of what was agreed, more or less of it.

    Raises Refusal beside the field; nothing new is agreed with somebody whom one manages no more.
    """
    found = await _one(db, number, workspace_id=workspace_id, by=by, lock=True)
    talk, words, still = found.talk, rules.noted(said.get("notes", "")), open_of(found)
    wanted = {one.field: one for one in rules.agreed(said, rules.fields([one.id for one in still]))}
    new = [one for one in wanted.values() if one.field.startswith(rules.NEW)]
    if new:
        await bonded(db, workspace_id, by, talk.member_id)
    for one in still:
        if f"what.{one.id}" in said:
            await _keep(db, talk, one, wanted.get(str(one.id)))
    db.add_all(_action(talk, one) for one in new)
    talk.sealed, talk.edited_at = seals.seal(words), now
    await db.flush()
    told = await _tell(db, talk, now=now)
    member = await people.member(db, workspace_id, talk.member_id)
    if member is None:
        raise Refusal(NOT_YOURS)
    return Noted(await _one(db, number, workspace_id=workspace_id, by=by), member, told)


def open_of(found: Talk) -> list[Action]:
    """What of a talk can still be changed: the rest is settled."""
    return [one for one in found.actions if one.state == OPEN]


async def _keep(db: AsyncSession, talk: OneToOne, one: Action, kept: rules.Agreed | None) -> None:
    if kept is None:
        await db.delete(one)
    else:
        one.words, one.owner_id = kept.words, _owner(talk, kept.whose)


async def delete_talk(db: AsyncSession, number: int, *, workspace_id: str, by: str) -> OneToOne:
    """Delete one's own notes with all that was agreed in them; the note about it goes too."""
    found = await _one(db, number, workspace_id=workspace_id, by=by, lock=True)
    await db.execute(delete(Action).where(Action.one_to_one_id == found.talk.id))
    await db.delete(found.talk)
    await db.flush()
    await outbox.withdraw(db, workspace_id, agreed_key(number))  # after its actions, as whoever settles one
    return found.talk


@dataclass(frozen=True)
class Entry:
    """One talk in a list: with whom, its notes, what was agreed."""

    talk: Talk
    name: str
    words: str


@dataclass(frozen=True)
class Listing:
    """A page of a manager's own notes; `of` is the person whom they asked for, "" for all. `zone` is their wall's."""

    me: str
    of: str
    name: str
    page: int
    entries: Sequence[Entry]
    more: bool
    zone: str


async def listing(
    db: AsyncSession, seals: SealsLike, *, workspace_id: str, me: str, of: str = "", page: int = 0
) -> Listing:
    """Return a page of somebody's own notes of one-to-ones, of people whom they manage no more too."""
    page = min(max(page, 0), 10_000)
    found = await queries.talks(db, workspace_id, me, member_id=of, skip=page * A_PAGE, limit=A_PAGE + 1)
    known = await people.members(db, workspace_id, {me, of, *(one.talk.member_id for one in found)} - {""})
    if not found and not page:
        await _refuse(db, workspace_id, me, of)
    names = {one.id: one.name for one in known.values()}
    entries = [
        Entry(one, names.get(one.talk.member_id, ""), readable(seals, one.talk.sealed)) for one in found[:A_PAGE]
    ]
    return Listing(
        me, of, names.get(of, ""), page, entries, len(found) > A_PAGE, known[me].zone if me in known else "UTC"
    )


async def _refuse(db: AsyncSession, workspace_id: str, me: str, of: str) -> None:
    """Raise Refusal for whoever has no notes and manages nobody, or not this person: there never will be any."""
    if of:
        await bonded(db, workspace_id, me, of)
    elif not await managed.managed(db, workspace_id, me):
        await bonded(db, workspace_id, me, me)


LOST = "(the key that sealed this is missing)"


def readable(seals: SealsLike, sealed: str) -> str:
    """What was sealed, or why it cannot be read: a page is shown all the same."""
    try:
        return seals.unseal(sealed)
    except Refusal:
        return LOST


# ---- what was agreed ----


async def settle(db: AsyncSession, number: int, *, state: str, workspace_id: str, by: str, now: datetime) -> Agreed:
    """Say of an action that it is done, or needed no more: its owner, and the manager who noted it.

    Said twice it is the same. Raises Refusal for everybody else, and where it was settled otherwise.
    """
    found = await queries.action(db, number, workspace_id=workspace_id, lock=True)
    if found is None or by not in {found.action.owner_id, found.talk.manager_id} or state not in {DONE, DROPPED}:
        raise Refusal("That is gone, or not yours.")
    if found.action.state not in {OPEN, state}:
        raise Refusal(f"That was {found.action.state} already.")
    if found.action.state == OPEN:
        found.action.state, found.action.settled_at = state, now
        await db.flush()
        await outbox.dirty(db, workspace_id, agreed_key(found.talk.id))
    return found


def _owner(talk: OneToOne, whose: Whose) -> str:
    return talk.manager_id if whose is Whose.ME else talk.member_id
