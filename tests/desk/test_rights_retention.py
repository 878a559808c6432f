"""Data ends when its time is over: so many days for each kind, in small steps, and it is said how much went."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from salesbot import features
from salesbot.app import forgetting
from salesbot.blockers.model import Blocker
from salesbot.checkins import service as checkins
from salesbot.checkins.model import Answer, Ask, Draft, Question, Round
from salesbot.checkins.templates import STANDUP
from salesbot.config import Settings
from salesbot.errors import WrongSetting
from salesbot.people import service as people
from salesbot.store import Base

ACME = "T_ACME"
LONG_AGO, LATELY = timedelta(days=366), timedelta(days=364)


def settings(retention=""):
    """Settings that say how long."""
    return Settings(_env_file=None, retention=retention)


async def furnish(store, now, *, many=120):
    """Ben answered often a year and a day ago, and once a year ago less a day; a blocker was resolved then as well."""
    async with store.begin() as db:
        await people.install(db, ACME, now=now)
        for name in ("UANA", "UBEN"):
            await people.meet(db, {"id": name, "team_id": ACME, "real_name": name}, workspace_id=ACME, now=now)
        draft = people.TeamDraft("EMEA", "C1", "Europe/Berlin", members=["UBEN"])
        team = await people.make_team(db, draft, workspace_id=ACME, by="UANA", now=now)
        one = await checkins.begin(
            db, STANDUP, workspace_id=ACME, team_id=team.id, wall=None, by="UANA", now=now - LONG_AGO
        )
        question = await db.scalar(select(Question.id).where(Question.checkin_id == one.id).limit(1))
        for number in range(many):
            at = now - (LONG_AGO if number else LATELY)
            ask = await _part(db, one.id, number, at)
            row = {"workspace_id": ACME, "ask_id": ask, "question_id": question, "text": f"said {number}"}
            await db.execute(insert(Answer).values(**row, folded="said", answered_at=at))
        await db.execute(insert(Draft).values(
            workspace_id=ACME, member_id="UBEN", ask_id=ask, ts="1.1", text="typed", typed_at=now - LONG_AGO,
        ))  # fmt: skip
        for source, resolved in (("old", now - LONG_AGO), ("new", now - LATELY), ("open", None)):
            await db.execute(insert(Blocker).values(
                workspace_id=ACME, team_id=team.id, member_id="UBEN", text=source, source=source,
                raised_at=now - LONG_AGO, said_at=now - LONG_AGO, resolved_at=resolved,
            ))  # fmt: skip


async def _part(db, checkin_id, number, at):
    day = at.date() - timedelta(days=number)
    made = Round(workspace_id=ACME, checkin_id=checkin_id, day=day, question_set=1)
    db.add(made)
    await db.flush()
    ask = Ask(workspace_id=ACME, round_id=made.id, member_id="UBEN", key=f"k{number}", zone="UTC", opens_at=at,
              closes_at=at, asked_at=at, state="answered")  # fmt: skip
    db.add(ask)
    await db.flush()
    return ask.id


async def purged(store, now, retention=""):
    """What a purge says it removed, by kind."""
    done = await forgetting.purge(store, features.rooms(), settings(retention), now=now)
    return {one.kind.name: one.rows for one in done if one.rows}


async def test_old_answers_go_and_who_took_part_stays(store, now):
    """A year and a day is too old, a year less a day is not; parts and open blockers stay; nothing is left to do."""
    await furnish(store, now)
    assert await purged(store, now) == {"answers": 119 + 1, "blockers": 1}
    assert await purged(store, now) == {}
    async with store.read() as db:
        assert (await db.scalars(select(Answer.text))).all() == ["said 0"]
        assert await db.scalar(select(func.count(Ask.id))) == 120
        assert (await db.scalars(select(Blocker.text).order_by(Blocker.id))).all() == ["", "new", "open"]
        assert (await db.scalars(select(Draft.ts))).all() == ["1.1"]


async def test_a_setting_keeps_a_kind_longer_or_shorter(store, now):
    """`answers=400` keeps them, `answers=30` takes all; what it does not name is kept as the room says."""
    await furnish(store, now, many=3)
    assert await purged(store, now, "answers=400") == {"blockers": 1}
    assert await purged(store, now, " answers=30 ,blockers=9") == {"answers": 4, "blockers": 1}


def test_a_kind_that_is_not_there_ends_the_start():
    """The sentence names the kinds there are; what is no list of days is refused as any wrong setting is."""
    with pytest.raises(WrongSetting, match=r"'coffee'.*answers, audit, blockers"):
        forgetting.kinds(features.rooms(), settings("coffee=3"))
    with pytest.raises(ValueError, match="answers=180"):
        settings("answers=none")


def test_every_kind_of_data_ends_and_says_so():
    """Each kind has one name, words that people understand, and days."""
    known = [one for room in features.rooms() for one in room.retention]
    assert len({one.name for one in known}) == len(known)
    assert {"answers", "blockers"} <= {one.name for one in known}
    assert all(one.what and one.days > 0 for one in known)


# What becomes of a table when somebody is forgotten: its rows about them `go`, or stay as the `stand-in`'s without a
# word of theirs, or it is of the `team` and names them at most by id, which the stand-in's takes the place of.
BECOMES = {
    "answers": "go", "aways": "stand-in", "asks": "stand-in", "blockers": "stand-in", "checkins": "team",
    "decisions": "go", "deliveries": "go", "copies": "go", "drafts": "go", "invited": "go", "members": "go",
    "memberships": "stand-in", "occurrences": "stand-in", "proposals": "go", "questions": "team", "receipts": "go",
    "restraints": "go", "riders": "go", "rounds": "team", "seats": "go", "teams": "team", "told": "go",
    "appointments": "team", "lanes": "go", "paused_targets": "go", "plans": "team", "processes": "none",
    "key_probes": "none", "slack_bots": "none", "slack_installations": "none", "slack_oauth_states": "none",
    "workspaces": "none", "forgotten": "the note", "kudos": "stand-in", "kudos_thanked": "stand-in",
    "kudos_lived": "team", "kudos_me_too": "stand-in", "kudos_ways": "team",
    "tips": "stand-in", "tip_uses": "stand-in", "tip_useful": "go", "tip_words": "go", "tip_pieces": "go",
    "digests": "team", "coaching_prompts": "team", "coaching_words": "team", "coached_teams": "team",
    "coaching_weeks": "team", "coachees": "go", "coachings": "stand-in", "reflections": "stand-in",
    "audit_lines": "stand-in",
    "commitments": "stand-in", "one_to_ones": "go", "one_to_one_actions": "go", "coaching_questions": "stand-in",
}  # fmt: skip
_HANDLED_BY_THE_DESK = {"store"}


def test_no_table_forgets_to_forget():
    """A new table stands in the list above, and a room that holds something of a person exports and erases it."""
    features.load_tables()
    rooms = {room.name: room for room in features.rooms()}
    owners = {str(one.local_table): one.class_.__module__.split(".")[1] for one in Base.registry.mappers}
    unknown = sorted(owners.keys() ^ BECOMES.keys())
    assert not unknown, f"say in BECOMES what an erasure does with these, and of no others: {unknown}"
    personal = {owners[table.name] for table in Base.metadata.sorted_tables if _names_members(table)}
    lacking = {name for name in personal - _HANDLED_BY_THE_DESK if not (rooms[name].export and rooms[name].erase)}
    assert not lacking, f"these rooms hold something of people: {lacking}"


def _names_members(table):
    return any(key.column.table.name == "members" for column in table.columns for key in column.foreign_keys)
