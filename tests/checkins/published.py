"""What happens around a published round on a sales floor: edits, deletions, roles, and channels that change."""

from __future__ import annotations

from sales_floor import ACME, BERLIN, NEW_YORK, TUESDAY
from sqlalchemy import delete, select, update

from salesbot import clock
from salesbot.checkins import queries, service
from salesbot.checkins.model import Answer, Checkin, Question, Round
from salesbot.outbox.model import Delivery
from salesbot.people import announce
from salesbot.people import queries as people_queries
from salesbot.people import service as people
from salesbot.room import ChannelChange


async def change(floor, **values):
    """Change the check-in, as an approved edit does."""
    async with floor.house.store.begin() as db:
        await db.execute(update(Checkin).where(Checkin.id == floor.checkin.id).values(**values))


async def ask_all(floor, day="2026-03-03"):
    """Let the question of a day come to Ana and Ben."""
    for zone in (BERLIN, NEW_YORK):
        await floor.at(f"{day}T09:15", zone)
        await arrive(floor)


async def arrive(floor):
    """Let the questions that wait be in Slack: nobody carries them here, and nobody shall count as not asked."""
    async with floor.house.store.begin() as db:
        await db.execute(update(Delivery).where(Delivery.kind == "checkin.question").values(state="sent", ts="1.1"))


async def delete_answer(floor, who, day=TUESDAY):
    """Take somebody's answer back, as its verb does: the part is open again, its texts are gone."""
    part = await floor.part(who, day)
    async with floor.house.store.begin() as db:
        part = await queries.part(db, part.ask.id, workspace_id=ACME, lock=True)
        await db.execute(delete(Answer).where(Answer.ask_id == part.ask.id))
        part.ask.state = "open"
        await service.withdraw(db, part)


async def deliveries(floor, kind):
    """What was promised of a kind: target by key."""
    async with floor.house.store.read() as db:
        rows = await db.execute(select(Delivery.key, Delivery.target).where(Delivery.kind == kind))
        return dict(rows.all())


async def drawn(floor, key):
    """What a board's renderer says now."""
    async with floor.house.store.read() as db:
        row = await db.scalar(select(Delivery).where(Delivery.key == key))
    async with floor.house.store.read() as db:
        return await floor.house.boards[row.kind](db, ACME, row.subject)


async def entry(floor, who, piece=0):
    """What the thread says of somebody."""
    return await floor.board(service.entry_key((await floor.part(who)).ask.id, piece))


def question(floor, position, **more):
    return Question(
        workspace_id=ACME, checkin_id=floor.checkin.id, question_set=1, position=position,
        words=f"Question {position}?", required=False, **more,
    )  # fmt: skip


async def make_away(floor, who, first=TUESDAY, last=TUESDAY):
    """Somebody notes that they are away."""
    async with floor.house.store.begin() as db:
        member = await queries_member(db, who)
        await people.set_away(db, member, first, last, by=who, now=clock.now())
        for tell in floor.house.offers("on_away"):
            await tell(db, ACME, who, clock.now())


async def queries_member(db, who):
    """The person."""
    found = await people_queries.member(db, ACME, who)
    assert found is not None
    return found


async def leave(floor, who):
    """Somebody leaves the team."""
    async with floor.house.store.begin() as db:
        left = await people.leave(db, await db.merge(floor.team), [who], by="UANA", now=clock.now())
        await announce.seats(db, floor.house, ACME, floor.team.id, left=left, now=clock.now())


async def private(floor, who, page=0, day=TUESDAY):
    """What the private report of a day says to somebody now."""
    async with floor.house.store.read() as db:
        number = await db.scalar(select(Round.id).where(Round.day == day))
    return await floor.board(service.report_key(number, page, to=who))


async def give_role(floor, who, role):
    """A manager gives somebody another role."""
    async with floor.house.store.begin() as db:
        await people.set_role(db, await db.merge(floor.team), who, role=role, by="UANA", now=clock.now())
        await announce.seats(db, floor.house, ACME, floor.team.id, joined=[who], now=clock.now())


async def confirm(floor, typed, by="UANA"):
    """Somebody names the shared channel."""
    async with floor.house.store.begin() as db:
        await service.confirm_channel(
            db, floor.checkin.id, typed=typed, workspace_id=ACME, member_id=by, now=clock.now()
        )


async def hear(floor, channel, **what):
    """Slack, or the people sync, says something new of a channel."""
    async with floor.house.store.begin() as db:
        if "shared" in what:
            await people.set_shared(db, ACME, channel, shared=what["shared"])
        await announce.channel(db, floor.house, ChannelChange(ACME, channel, now=clock.now(), **what))
