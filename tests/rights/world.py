"""Three teams for the matrix: Alpha and Bravo at Acme, Foxtrot elsewhere, each with words that nobody else reads."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet
from knocking import Knocker, digest, marks, rows, view_of
from pydantic import SecretStr
from sqlalchemy import delete, insert, select, update
from sqlalchemy import text as sql

from salesbot import clock
from salesbot.app.house import House
from salesbot.audit.model import Line
from salesbot.blockers.model import Blocker
from salesbot.checkins import service as checkins
from salesbot.checkins.model import Answer, Ask, Checkin, Draft, Question, Round
from salesbot.checkins.service import proposal
from salesbot.checkins.templates import STANDUP
from salesbot.coaching import service as coaching
from salesbot.coaching.model import Commitment, OwnPrompt, OwnWords, Reflection, Shown
from salesbot.coaching.service import asking, talks
from salesbot.config import Settings
from salesbot.kudos import service as kudos
from salesbot.people import service as people
from salesbot.people.model import Away, Member
from salesbot.people.outsiders import Outsiders
from salesbot.people.rules import Role
from salesbot.playground import Playground
from salesbot.playground import Settings as SlackSettings
from salesbot.room import TeamMade
from salesbot.schedule.model import Appointment, Seat
from salesbot.slack.pulse import Pulse
from salesbot.store import Base
from salesbot.tips import rules as tip_rules
from salesbot.tips import service as tips

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy import Table

    from salesbot.people.model import Team

ACME, FAR = "T_ACME", "T_FAR"
BERLIN = "Europe/Berlin"
NIGHT = datetime(2026, 3, 3, 5, tzinfo=UTC)  # the teams are made
MORNING = datetime(2026, 3, 3, 8, 20, tzinfo=UTC)  # 09:20 in Berlin: everybody has just been asked

# Who knocks. All but the last four are of Alpha; what they do with Bravo's or Foxtrot's ids is the second half.
PERSONAS = {
    "manager": "UMAN", "rep": "UREP", "contributor": "UCON", "observer": "UOBS", "ex-member": "UEX",
    "admin": "UADM", "guest": "UGUEST", "known guest": "UWAS", "stranger": "USTR", "unknown": "UNEW",
}  # fmt: skip
_ROLES = {"UREP": Role.REP, "UCON": Role.CONTRIBUTOR, "UOBS": Role.OBSERVER, "UEX": Role.REP, "UWAS": Role.REP,
          "UMATE": Role.REP}  # fmt: skip
# Words that only a team's own people may read. A word in nobody's mouth otherwise.
SESAME = {"alpha": "alphasesame", "bravo": "bravosesame", "foxtrot": "foxtrotsesame"}


@dataclass
class Place:
    """One team with all that buttons and forms could name: ids by member where everybody has their own."""

    team: Team
    checkin: int
    asks: dict[str, int] = field(default_factory=dict)
    drafts: dict[str, int] = field(default_factory=dict)
    blockers: dict[str, int] = field(default_factory=dict)
    plans: dict[str, str] = field(default_factory=dict)  # metadata of a page of the editor
    aways: dict[str, int] = field(default_factory=dict)
    seats: dict[str, int] = field(default_factory=dict)
    kudos: dict[str, int] = field(default_factory=dict)
    tips: dict[str, int] = field(default_factory=dict)
    shown: dict[str, int] = field(default_factory=dict)  # coaching prompts that came
    notes: dict[str, int] = field(default_factory=dict)  # what was thought about others, sealed
    promises: dict[str, int] = field(default_factory=dict)  # and what was promised
    talk: int = 0  # of its manager with a rep, with an action of the rep's
    action: int = 0
    asked: int = 0
    prompt: int = 0  # of its own
    phrase: int = 0
    questions: list[int] = field(default_factory=list)
    round: int = 0


@dataclass
class World:
    """The app, its Slack, the three teams, and the database as it was before anybody knocked."""

    slack: Any
    bot: Any
    house: House
    knocker: Knocker
    users: dict[str, Any]
    places: dict[str, Place]
    channels: dict[str, Any]
    before: str = ""
    kept: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)

    async def give(self, what: str, ids: dict[str, str]) -> str:
        """Let something have happened before somebody knocks; returns the database's digest as it is then."""
        if all(ids[one].isdecimal() and len(ids[one]) < 10 for one in ("ask", "checkin")):
            async with self.house.store.begin() as db:
                await GIVEN[what](db, int(ids["ask"]), int(ids["checkin"]), self.channels["lobby"].id)
        return await digest(self.house.store)

    async def says(self, question: str) -> bool:
        """Whether the database says yes."""
        async with self.house.store.read() as db:
            return bool(await db.scalar(sql(question)))

    async def keep(self) -> None:
        """Remember the database as it stands."""
        self.kept = await rows(self.house.store)
        self.marks = await marks(self.house.store)
        self.before = await digest(self.house.store)

    async def changed(self) -> set[str]:
        """The names of the tables that are not as they were kept."""
        return {name for name, words in (await marks(self.house.store)).items() if words != self.marks[name]}

    async def restore(self) -> None:
        """Put the rows back that are not as they were: what is new goes, children first; then parents first.

        New people go last: they may stand in for somebody in rows that were others' before.
        """
        now = await rows(self.house.store, await self.changed())
        changed = [one for one in Base.metadata.sorted_tables if one.name in now]
        async with self.house.store.begin() as db:
            for table in reversed(changed):
                if table is not Member.__table__:
                    await self._drop_new(db, table, now)
            for table in changed:
                there = {_key(table, row) for row in now[table.name]}
                same = {repr(row) for row in now[table.name]}
                for row in (row for row in self.kept[table.name] if repr(row) not in same):
                    values = dict(zip([one.name for one in table.columns], row, strict=True))
                    known_row = _key(table, row) in there
                    if known_row and table is Line.__table__:  # never changed; it is so old that it may go
                        await db.execute(delete(table).where(*_this(table, row)))
                        known_row = False
                    what = update(table).where(*_this(table, row)) if known_row else insert(table)
                    await db.execute(what.values(**values))
            if Member.__table__ in changed:
                await self._drop_new(db, Member.__table__, now)

    async def _drop_new(self, db: Any, table: Any, now: dict[str, list[tuple[Any, ...]]]) -> None:
        known = {_key(table, row) for row in self.kept[table.name]}
        for row in now[table.name]:
            if _key(table, row) not in known:
                await db.execute(delete(table).where(*_this(table, row)))


async def _answered(db: Any, ask_id: int, _checkin_id: int, _channel: str) -> None:
    """Whoever is asked here has answered."""
    ask = await db.scalar(select(Ask).where(Ask.id == ask_id))
    if ask is not None and ask.state == "open":
        ask.state, ask.answered_at = "answered", MORNING
        first = await db.scalar(select(Question.id).join(Round, Round.checkin_id == Question.checkin_id)
                                .where(Round.id == ask.round_id).order_by(Question.position).limit(1))  # fmt: skip
        fields = {"workspace_id": ask.workspace_id, "ask_id": ask_id, "answered_at": MORNING}
        db.add(Answer(question_id=first, text="Sent", **fields))


async def _a_last_time(db: Any, ask_id: int, _checkin_id: int, _channel: str) -> None:
    """Whoever is asked here has answered the day before too."""
    ask = await db.scalar(select(Ask).where(Ask.id == ask_id))
    found = await db.scalar(select(Round).where(Round.id == ask.round_id)) if ask is not None else None
    if ask is None or found is None:
        return
    yesterday = Round(workspace_id=ask.workspace_id, checkin_id=found.checkin_id, day=found.day - timedelta(days=1),
                      question_set=found.question_set)  # fmt: skip
    db.add(yesterday)
    await db.flush()
    then = Ask(workspace_id=ask.workspace_id, round_id=yesterday.id, member_id=ask.member_id, key=f"{ask.key}.before",
               zone=ask.zone, opens_at=NIGHT, closes_at=NIGHT, asked_at=NIGHT, closed_at=NIGHT, superseded_at=NIGHT,
               state="answered")  # fmt: skip
    db.add(then)
    await db.flush()
    for one in list(await db.scalars(select(Question).where(Question.checkin_id == found.checkin_id)))[:2]:
        db.add(Answer(workspace_id=ask.workspace_id, ask_id=then.id, question_id=one.id, text="As ever",
                      answered_at=NIGHT))  # fmt: skip


async def _a_shared_channel(db: Any, _ask_id: int, checkin_id: int, channel: str) -> None:
    """The check-in is published in a channel of its own, which another company reads too."""
    shared = {"channel_id": channel, "channel_name": "lobby", "channel_shared": True}
    await db.execute(update(Checkin).where(Checkin.id == checkin_id).values(**shared))


async def _put_away(db: Any, _ask_id: int, _checkin_id: int, _channel: str) -> None:
    """Everybody had no use for the prompt that came to them."""
    await db.execute(update(Shown).values(useless_at=MORNING))


async def _shared(db: Any, _ask_id: int, _checkin_id: int, _channel: str) -> None:
    """Everybody shared what they thought with their managers."""
    await db.execute(update(Reflection).values(shared_at=MORNING))


GIVEN = {
    "notes shared": _shared, "an answer": _answered, "a last time": _a_last_time, "a shared channel": _a_shared_channel,
    "prompts put away": _put_away,
}  # fmt: skip


def _key(table: Table, row: tuple[Any, ...]) -> tuple[Any, ...]:
    names = [one.name for one in table.columns]
    return tuple(row[names.index(one.name)] for one in table.primary_key.columns)


def _this(table: Table, row: tuple[Any, ...]) -> list[Any]:
    return [one == value for one, value in zip(table.primary_key.columns, _key(table, row), strict=True)]


@asynccontextmanager
async def world_of(url: str) -> AsyncIterator[World]:
    """Open it on this database."""
    clock.set_calendar(NIGHT)
    async with Playground.serve(settings=SlackSettings(strict_rates=False, ack_within=30.0)) as slack:
        bot = slack.install(slack.workspace(ACME, name="Acme"))
        users = {member: slack.user(member, id=member, tz=BERLIN, **_said(member)) for member in _members()}
        users["USTR"] = slack.stranger("USTR", id="USTR", tz=BERLIN)
        channels = {
            name: slack.channel(name, members=[*users.values(), bot.bot]) for name in ("alpha", "bravo", "lobby")
        }
        settings = Settings(
            _env_file=None, bot_token=SecretStr(bot.bot_token), app_token=SecretStr(bot.app_token), limiter=False,
            slack_api_url=slack.url, database_url=url, keys=SecretStr(Fernet.generate_key().decode()),
            send_timeout=5.0, port=0,
        ).model_copy(update={"door_deadline": 30.0})  # fmt: skip
        house = await House.open(settings)
        await house.introduce(now=NIGHT)
        world = World(slack, bot, house, Knocker(slack, bot, house), users, {}, channels)
        try:
            house.doors.pulse = Pulse(still=3600.0)  # between two tests the loop stands still
            await _furnish(world)
            _a_minute_goes_by(house)
            await world.keep()
            yield world
        finally:
            world.knocker.close()
            await house.doors.drain(5)
            await house.close()


def _a_minute_goes_by(house: House) -> None:
    """Who is a guest counts as known for a minute; what was seen of people before they became one is forgotten."""
    for one in house.doors._async_middleware_list:
        owner = getattr(getattr(one, "func", None), "__self__", None)
        if isinstance(owner, Outsiders):
            owner.forget()


def _members() -> list[str]:
    return [*(one for one in PERSONAS.values() if one != "USTR"), "UMATE", "UBMAN", "UBREP", "UFMAN", "UFREP"]


def _said(member: str) -> dict[str, Any]:
    return {"is_admin": member == "UADM", "is_restricted": member in {"UGUEST", "UWAS"}}


async def _furnish(world: World) -> None:
    """Make the teams in the night, let everybody be asked in the morning, and let some answer, type and leave."""
    async with world.house.store.begin() as db:
        await people.install(db, FAR, name="Far", bot_user_id="UFARBOT", now=NIGHT)
        for name, workspace_id, manager, members in (
            ("alpha", ACME, "UMAN", _ROLES),
            ("bravo", ACME, "UBMAN", {"UBREP": Role.REP}),
            ("foxtrot", FAR, "UFMAN", {"UFREP": Role.REP}),
        ):
            world.places[name] = await _make(db, world, name, workspace_id, manager, members)
        await people.meet(db, _user("UADM", ACME) | {"is_admin": True}, workspace_id=ACME, now=NIGHT)
    clock.set_calendar(MORNING)
    await world.house.beat(MORNING)
    await _look_up(world)
    for name, speaker in (("alpha", "UMATE"), ("bravo", "UBREP"), ("foxtrot", "UFREP")):
        await _answer(world, name, speaker)
    for member in ("UMAN", "UREP", "UBMAN"):
        async with world.house.store.begin() as db:
            ts = f"1772524000.{len(member):06}"
            words = f"draft of {member} {SESAME['bravo' if member.startswith('UB') else 'alpha']}"
            await checkins.keep(db, words, workspace_id=ACME, member_id=member, ts=ts, now=MORNING)
    async with world.house.store.begin() as db:
        await _thank(db, world)
        await _share_tips(db, world)
        await _write_prompts(db, world)
        await _lead(db, world)
        await _coach(db, world)
        await _share_out(db)
        for member, workspace_id in (("UMATE", ACME), ("UBREP", ACME), ("UFREP", FAR)):
            whose = await db.get_one(Member, (workspace_id, member))
            await people.set_away(db, whose, NIGHT.date() + timedelta(days=9), NIGHT.date() + timedelta(days=9),
                                  by=member, now=NIGHT)  # fmt: skip
        team = world.places["alpha"].team
        later = MORNING + timedelta(seconds=1)
        await people.leave(db, team, ["UEX"], by="UMAN", now=later)
        await people.meet(db, _user("UWAS", ACME) | {"is_restricted": True}, workspace_id=ACME, now=later)
        for name, maker in (("alpha", "UMAN"), ("alpha", "UADM"), ("bravo", "UBMAN"), ("foxtrot", "UFMAN")):
            place = world.places[name]
            made = await proposal.propose_change(
                db, place.checkin, workspace_id=place.team.workspace_id, member_id=maker, now=MORNING
            )
            place.plans[maker] = f"{made.proposal.id}.{made.version}"
    await _look_up(world)


async def _thank(db: Any, world: World) -> None:
    """Let some thank somebody outside their teams; the words are their team's."""
    for name, giver in (("alpha", "UMAN"), ("alpha", "UREP"), ("alpha", "UMATE"), ("bravo", "UBMAN"),
                        ("foxtrot", "UFMAN")):  # fmt: skip
        team, whom = world.places[name].team, "UFREP" if name == "foxtrot" else "UBREP"
        praise = kudos.Praise(team.workspace_id, team.id, giver, (whom,), f"for {SESAME[name]} and more")
        world.places[name].kudos[giver] = (await kudos.give(db, praise, now=MORNING)).kudos.id


async def _share_tips(db: Any, world: World) -> None:
    """Let some share what they learned in the night; all teams of a workspace may read it."""
    for name, author in (("alpha", "UMAN"), ("alpha", "UREP"), ("alpha", "UMATE"), ("bravo", "UBMAN"),
                         ("foxtrot", "UFMAN")):  # fmt: skip
        team, draft = world.places[name].team, tip_rules.Draft(text=f"Ask for the plan, says {author}")
        done = await tips.share(
            db, draft, workspace_id=team.workspace_id, team_id=team.id, by=author, now=NIGHT
        )  # fmt: skip
        world.places[name].tips[author] = done.tip.id


async def _write_prompts(db: Any, world: World) -> None:
    """Let each team have a prompt and words of its own, which only its own people read."""
    for name, author in (("alpha", "UMAN"), ("bravo", "UBMAN"), ("foxtrot", "UFMAN")):
        team = world.places[name].team
        of = {"workspace_id": team.workspace_id, "team_id": team.id, "member_id": author, "skill": "tone"}
        prompt = OwnPrompt(
            **of, audience="rep", level="starter", minutes=5, title=f"Say {SESAME[name]}", lesson="It opens doors.",
            question="Which?", action="Say it.", made_at=NIGHT,
        )  # fmt: skip
        phrase = OwnWords(**of, words=f"closed {SESAME[name]}", added_at=NIGHT)
        db.add_all([prompt, phrase])
        await db.flush()
        world.places[name].prompt, world.places[name].phrase = prompt.id, phrase.id


async def _lead(db: Any, world: World) -> None:
    """Let each manager have talked with a rep, agreed on something, and asked something."""
    for name, manager, rep in (("alpha", "UMAN", "UREP"), ("bravo", "UBMAN", "UBREP"), ("foxtrot", "UFMAN", "UFREP")):
        place, between = world.places[name], {"workspace_id": world.places[name].team.workspace_id, "by": manager}
        said = {"notes": f"Notes of {name}", "what.new1": f"Send {SESAME[name]}", "who.new1": "them"}
        noted = await talks.note(db, world.house.seals, said, member_id=rep, now=MORNING, **between)
        place.talk, place.action = noted.talk.talk.id, noted.talk.actions[0].id
        put = await asking.ask(db, f"How is {SESAME[name]} going?", to=rep, now=MORNING, **between)
        place.asked = put.asked.id


async def _coach(db: Any, world: World) -> None:
    """Everybody is coached, and some had a prompt in the night."""
    for place in world.places.values():
        team = place.team
        await coaching.begin(db, TeamMade(team.workspace_id, team.id, by=team.created_by, templates=(), now=NIGHT))
    for name, member in (("alpha", "UMAN"), ("alpha", "UREP"), ("alpha", "UMATE"), ("bravo", "UBMAN"),
                         ("foxtrot", "UFMAN")):  # fmt: skip
        place = world.places[name]
        one = Shown(
            workspace_id=place.team.workspace_id, team_id=place.team.id, member_id=member, skill="tone", why="said",
            prompt="bad-news-in-line-one", key=f"coaching.prompt.{member}", day=NIGHT.date(), evidence=[],
            shown_at=NIGHT,
        )  # fmt: skip
        db.add(one)
        await db.flush()
        place.shown[member] = one.id
        await _keep(db, world, place, one)


async def _keep(db: Any, world: World, place: Place, like: Shown) -> None:
    """Let whoever had this prompt have had one before, about which they thought something and promised something."""
    mine = {"workspace_id": like.workspace_id, "member_id": like.member_id}
    before = Shown(
        **mine, team_id=like.team_id, skill="tone", why="said", prompt=like.prompt, key=f"{like.key}.before",
        day=NIGHT.date() - timedelta(days=7), evidence=[], shown_at=NIGHT - timedelta(days=7),
    )  # fmt: skip
    db.add(before)
    await db.flush()
    sealed = world.house.seals.seal(f"note of {like.member_id}")
    note = Reflection(**mine, coaching_id=before.id, sealed=sealed, made_at=NIGHT)
    promise = Commitment(**mine, coaching_id=before.id, team_id=like.team_id, words="Call", day=NIGHT.date(),
                         made_at=NIGHT)  # fmt: skip
    db.add_all([note, promise])
    await db.flush()
    place.notes[like.member_id], place.promises[like.member_id] = note.id, promise.id


async def _share_out(db: Any) -> None:
    """Give a manager and a rep a blocker of their own, and a colleague something typed, each like another's."""
    blocker = await db.scalar(select(Blocker).where(Blocker.member_id == "UMATE"))
    draft = await db.scalar(select(Draft).where(Draft.member_id == "UREP"))
    for model, like, member, more in (
        (Blocker, blocker, "UMAN", {"source": "ask.of.manager"}),
        (Blocker, blocker, "UREP", {"source": "ask.of.rep"}),
        (Draft, draft, "UMATE", {"text": f"draft of UMATE {SESAME['alpha']}", "ts": "1772524000.999999"}),
    ):
        columns = [one.name for one in model.__table__.columns if one.name != "id"]
        row = {name: getattr(like, name) for name in columns} | {"member_id": member} | more
        await db.execute(insert(model).values(**row))


async def _make(db: Any, world: World, name: str, workspace_id: str, manager: str, members: dict[str, Role]) -> Place:
    for member in (manager, *members):
        await people.meet(db, _user(member, workspace_id), workspace_id=workspace_id, now=NIGHT)
    channel = world.channels[name].id if name in world.channels else "CFOXTROT"
    draft = people.TeamDraft(f"{name.title()} Team", channel, BERLIN, channel_name=name)
    team = await people.make_team(db, draft, workspace_id=workspace_id, by=manager, now=NIGHT)
    for member, role in members.items():
        await people.join(db, team, [member], role=role, by=manager, now=NIGHT)
    checkin = await checkins.begin(
        db, STANDUP, workspace_id=workspace_id, team_id=team.id, wall=None, by=manager, now=NIGHT
    )
    return Place(team, checkin.id)


def _user(member: str, workspace_id: str) -> dict[str, Any]:
    return {"id": member, "team_id": workspace_id, "name": member.lower(), "real_name": member, "tz": BERLIN}


async def _answer(world: World, name: str, speaker: str) -> None:
    """Answer through the real form: outcome, the one thing, a blocker."""
    place, said = world.places[name], SESAME[name]
    fields = {f"question.{one}": {"type": "plain_text_input", "value": f"{said} {one}"} for one in place.questions}
    view = view_of("checkin.answer", str(place.asks[speaker]), fields)
    body = world.knocker.form(world.users[speaker], view) | {"team": {"id": place.team.workspace_id}}
    body["user"] = {"id": speaker, "team_id": place.team.workspace_id}
    seen = await world.knocker.knock(body, before="")
    assert seen.status == 200
    assert not seen.ack.get("errors"), seen.ack


async def _look_up(world: World) -> None:
    """Learn the ids of everything that a payload could name."""
    async with world.house.store.read() as db:
        for place in world.places.values():
            asks = select(Ask.member_id, Ask.id, Round.id).join(Round, Round.id == Ask.round_id)
            for member, ask, round_id in await db.execute(asks.where(Round.checkin_id == place.checkin)):
                place.asks[member], place.round = ask, round_id
            drafts = select(Draft.member_id, Draft.id).where(Draft.ask_id.in_(place.asks.values()))
            place.drafts = {member: draft for member, draft in await db.execute(drafts)}  # noqa: C416  rows are no pairs
            blockers = select(Blocker.member_id, Blocker.id).where(Blocker.team_id == place.team.id)
            place.blockers = {member: one for member, one in await db.execute(blockers)}  # noqa: C416  as above
            seats = select(Seat.member_id, Seat.id).join(Appointment, Appointment.id == Seat.appointment_id)
            mine = seats.where(Appointment.team_id == place.team.id, Appointment.job == "checkin.ask")
            place.seats = {str(member): one for member, one in await db.execute(mine)}
            questions = select(Question.id).join(Checkin, Checkin.id == Question.checkin_id)
            found = questions.where(Checkin.id == place.checkin).order_by(Question.position)
            place.questions = list(await db.scalars(found))
            aways = select(Away.member_id, Away.id).where(Away.workspace_id == place.team.workspace_id)
            place.aways = {member: one for member, one in await db.execute(aways)}  # noqa: C416  as above
