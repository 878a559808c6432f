"""Whatever somebody may ask about later leaves a line: who did it, what it was, and to what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from sales_floor import ACME
from sqlalchemy import select

from salesbot import clock
from salesbot.audit.rules import HOST
from salesbot.blockers.model import Blocker
from salesbot.blockers.service import settle
from salesbot.checkins.service import pausing
from salesbot.checkins.service import proposal as proposals
from salesbot.coaching.model import OwnPrompt, OwnWords
from salesbot.coaching.rules.own import Draft
from salesbot.coaching.rules.skills import Skill
from salesbot.coaching.service import focus, own
from salesbot.desk import rules as desk
from salesbot.desk.service import away, export, forget, team_settings, teams
from salesbot.digest.service import choosing
from salesbot.kudos.service import ways
from salesbot.people import queries as people
from salesbot.people import service as verbs
from salesbot.people.model import Member, Team
from salesbot.tips import rules as tips
from salesbot.tips.service import changing, sharing

PROMPT = Draft(
    title="End every quote on a day", skill="pipeline", signals="quote is lying about\nthey have not come back",
    lesson="A quote that lies about for a month loses its shine.", question="Which has no last day?",
    action="Write one date into one quote.",
)  # fmt: skip


async def test_a_team_begins_with_its_maker_and_its_people(logged):
    """Who set it up, with which check-in, and everybody with their role."""
    told = [(one.done_by, one.verb, one.object_id, one.how) for one in reversed(await logged.lines())]
    team, checkin = str(logged.floor.team.id), str(logged.floor.checkin.id)
    assert told == [
        ("UANA", "team.made", team, ""), ("UANA", "member.added", "UANA", "manager"),
        ("UANA", "member.added", "UBEN", "rep"), ("UANA", "member.added", "UCLEO", "rep"),
        ("UANA", "checkin.made", checkin, ""),
    ]  # fmt: skip
    assert {one.team_id for one in await logged.lines()} == {logged.floor.team.id}


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (teams.Change(add=["UDEV"]), ("member.added", "UDEV", "rep")),
        (teams.Change(who=["UBEN"], what="manager"), ("member.role", "UBEN", "manager")),
        (teams.Change(who=["UCLEO"], what=desk.OUT), ("member.removed", "UCLEO", "")),
    ],
)
async def test_people_of_a_team(logged, now, change, line):
    """Added, given another role, taken out."""
    users = {"UDEV": {"id": "UDEV", "team_id": ACME, "real_name": "Dev"}}

    async def deed(db):
        here = {"workspace_id": ACME, "team_id": logged.floor.team.id, "users": users}
        await teams.change(db, logged.house, change, **here, by="UANA", now=now)

    assert await logged.done(deed) == [("UANA", *line)]


async def test_who_comes_and_goes_with_the_channel_did_so_in_slack(logged, now):
    """Nobody here is named for what happened there; an account that closes and opens again likewise."""
    users = [{"id": "UBEN", "team_id": ACME, "real_name": "Ben", "deleted": gone} for gone in (True, False)]

    async def deed(db):
        team = await db.get_one(Team, logged.floor.team.id)
        await verbs.set_everyone(db, team, everyone=True)
        await verbs.arrived(db, team, "UDEV", now=now)
        await verbs.departed(db, team, "UDEV", now=now)
        for user in users:
            await verbs.learn(db, user, workspace_id=ACME, now=now)

    assert await logged.done(deed) == [
        ("slack", "member.added", "UDEV", "rep"), ("slack", "member.removed", "UDEV", ""),
        ("slack", "member.removed", "UBEN", ""), ("slack", "member.added", "UBEN", "rep"),
    ]  # fmt: skip


async def test_the_team_itself(logged, now):
    """Renamed, kept in step with its channel and no longer, ended; what stays as it was leaves no line."""
    here = {"workspace_id": ACME, "team_id": logged.floor.team.id, "by": "UANA", "now": now}
    team = str(logged.floor.team.id)

    async def deed(db):
        for wanted in (("EMEA", True), ("EMEA", True), ("EMEA", False)):
            await team_settings.keep(db, team_settings.Wanted(wanted[0], "Europe/Berlin", wanted[1]), **here)
        await team_settings.archive(db, logged.house, **here)

    assert [line[1:3] for line in await logged.done(deed)] == [
        ("team.changed", team), ("team.follows", team), ("team.follows_not", team),
        *(("member.removed", one) for one in ("UANA", "UBEN", "UCLEO")), ("team.ended", team),
    ]  # fmt: skip


async def test_time_away_that_somebody_else_noted(logged, now):
    """A manager's word about Ben is noted, Ben's own is not."""

    async def deed(db):
        for by in ("UANA", "UBEN"):
            ben = await db.get_one(Member, (ACME, "UBEN"))
            days = away.dates.Span(date(2026, 3, 9), date(2026, 3, 10 if by == "UANA" else 11))
            await away.note(db, logged.house, ben, days, by=by, now=now)
            await away.end(db, logged.house, ben, by=by, now=now)

    assert await logged.done(deed) == [("UANA", "member.away", "UBEN", ""), ("UANA", "member.back", "UBEN", "")]


async def test_check_ins_are_changed_published_otherwise_paused_and_ended(logged, now):
    """That its answers are read elsewhere is a line of its own."""
    checkin, who = logged.floor.checkin.id, {"workspace_id": ACME, "member_id": "UANA", "now": now}

    async def edit(db, **change):
        mine = await proposals.propose_change(db, checkin, **who)
        kept = await proposals.keep(db, mine, replace(mine.sketch, **change), now=now)
        await proposals.approve(db, mine.proposal.id, version=kept.version, **who)

    async def deed(db):
        await edit(db, close=time(15))
        await edit(db, publish="managers")
        for verb in (pausing.PAUSE, pausing.RESUME, pausing.END):
            await pausing.turn(db, checkin, verb, **who)

    assert [line[1:] for line in await logged.done(deed)] == [
        (f"checkin.{verb}", str(checkin), how)
        for verb, how in (
            ("changed", ""), ("changed", ""), ("published", "managers"), ("paused", ""), ("resumed", ""), ("ended", ""),
        )
    ]  # fmt: skip


async def test_answers_leave_no_line(logged):
    """Answering is what people do all day: it is in the check-in, and no row more is written for it."""
    await logged.floor.at("2026-03-04 09:15", "Europe/Berlin")
    before = len(await logged.lines())
    await logged.floor.answer("UANA", "Two renewals", "The Acme call", "Legal", day=date(2026, 3, 4))
    assert len(await logged.lines()) == before


async def test_what_one_does_to_what_is_anothers(logged, now):
    """A manager resolves a blocker, mends and withdraws a tip; their own word about their own is nobody's business."""
    here = {"workspace_id": ACME, "now": now}
    team, made = logged.floor.team.id, {}

    async def own_things(db):
        raised = {"workspace_id": ACME, "team_id": team, "raised_at": now, "said_at": now}
        mine = [Blocker(**raised, member_id=one, text="Legal", source=f"s{one}") for one in ("UBEN", "UANA")]
        db.add_all(mine)
        await db.flush()
        made["blockers"] = [one.id for one in mine]
        draft = tips.Draft(kind="tip", text="Send the plan on Fridays", tags="")
        made["tip"] = (await sharing.share(db, draft, team_id=team, by="UBEN", **here)).tip.id
        draft = tips.Draft(kind="tip", text="Send the plan on Mondays", tags="")
        await changing.change(db, made["tip"], draft, by="UBEN", **here)
        await settle.resolve(db, made["blockers"][1], member_id="UANA", **here)

    assert await logged.done(own_things) == []

    async def deed(db):
        await settle.resolve(db, made["blockers"][0], member_id="UANA", **here)
        draft = tips.Draft(kind="tip", text="Send the plan at once", tags="")
        await changing.change(db, made["tip"], draft, by="UANA", **here)
        await changing.withdraw(db, made["tip"], by="UANA", **here)

    assert [line[1:3] for line in await logged.done(deed)] == [
        ("blocker.resolved", str(made["blockers"][0])), ("tip.changed", str(made["tip"])),
        ("tip.withdrawn", str(made["tip"])),
    ]  # fmt: skip


async def test_what_managers_set_for_their_team(logged, now):
    """Kudos, the week, the focus, the prompt of the week: each with what it was set to."""
    here, team = {"workspace_id": ACME, "member_id": "UANA", "now": now}, logged.floor.team.id

    async def deed(db):
        await ways.change_values(db, team, "grit: Calls once more", version=0, **here)
        await ways.rank(db, team, on=True, **here)
        await choosing.choose(db, choosing.Choice(weekday="4", wall=time(10), on=False), team_id=team, **here)
        await focus.set_team_focus(db, ACME, team, Skill.ONE_TO_ONES, by="UANA", today=now.date(), now=now)
        await focus.set_team_focus(db, ACME, team, None, by="UANA", today=now.date(), now=now)
        await focus.set_weeklies(db, ACME, "UANA", [team], [team], now=now)

    assert [line[1:] for line in await logged.done(deed)] == [
        (f"team.{verb}", str(team), how)
        for verb, how in (
            ("values", ""), ("ranking", "on"), ("digest", "off"), ("focus", "one-to-ones"), ("focus_ended", ""),
            ("weekly", "on"),
        )
    ]  # fmt: skip


async def test_what_a_team_adds_to_its_coaching(logged, now):
    """Its prompts and its words, made, changed and taken away."""
    here = {"workspace_id": ACME, "by": "UANA", "now": now}
    place = {"team_id": logged.floor.team.id, **here}

    async def deed(db):
        await own.save(db, PROMPT, number=None, **place)
        prompt = (await db.scalars(select(OwnPrompt.id))).one()
        await own.save(db, replace(PROMPT, title="Another title"), number=prompt, **place)
        await own.withdraw(db, prompt, **here)
        await own.add_words(db, "rate card", skill="negotiation", **place)
        await own.remove_words(db, (await db.scalars(select(OwnWords.id))).one(), **here)

    assert [(line[1], line[3]) for line in await logged.done(deed)] == [
        ("prompt.made", ""), ("prompt.changed", ""), ("prompt.withdrawn", ""), ("words.added", "negotiation"),
        ("words.removed", ""),
    ]  # fmt: skip


async def test_whoever_is_forgotten_leaves_the_lines_but_not_their_name(logged, now):
    """Cleo asked for her file, Ana sent her away and was forgotten herself: no line names either, and none is gone."""

    async def deed(db):
        await export.promise(db, ACME, "UCLEO", now=now)
        team = await db.get_one(Team, logged.floor.team.id)
        await verbs.leave(db, team, ["UCLEO"], by="UANA", now=now)

    assert await logged.done(deed) == [
        ("UCLEO", "member.exported", "UCLEO", ""), ("UANA", "member.removed", "UCLEO", ""),
    ]  # fmt: skip
    before = [(one.id, one.at, one.verb, one.team_id, one.how) for one in await logged.lines()]
    async with logged.house.store.begin() as db:
        await forget.forget(db, logged.house, ACME, "UCLEO", by=HOST, now=clock.now())
    async with logged.house.store.begin() as db:
        await forget.forget(db, logged.house, ACME, "UANA", now=clock.now())
    lines = await logged.lines()
    assert not {"UCLEO", "UANA"} & {name for one in lines for name in (one.done_by, one.object_id)}
    assert [(one.id, one.at, one.verb, one.team_id, one.how) for one in lines][-len(before) :] == before
    (ana, _, _, cleo) = (one for one in lines if one.verb in {"member.forgotten", "member.removed"})
    assert (ana.done_by, ana.object_id) == (ana.object_id, ana.object_id)
    assert cleo.done_by == ana.object_id
    assert cleo.object_id.startswith("XGONE")


async def test_ones_own_file_has_the_lines_that_name_one(logged, now):
    """What was done by Ben and to Ben, without a word of who else it was."""

    async def deed(db):
        ben = await people.member(db, ACME, "UBEN")
        await verbs.set_away(db, ben, date(2026, 3, 9), date(2026, 3, 10), by="UANA", now=now)

    await logged.done(deed)
    async with logged.house.store.read() as db:
        held = await export.gather(db, logged.house, ACME, "UBEN", now=now)
    (rows,) = (one.rows for one in held if one.name == "audit")
    assert [(row["done"], row["by_you"], row["to_you"]) for row in rows] == [
        ("member.added", False, True), ("member.away", False, True),
    ]  # fmt: skip
    assert "UANA" not in str(rows)
