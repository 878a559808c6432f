"""Meeting, joining, leaving and moving, on a real database."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from salesbot.errors import Refusal
from salesbot.people import queries, service
from salesbot.people.rules import Role, day_off

from .conftest import WORKSPACE, ZONES, slack_user

if TYPE_CHECKING:
    from salesbot.people.model import Team
    from salesbot.store import Store

TUESDAY = date(2026, 3, 3)


async def names(store: Store, team: Team, at: datetime | None = None) -> list[str]:
    async with store.read() as db:
        return [place.member.name for place in await queries.roster(db, WORKSPACE, team.id, at)]


async def test_a_team_has_its_maker_as_manager_and_the_others_as_reps(known: Store, emea: Team) -> None:
    """Whoever makes a team manages it, and managers come first in its roster."""
    async with known.read() as db:
        roster = await queries.roster(db, WORKSPACE, emea.id)
    assert [(place.member.name, place.role) for place in roster] == [
        ("Ana", Role.MANAGER), ("Ben", Role.REP), ("Cleo", Role.REP),
    ]  # fmt: skip


async def test_a_channel_has_one_team_even_when_two_people_set_it_up_at_once(known: Store, now: datetime) -> None:
    """Of two setups of one channel at the same moment one makes the team and the other is told whose it is."""

    async def make(by: str) -> Team:
        draft = service.TeamDraft(f"Team of {by}", "C9", "Europe/Berlin", channel_name="west")
        async with known.begin() as db:
            return await service.make_team(db, draft, workspace_id=WORKSPACE, by=by, now=now)

    first, second = await asyncio.gather(make("UANA"), make("UBEN"), return_exceptions=True)
    refused = [one for one in (first, second) if isinstance(one, Refusal)]
    assert len(refused) == 1
    assert refused[0].words.startswith("#west already belongs to the team Team of U")
    async with known.read() as db:
        assert len(await queries.teams(db, WORKSPACE)) == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"is_bot": True}, "Ben is an app"),
        ({"is_restricted": True}, "Ben is a guest here"),
        ({"team_id": "TELSEWHERE"}, "Ben works for another company"),
        ({"deleted": True}, "Ben has no account here any more"),
    ],
)
async def test_who_may_not_join_is_named_with_the_reason(
    known: Store, emea: Team, now: datetime, said: dict[str, object], words: str
) -> None:
    """Guests, apps, strangers and deactivated people are refused by name, and nobody of that list joins."""
    async with known.begin() as db:
        await service.meet(db, slack_user("UBEN", **said), workspace_id=WORKSPACE, now=now)
    with pytest.raises(Refusal, match=words):
        async with known.begin() as db:
            await service.join(db, emea, ["UDEV", "UBEN"], by="UANA", now=now)
    assert "Dev" not in await names(known, emea)


async def test_joining_twice_is_joining_once(known: Store, emea: Team, now: datetime) -> None:
    """Only those who were not in the team yet are told back, also when two doors add them at the same moment."""

    async def add() -> list[str]:
        async with known.begin() as db:
            return await service.join(db, emea, ["UBEN", "UDEV", "UDEV"], by="UANA", now=now)

    assert sorted(await asyncio.gather(add(), add())) == [[], ["UDEV"]]


async def test_history_never_moves(known: Store, emea: Team, now: datetime) -> None:
    """Who was in the team last week is still readable after somebody left and another changed role."""
    later = now + timedelta(days=7)
    async with known.begin() as db:
        assert await service.leave(db, emea, ["UCLEO", "UDEV"], by="UANA", now=later) == ["UCLEO"]
        assert await service.set_role(db, emea, "UBEN", role=Role.OBSERVER, by="UANA", now=later)
        assert not await service.set_role(db, emea, "UBEN", role=Role.OBSERVER, by="UANA", now=later)
    async with known.read() as db:
        then = {place.member.name: place.role for place in await queries.roster(db, WORKSPACE, emea.id, now)}
        today = {place.member.name: place.role for place in await queries.roster(db, WORKSPACE, emea.id)}
        assert await queries.teams_of(db, WORKSPACE, "UCLEO") == []
        assert [role for _, role in await queries.teams_of(db, WORKSPACE, "UCLEO", now)] == [Role.REP]
    assert then == {"Ana": Role.MANAGER, "Ben": Role.REP, "Cleo": Role.REP}
    assert today == {"Ana": Role.MANAGER, "Ben": Role.OBSERVER}


async def test_observers_and_contributors_are_not_asked(known: Store, emea: Team, now: datetime) -> None:
    """A team's questions go to its managers and reps."""
    async with known.begin() as db:
        await service.set_role(db, emea, "UBEN", role=Role.OBSERVER, by="UANA", now=now)
        await service.join(db, emea, ["UDEV"], role=Role.CONTRIBUTOR, by="UANA", now=now)
    async with known.read() as db:
        roster = await queries.roster(db, WORKSPACE, emea.id)
    assert [place.member.name for place in queries.asked_of(roster)] == ["Ana", "Cleo"]


async def test_deactivated_people_leave_and_come_back(known: Store, emea: Team, now: datetime) -> None:
    """Whom Slack deactivates leaves every team, and is back with the same role once reactivated; others stay out."""
    async with known.begin() as db:
        await service.leave(db, emea, ["UCLEO"], by="UANA", now=now)
        for member_id in ("UBEN", "UCLEO"):
            gone = await service.learn(db, slack_user(member_id, deleted=True), workspace_id=WORKSPACE, now=now)
            assert gone.left == ((emea.id,) if member_id == "UBEN" else ())
    assert await names(known, emea) == ["Ana"]
    async with known.begin() as db:
        for member_id in ("UBEN", "UCLEO"):
            back = await service.learn(db, slack_user(member_id), workspace_id=WORKSPACE, now=now + timedelta(days=9))
            assert back.returned == ((emea.id,) if member_id == "UBEN" else ())
    assert await names(known, emea) == ["Ana", "Ben"]


async def test_a_zone_change_is_noticed_only_on_the_wall(known: Store, now: datetime) -> None:
    """Slack's new zone moves a person, unless their own zone wins."""
    async with known.begin() as db:
        moved = await service.learn(db, slack_user("UBEN", tz="America/Chicago"), workspace_id=WORKSPACE, now=now)
        again = await service.learn(db, slack_user("UBEN", tz="America/Chicago"), workspace_id=WORKSPACE, now=now)
        assert (moved.moved, again.moved) == (True, False)
        assert await service.set_zone(db, moved.member, "Asia/Tokyo", now=now)
        pinned = await service.learn(db, slack_user("UBEN", tz="Europe/Paris"), workspace_id=WORKSPACE, now=now)
        assert (pinned.moved, pinned.member.zone) == (False, "Asia/Tokyo")
        assert await service.set_zone(db, moved.member, None, now=now)
        assert moved.member.zone == "Europe/Paris"
        with pytest.raises(Refusal, match="Mars/Base"):
            await service.set_zone(db, moved.member, "Mars/Base", now=now)


async def test_a_pause_until_a_day_moves_with_the_wall_until_it_is_over(known: Store, now: datetime) -> None:
    """Ben's tenth of March is whichever it is where Slack or he himself says that he is; over is over."""
    tenth = {"Europe/Paris": (9, 23), "Asia/Tokyo": (9, 15), "America/New_York": (10, 4)}
    async with known.begin() as db:
        ben = await queries.member(db, WORKSPACE, "UBEN")
        assert ben is not None
        await service.pause_until(db, ben, datetime(2026, 3, 10, 4, tzinfo=UTC))
        await service.learn(db, slack_user("UBEN", tz="Europe/Paris"), workspace_id=WORKSPACE, now=now)
        for zone in ("Europe/Paris", "Asia/Tokyo", "America/New_York"):
            await service.set_zone(db, ben, zone, now=now)
            assert ben.paused_until == datetime(2026, 3, *tenth[zone], tzinfo=UTC)
            await service.learn(db, slack_user("UBEN", tz="Asia/Dubai"), workspace_id=WORKSPACE, now=now)
            assert ben.paused_until == datetime(2026, 3, *tenth[zone], tzinfo=UTC)
        await service.set_zone(db, ben, "Pacific/Honolulu", now=datetime(2026, 3, 10, 4, tzinfo=UTC))
        assert ben.paused_until == datetime(2026, 3, 10, 4, tzinfo=UTC)


async def test_days_away_count_both_ends_until_they_are_cancelled(known: Store, now: datetime) -> None:
    """Away from Monday to Friday and cancelled on the Tuesday leaves the Monday as it was."""
    async with known.begin() as db:
        ben = await queries.member(db, WORKSPACE, "UBEN")
        assert ben is not None
        noted = await service.set_away(db, ben, date(2026, 3, 2), date(2026, 3, 6), by="UBEN", now=now)
        same = await service.set_away(db, ben, date(2026, 3, 2), date(2026, 3, 6), by="UANA", now=now)
        assert noted.id == same.id
        assert await _off(db, now) == ["away"] * 5
        assert [one.id for one in await service.cancel_away(db, ben, today=TUESDAY, now=now)] == [noted.id]
        assert await _off(db, now) == ["away", None, None, None, None]
        with pytest.raises(Refusal, match="before the first"):
            await service.set_away(db, ben, date(2026, 3, 6), date(2026, 3, 2), by="UBEN", now=now)


async def test_one_period_of_several_is_ended_and_nobody_elses(known: Store, now: datetime) -> None:
    """Ending the second of Ben's two periods leaves the first, and an id of Cleo's ends nothing of hers."""
    async with known.begin() as db:
        ben, cleo = await queries.member(db, WORKSPACE, "UBEN"), await queries.member(db, WORKSPACE, "UCLEO")
        assert ben is not None
        assert cleo is not None
        first = await service.set_away(db, ben, date(2026, 3, 2), date(2026, 3, 3), by="UBEN", now=now)
        second = await service.set_away(db, ben, date(2026, 3, 5), date(2026, 3, 5), by="UBEN", now=now)
        hers = await service.set_away(db, cleo, date(2026, 3, 5), date(2026, 3, 5), by="UCLEO", now=now)
        ended = await service.end_away(db, ben, [second.id, hers.id], today=TUESDAY, now=now)
        assert [one.id for one in ended] == [second.id]
        assert await service.end_away(db, ben, [], today=TUESDAY, now=now) == []
        assert await _off(db, now) == ["away", "away", None, None, None]
        left = await queries.aways(db, WORKSPACE, ["UBEN", "UCLEO"], since=TUESDAY)
        assert {who: [one.id for one in some] for who, some in left.items()} == {"UBEN": [first.id], "UCLEO": [hers.id]}


async def test_a_status_that_was_taken_back_counts_again_when_it_is_another(known: Store, now: datetime) -> None:
    """`away off` under a palm tree holds until the status changes; a cleared status forgets it."""
    palm = {"status_text": "OOO", "status_emoji": ":palm_tree:"}
    async with known.begin() as db:
        begun = await service.learn(db, slack_user("UBEN", profile=palm), workspace_id=WORKSPACE, now=now)
        assert begun.status
        await service.cancel_away(db, begun.member, today=TUESDAY, now=now)
        same = await service.learn(db, slack_user("UBEN", profile=palm), workspace_id=WORKSPACE, now=now)
        assert (same.status, same.member.status_away_until) == (False, now)
        other = palm | {"status_text": "PTO"}
        assert (await service.learn(db, slack_user("UBEN", profile=other), workspace_id=WORKSPACE, now=now)).status
        assert (await service.learn(db, slack_user("UBEN"), workspace_id=WORKSPACE, now=now)).status
        assert (await service.learn(db, slack_user("UBEN", profile=palm), workspace_id=WORKSPACE, now=now)).status


async def test_people_of_whom_nothing_is_new_cost_one_statement_in_all(known: Store, now: datetime) -> None:
    """The hourly look at thousands asks little of the database; who is new or moved among them is told all the same."""
    said: list[str] = []
    everybody = [slack_user(one) for one in ZONES]
    async with known.begin() as db:
        engine = db.get_bind()

        def hear(*heard: Any) -> None:
            said.extend([heard[2]] if heard[2] != "BEGIN IMMEDIATE" else [])

        event.listen(engine, "before_cursor_execute", hear)
        assert not any(one.moved for one in await service.learn_all(db, everybody, workspace_id=WORKSPACE, now=now))
        await db.flush()
        event.remove(engine, "before_cursor_execute", hear)
        assert len(said) == 1, said
        fay = slack_user("UBEN", id="UFAY", real_name="Fay", profile={})
        some = [slack_user("UBEN", tz="America/Chicago"), fay, slack_user("UCLEO"), fay]
        ben, new, cleo, again = await service.learn_all(db, some, workspace_id=WORKSPACE, now=now)
        assert (ben.moved, new.moved, cleo.moved) == (True, False, False)
        assert (new.member.name, new.member.created_at, again.member) == ("Fay", now, new.member)
        assert await service.learn_all(db, [], workspace_id=WORKSPACE, now=now) == []


async def test_a_guest_has_no_place_in_a_team(known: Store, emea: Team, now: datetime) -> None:
    """Whom Slack makes a guest leaves, and is back in the same role once a full member; whom Ana took out is not."""
    async with known.begin() as db:
        await service.leave(db, emea, ["UCLEO"], by="UANA", now=now)
        for member_id in ("UBEN", "UCLEO"):
            user = slack_user(member_id, is_ultra_restricted=True)
            gone = await service.learn(db, user, workspace_id=WORKSPACE, now=now)
            assert gone.left == ((emea.id,) if member_id == "UBEN" else ())
    assert await names(known, emea) == ["Ana"]
    async with known.begin() as db:
        for member_id in ("UBEN", "UCLEO"):
            await service.learn(db, slack_user(member_id), workspace_id=WORKSPACE, now=now + timedelta(days=9))
    assert await names(known, emea) == ["Ana", "Ben"]


async def test_a_team_keeps_in_step_only_while_it_is_told_to(known: Store, emea: Team, now: datetime) -> None:
    """Told twice is told once; told no longer, who came with the channel stays."""
    async with known.begin() as db:
        emea = await db.get_one(type(emea), emea.id)
        assert await service.set_everyone(db, emea, everyone=True)
        assert not await service.set_everyone(db, emea, everyone=True)
        later = now + timedelta(hours=1)
        assert await service.keep_in_step(db, emea, {"UANA", "UBEN", "UDEV", "UEVE"}, now=later) == (["UDEV"], [])
        assert await service.set_everyone(db, emea, everyone=False)
    assert await names(known, emea) == ["Ana", "Ben", "Cleo", "Dev"]


async def _off(db, now: datetime) -> list[str | None]:
    calendar = (await queries.calendars(db, WORKSPACE, ["UBEN"]))["UBEN"]
    return [day_off(calendar, date(2026, 3, day), at=now) for day in range(2, 7)]


async def test_a_status_that_says_away_is_in_the_calendar(known: Store, now: datetime) -> None:
    """A palm tree until tomorrow makes Ben away now and not the day after; a deactivated one has left."""
    ends = now + timedelta(days=1)
    status = {"status_text": "Vacationing", "status_emoji": ":palm_tree:", "status_expiration": int(ends.timestamp())}
    async with known.begin() as db:
        await service.meet(db, slack_user("UBEN", profile=status), workspace_id=WORKSPACE, now=now)
        await service.meet(db, slack_user("UCLEO", deleted=True), workspace_id=WORKSPACE, now=now)
        calendars = await queries.calendars(db, WORKSPACE, ["UBEN", "UCLEO", "UNOBODY"])
    assert sorted(calendars) == ["UBEN", "UCLEO"]
    assert day_off(calendars["UBEN"], TUESDAY, at=now) == "away"
    assert day_off(calendars["UBEN"], TUESDAY, at=ends) is None
    assert day_off(calendars["UCLEO"], TUESDAY, at=now) == "left"


async def test_everybody_is_welcomed_once(known: Store, now: datetime) -> None:
    """However many doors ask at once, one of them is told to welcome Ben."""

    async def greet() -> list[str]:
        async with known.begin() as db:
            return await service.welcomed(db, WORKSPACE, ["UBEN"], now=now)

    assert sorted(await asyncio.gather(greet(), greet(), greet())) == [[], [], ["UBEN"]]


async def test_a_stopped_workspace_keeps_its_data_and_goes_on_after_the_next_start(known: Store, now: datetime) -> None:
    """Stopping twice is stopping once, and a working token resumes."""
    async with known.begin() as db:
        assert await service.stop_workspace(db, WORKSPACE, "token_revoked", now=now)
        assert not await service.stop_workspace(db, WORKSPACE, "account_inactive", now=now)
    async with known.read() as db:
        stopped = await queries.workspace(db, WORKSPACE)
        assert stopped is not None
        assert (stopped.stopped_at, stopped.stopped_why) == (now, "token_revoked")
    async with known.begin() as db:
        again = await service.install(db, WORKSPACE, now=now)
        assert (again.stopped_at, again.name, again.scopes) == (None, "Acme", "chat:write")


async def test_nobody_sees_another_workspace(known: Store, emea: Team, now: datetime) -> None:
    """The same ids in another workspace are other people and other teams."""
    async with known.begin() as db:
        await service.install(db, "T2", now=now)
        assert await queries.member(db, "T2", "UBEN") is None
        assert await queries.team(db, "T2", emea.id) is None
        assert await queries.team_in(db, "T2", "C1") is None
        assert await queries.roster(db, "T2", emea.id) == []
        assert not await queries.may_manage(db, "T2", emea.id, "UANA")


async def test_rights_come_from_the_database(known: Store, emea: Team, now: datetime) -> None:
    """Managers and Slack's admins may change a team; reps and outsiders may not."""
    async with known.begin() as db:
        await service.meet(db, slack_user("UDEV", is_admin=True), workspace_id=WORKSPACE, now=now)
        may = {one: await queries.may_manage(db, WORKSPACE, emea.id, one) for one in ("UANA", "UBEN", "UDEV", "UEVE")}
    assert may == {"UANA": True, "UBEN": False, "UDEV": True, "UEVE": False}


async def test_a_channel_shared_later_stops_publishing_until_it_is_confirmed(known: Store, emea: Team) -> None:
    """Sharing the channel closes it for answers; a confirmation opens it, and ends with the sharing."""
    seen = []
    for shared, confirmed in ((True, False), (True, True), (True, False), (False, False), (True, False)):
        async with known.begin() as db:
            await service.set_shared(db, WORKSPACE, "C1", shared=shared, confirmed=confirmed)
        async with known.read() as db:
            team = await queries.team(db, WORKSPACE, emea.id)
            assert team is not None
            seen.append(team.may_publish)
    assert seen == [False, True, True, True, False]
