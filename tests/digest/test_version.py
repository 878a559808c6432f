"""Teams that were there before weeks were told get theirs with the version that brings them."""

from __future__ import annotations

from sqlalchemy import select, text

from salesbot.digest.queries import WEEK
from salesbot.people import service as people
from salesbot.people.model import Team
from salesbot.schedule import queries
from salesbot.schedule import service as schedule
from salesbot.schedule.model import Appointment, Seat
from salesbot.store import Store, migrate


async def test_teams_that_exist_are_told_their_week_from_the_next_friday_on(empty_url, now):
    """Brought up to date, an old team's first week is due on Friday at 16:00 in Berlin; an archived one's never."""
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
        await db.execute(text("DROP TABLE digests"))
        await db.execute(text("UPDATE alembic_version SET version_num = '0009'"))
    await store.close()

    assert (await migrate.upgrade(empty_url))[0] == "0010"
    store = await Store.open(empty_url)
    async with store.begin() as db:
        assert await schedule.refresh(db, now=now) is None
        (one,) = await db.scalars(select(Appointment).where(Appointment.job == WEEK))
        (seat,) = await db.scalars(select(Seat).where(Seat.appointment_id == one.id))
        plan = await queries.plan(db, one)
    await store.close()
    assert (one.team_id, one.subject, plan.grace_minutes, plan.holidays) == (1, "1", 720, False)
    assert (seat.who, seat.member_id) == ("team", None)
    due = seat.next_at
    assert due is not None
    assert (due.isoweekday(), due.hour, due.minute) in {(5, 14, 0), (5, 15, 0)}
