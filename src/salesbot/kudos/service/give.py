"""Giving: one act of thanks is checked, kept, posted in the team's channel, and told to whom it is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from salesbot.attention import service as attention
from salesbot.errors import Refusal
from salesbot.kudos import queries, rules
from salesbot.kudos.model import Kudos, Lived, Thanked
from salesbot.kudos.service.places import placed, refuse_shared
from salesbot.outbox import service as outbox
from salesbot.outbox.promises import Board
from salesbot.people import queries as people
from salesbot.people import service as persons
from salesbot.people.service.members import unfit
from salesbot.room import Priority

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Member, Team

POST, NOTE = "kudos.post", "kudos.note"
WHY = "a colleague thanked you"  # in `/salesbot why`


@dataclass(frozen=True)
class Praise:
    """What somebody wants to say. `words` may hold values as `#tag`; `tags` are those chosen in the form.

    `channels` are names of channels among the words, `link` is the message that it is about.
    """

    workspace_id: str
    team_id: int
    giver_id: str
    receivers: tuple[str, ...]
    words: str
    tags: tuple[str, ...] = ()
    channels: frozenset[str] = frozenset()
    link: str = ""


@dataclass(frozen=True)
class Given:
    """An act as it was kept; `left` is how many more fit into the giver's day."""

    kudos: Kudos
    team: Team
    receivers: Sequence[Member]
    left: int


async def give(db: AsyncSession, praise: Praise, *, now: datetime) -> Given:
    """Keep an act, post it, and tell the receivers, all of whom were met before. Raises Refusal and keeps nothing."""
    team = await placed(db, praise.workspace_id, praise.team_id, praise.giver_id)
    refuse_shared(team)
    values = await queries.values_of(db, praise.workspace_id, team.id)
    reason, lived = rules.praise(praise.words, values, tags=praise.tags, channels=praise.channels)
    receivers = await _receivers(db, praise)
    giver = await queries.hold(db, praise.workspace_id, praise.giver_id)
    day = rules.local_day(now, giver.zone if giver else "UTC")
    given = await queries.given_on(db, praise.workspace_id, praise.giver_id, day)
    often = await queries.thanked_on(db, praise.workspace_id, praise.giver_id, [one.id for one in receivers], day=day)
    rules.refuse_more(given, {one.name: often[one.id] for one in receivers if one.id in often})
    kudos = Kudos(
        workspace_id=praise.workspace_id, team_id=team.id, giver_id=praise.giver_id, day=day, reason=reason,
        link=praise.link, given_at=now,
    )  # fmt: skip
    await _keep(db, kudos, receivers, lived)
    await _promise(db, kudos, team, receivers)
    return Given(kudos, team, receivers, rules.A_DAY - given - 1)


async def meet(db: AsyncSession, users: Sequence[Mapping[str, Any]], *, workspace_id: str, now: datetime) -> None:
    """Know people as Slack has just described them."""
    for user in users:
        await persons.meet(db, user, workspace_id=workspace_id, now=now)


async def _receivers(db: AsyncSession, praise: Praise) -> list[Member]:
    """The people who are thanked, in the order in which they were named. Raises Refusal where it cannot be them."""
    ids = list(dict.fromkeys(praise.receivers))
    if not ids:
        raise Refusal("Whom do you thank? Choose at least one colleague.", field="receivers")
    if praise.giver_id in ids:
        raise Refusal(
            "Lovely, but kudos are for somebody else. Take yourself out and give it again.", field="receivers"
        )
    if len(ids) > rules.MOST_RECEIVERS:
        raise Refusal(
            f"That is {len(ids)} people; {rules.MOST_RECEIVERS} at most, so that each is really meant.",
            field="receivers",
        )
    known = await people.members(db, praise.workspace_id, ids)
    for one in ids:
        why = unfit(known[one]) if one in known else "is nobody I know"
        if why is not None:
            name = known[one].name if one in known else "One of them"
            raise Refusal(f"{name} {why}: kudos are for full members of your company.", field="receivers")
    return [known[one] for one in ids]


async def _keep(db: AsyncSession, kudos: Kudos, receivers: Sequence[Member], lived: Sequence[rules.Value]) -> None:
    db.add(kudos)
    await db.flush()
    own = {"workspace_id": kudos.workspace_id, "kudos_id": kudos.id}
    whose = {"giver_id": kudos.giver_id, "given_at": kudos.given_at}
    db.add_all(Thanked(**own, **whose, receiver_id=one.id) for one in receivers)
    db.add_all(Lived(**own, tag=one.tag, meaning=one.meaning) for one in lived)
    await db.flush()


async def _promise(db: AsyncSession, kudos: Kudos, team: Team, receivers: Sequence[Member]) -> None:
    """Promise the post in the channel, and a note to each receiver."""
    post = Board(
        workspace_id=kudos.workspace_id, key=post_key(kudos.id), kind=POST, subject=str(kudos.id), to=team.channel_id,
        due_at=kudos.given_at, priority=Priority.REPORT,
    )  # fmt: skip
    await outbox.promise(db, post)
    notes = [
        Board(
            workspace_id=kudos.workspace_id, key=note_key(kudos.id, one.id), kind=NOTE, subject=f"{kudos.id}/{one.id}",
            to=one.id, due_at=kudos.given_at, member_id=one.id,
        )
        for one in receivers
    ]  # fmt: skip
    await attention.promise(db, *notes, reason=WHY, light=True, now=kudos.given_at)


def post_key(kudos_id: int) -> str:
    """The outbox key of the post in the team's channel."""
    return f"{POST}.{kudos_id}"


def note_key(kudos_id: int, receiver_id: str) -> str:
    """The outbox key of the note to a receiver."""
    return f"{NOTE}.{kudos_id}.{receiver_id}"
