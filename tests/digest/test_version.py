"""Teams that were there before weeks were told and people were coached get both with the versions that bring them."""

from __future__ import annotations

from sqlalchemy import select, text

from salesbot.coaching import queries as coaching
from salesbot.digest.queries import WEEK
from salesbot.people import service as people
from salesbot.people.model import Team
from salesbot.schedule import queries
from salesbot.schedule import service as schedule
from salesbot.schedule.model import Appointment, Seat
from salesbot.store import Base, Store, migrate


async def test_teams_that_exist_are_told_their_week_from_the_next_friday_on(empty_url, now):
    """An old team's first week is due on Friday at 16:00 in Berlin, its people's first prompt Tuesday or Thursday."""
    await migrate.upgrade(empty_url)
    store = await Store.open(empty_url)
    async with store.begin() as db:
        await people.install(db, "T1", name="Acme", bot_user_id="UBOT", now=now)
        user = {"id": "UANA", "team_id": "T1", "name": "Ana", "real_name": "Ana", "tz": "Europe/Berlin", "profile": {}}
        await people.meet(db, user, workspace_id="T1", now=now)
        for number, name in enumerate(("EMEA", "Old")):
            draft = people.TeamDraft(name, f"C{number}", "Europe/Berlin")
            await people.make_team(db, draft, workspace_id="T1", by="UANA", now=now)
        (await db.get_one(Team, 2)).archived_at = now
        for table in [*later_tables(), "digests"]:
            await db.execute(text(f"DROP TABLE {table}"))
        await db.execute(text("DROP INDEX ix_decisions_waited"))  # of a later version as well
        await db.execute(text("UPDATE alembic_version SET version_num = '0009'"))
    await store.close()

    assert (await migrate.upgrade(empty_url))[:2] == ["0010", "0011"]
    store = await Store.open(empty_url)
    async with store.begin() as db:
        assert await schedule.refresh(db, now=now) is None
        (one,) = await db.scalars(select(Appointment).where(Appointment.job == WEEK))
        (seat,) = await db.scalars(select(Seat).where(Seat.appointment_id == one.id))
        plan = await queries.plan(db, one)
        prompts = await coaching.seats(db, "T1", ["UANA"])
    await store.close()
    assert (one.team_id, one.subject, plan.grace_minutes, plan.holidays) == (1, "1", 720, False)
    assert (seat.who, seat.member_id) == ("team", None)
    due = seat.next_at
    assert due is not None
    assert (due.isoweekday(), due.hour, due.minute) in {(5, 14, 0), (5, 15, 0)}
    ((rhythm, first),) = prompts["UANA"]
    assert rhythm.subject == "24.1100"
    assert first.next_at is not None
    assert (first.next_at.isoweekday(), first.next_at.hour) in {(day, hour) for day in (2, 4) for hour in (9, 10)}


def later_tables() -> list[str]:
    """The tables of rooms that came with a later version, those first that refer to others."""
    later = {f"salesbot.{room}.model" for room in ("coaching", "audit", "installing")}
    mine = {one.local_table for one in Base.registry.mappers if one.class_.__module__ in later}
    return [one.name for one in reversed(Base.metadata.sorted_tables) if one in mine]
