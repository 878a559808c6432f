"""The form that a member answers in: which round it is for, what it asks now, and what already stands there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from salesbot.checkins import queries, rules
from salesbot.checkins.rules.places import CLOSE, MANAGERS
from salesbot.checkins.rules.readers import Readers
from salesbot.checkins.service.question import board_of
from salesbot.errors import Refusal
from salesbot.people.rules import zone_or
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Question
    from salesbot.checkins.queries import Part
    from salesbot.checkins.service.answer import Answered
    from salesbot.room import OpenBlocker, OpenBlockers


@dataclass(frozen=True)
class Typed:
    """What stands in a form that is open: `texts` by question id, and `held`: what was typed into what vanished."""

    texts: Mapping[int, str] = field(default_factory=dict)
    held: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """All that the answer modal shows: `questions` as they show now; `texts` (what stands in them) and `last` by id."""

    part: Part
    questions: Sequence[Question]
    texts: Mapping[int, str]
    last: Mapping[int, str]
    blockers: Sequence[OpenBlocker] = ()
    readers: Readers = field(default_factory=Readers)
    leading: frozenset[int] = frozenset()  # questions whose answer may bring or take away others at once
    open: Sequence[Question] = ()  # required ones that an answer given before left open
    held: Mapping[int, str] = field(default_factory=dict)
    more: bool = False  # the second page: only what the first one's answers brought


async def form(
    db: AsyncSession,
    ask_id: int,
    *,
    workspace_id: str,
    member_id: str,
    open_blockers: Sequence[OpenBlockers],
    draft: str = "",
    typed: Typed | None = None,
) -> Form:
    """Return the form for this part; raises Refusal where it is not this person's or can no longer be answered.

    `draft` is put into the first empty text, else below the first of all; with `typed` it is the form that is open, as
    it should look now.
    """
    part = await answerable(db, ask_id, workspace_id=workspace_id, member_id=member_id)
    asked = await queries.asked(db, part)
    answered = part.ask.state == "answered"
    stored = (await queries.texts(db, [part.ask.id])).get(part.ask.id, {}) if answered else {}
    texts = _with_draft(asked, stored, draft) if typed is None else {**stored, **typed.held, **typed.texts}
    shown = rules.shown(asked, {one.id: rules.readable(one, texts.get(one.id, "")) for one in asked})
    return Form(
        part,
        shown,
        texts,
        await queries.last_words(db, part, asked),
        [one for offer in open_blockers for one in await offer(db, workspace_id, part.team.id, member_id)],
        await readers_of(db, part),
        leading=_leading(asked),
        open=missing(asked, stored) if answered else (),
        held=_held(shown, typed) if typed else {},
    )


def _with_draft(asked: Sequence[Question], stored: Mapping[int, str], draft: str) -> dict[int, str]:
    """What stands in the form, with the draft where *Use it* would store it, or below what stands there."""
    to = rules.taker(asked, stored)
    if not draft or to is None:
        return dict(stored)
    words = f"{stored[to.id]}\n{draft}" if to.id in stored else draft
    return {**stored, to.id: rules.beginning(words)}


def _leading(asked: Sequence[Question]) -> frozenset[int]:
    followed = {one.follows for one in asked}
    return frozenset(one.id for one in asked if one.position in followed and one.kind in rules.AT_ONCE)


def _held(shown: Sequence[Question], typed: Typed) -> dict[int, str]:
    """What was typed into follow-ups that vanish, so that it comes back with them."""
    here = {one.id for one in shown}
    return {key: text for key, text in {**typed.held, **typed.texts}.items() if key not in here and text}


def missing(asked: Sequence[Question], texts: Mapping[int, str]) -> list[Question]:
    """Return the required questions that an answer leaves open."""
    return [one for one in rules.shown(asked, texts) if one.required and one.id not in texts]


async def readers_of(db: AsyncSession, part: Part, *, ahead: bool = True) -> Readers:
    """Return who will read this part, and, as things are now, from when; not from when where nobody looks `ahead`."""
    if part.place.mode == MANAGERS:
        return Readers(names=await queries.managers_reading(db, part))
    if ahead and part.place.mode == CLOSE and part.round.published_at is None:
        return Readers(from_at=await queries.last_close(db, part))
    return Readers()


async def answerable(db: AsyncSession, ask_id: int, *, workspace_id: str, member_id: str, lock: bool = False) -> Part:
    """Return this person's part while it can be answered, on time or late; raises Refusal in words otherwise."""
    found = await queries.answerable(db, [ask_id], lock=lock)
    return await checked(db, found.get(ask_id), workspace_id=workspace_id, member_id=member_id)


async def checked(db: AsyncSession, found: queries.Answerable | None, *, workspace_id: str, member_id: str) -> Part:
    """Return a part that `queries.answerable` found if this person may answer it now; raises Refusal in words."""
    if found is None or (found.part.ask.workspace_id, found.part.ask.member_id) != (workspace_id, member_id):
        raise Refusal("That check-in belongs to somebody else.")
    part, role, _ = found
    if role is None:
        raise Refusal(f"You are no longer in {part.team.name}, so there is nothing left to answer there.")
    if part.team.archived_at is not None:
        raise Refusal(f"{part.team.name} has ended. What you answered there stays yours to read: `history` has it.")
    if part.ask.state == "left":
        raise Refusal(f"You are no longer asked for the {part.checkin.name}, so there is nothing left to answer.")
    if part.ask.superseded_at is not None:
        raise await _over(db, part)
    return part


async def _over(db: AsyncSession, part: Part) -> Refusal:
    """The sentence for a button of an earlier round, with the button of the one that is open now."""
    mine = await queries.current_parts(db, part.ask.member_id, workspace_id=part.ask.workspace_id)
    words = f"{part.round.day:%A} is over."
    newest = next((one for one in mine if one.checkin.id == part.checkin.id), None)
    if newest is None:
        return Refusal(words)
    button = kit.button(f"Answer {newest.round.day:%A}", "checkin.answer", value=str(newest.ask.id), style="primary")
    return Refusal(f"{words} {newest.round.day:%A} is the one to answer now.", blocks=[kit.actions(button)])


async def current(db: AsyncSession, member_id: str, *, workspace_id: str, team_id: int | None = None) -> list[Part]:
    """Return what this member can answer now: unanswered first, then the newest; of one team if it is given.

    What stands in one message comes as it stands there, also what joined it a quarter of an hour later.
    """
    parts = await queries.current_parts(db, member_id, workspace_id=workspace_id)
    began: dict[str, float] = {}  # their messages: newest first are the parts, so the last one is the message's first
    for part in parts:
        began[board_of(part.ask)] = part.ask.opens_at.timestamp()
    mine = [part for part in parts if team_id is None or part.team.id == team_id]
    return sorted(
        mine,
        key=lambda part: (part.ask.state != "open", -began[board_of(part.ask)], part.ask.opens_at, part.ask.id),
    )


def at_hand(part: Part, *, now: datetime) -> bool:
    """Whether whoever writes then may mean this round: it is open, or it is its day still on their wall."""
    is_open = part.ask.closed_at is None or now < part.ask.closed_at
    return is_open or part.round.day == now.astimezone(zone_or(part.ask.zone)).date()


async def left_open(db: AsyncSession, part: Part) -> list[Question]:
    """Return the required questions that an answered part leaves open."""
    texts = (await queries.texts(db, [part.ask.id])).get(part.ask.id, {})
    return missing(await queries.asked(db, part), texts)


async def second_page(db: AsyncSession, done: Answered) -> Form:
    """Return the form that asks what the answers brought."""
    last = await queries.last_words(db, done.part, await queries.asked(db, done.part))
    return Form(done.part, done.more, {}, last, readers=await readers_of(db, done.part), more=True)
