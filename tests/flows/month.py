"""A month of a sales team of twelve in three zones, played through a real Slack with a stepped clock.

Run as a program it prints what three readers saw: Ana who manages, Ben who sells, Cleo in Sydney who rises late.
March 2026: New York's clocks change on the 8th, Berlin's on the 29th, Sydney's a week after the month.
"""

from __future__ import annotations

import heapq
import itertools
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parent))

from office import BERLIN, NEW_YORK, SYDNEY, office_of, setup_answers
from salesbot import clock
from salesbot.people import queries as people
from salesbot.schedule import queries as schedule

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from office import Office

BEGIN = datetime(2026, 2, 27, 18, 0, tzinfo=UTC)  # Friday, 19:00 in Berlin: the first round is Monday's
END = datetime(2026, 3, 31, 23, 0, tzinfo=UTC)
NEWCOMER, LEAVER = "noa", "lou"
HOMES = {
    "ana": BERLIN, "finn": BERLIN, "ida": BERLIN, "jan": BERLIN,
    "ben": NEW_YORK, "gia": NEW_YORK, "lou": NEW_YORK, "max": NEW_YORK,
    "cleo": SYDNEY, "hugo": SYDNEY, "mia": SYDNEY, "zoe": SYDNEY,
    "noa": BERLIN,
}  # fmt: skip
WORK = [
    ("Two meetings booked at Harbour Foods.", "Send the offer to Nordwind."),
    ("Initech said no: no budget before summer.", "Call the three trials that end this week."),
    ("Nordwind wants the security papers.", "Get procurement's name at Acme."),
    ("Demo at Acme went well, the CFO was there.", "Write the summary while it is fresh."),
    ("Renewal of Blue Line is signed.", "Half a day of prospecting, phone in a drawer."),
]
PROMISES = ["Close Blue Line and book three demos.", "Two proposals out.", "Nordwind signed, Initech revived."]
WINS = ["Won Blue Line: they trusted the rollout plan.", "Lost Initech: we met the CFO too late."]
LEARNED = "Ask who signs before you talk about price."


@dataclass
class Line:
    """Something that happened in somebody's sight: `how` is new, changed, gone, or what they did."""

    at: datetime
    where: str
    how: str
    words: str
    thread: bool = False


@dataclass
class Month:
    """The month as it is played: what is to be done when, and what was seen."""

    office: Office
    homes: dict[str, str] = field(default_factory=lambda: HOMES)
    people: dict[str, Any] = field(default_factory=dict)
    seen: list[Line] = field(default_factory=list)
    _last: dict[tuple[str, str], str] = field(default_factory=dict)
    _todo: list[tuple[datetime, int, str, Callable[[], Awaitable[None]]]] = field(default_factory=list)
    _count: Any = field(default_factory=itertools.count)
    _asked: set[tuple[str, str]] = field(default_factory=set)
    _calls: int = -1

    # ---- time ----

    def at(self, when: datetime, who: str, do: Callable[[], Awaitable[None]]) -> None:
        """Let somebody do something then."""
        heapq.heappush(self._todo, (when, next(self._count), who, do))

    def on(self, day: int, wall: str, who: str, do: Callable[[], Awaitable[None]]) -> None:
        """Let somebody do something on a day of March, at a time on their own wall."""
        local = datetime.fromisoformat(f"2026-03-{day:02}T{wall}").replace(tzinfo=ZoneInfo(self.homes[who]))
        self.at(local.astimezone(UTC), who, do)

    async def play(self, *, until: datetime = END) -> None:
        """Let everything happen at its own moment: what is due, and what people do."""
        while True:
            async with self.office.house.store.read() as db:
                due = await schedule.next_at(db)
            wanted = [one for one in (due, self._todo[0][0] if self._todo else None) if one is not None]
            if not wanted or min(wanted) >= until:
                return
            clock.set_calendar(max(min(wanted), clock.now()))
            await self._settle()
            while self._todo and self._todo[0][0] <= clock.now():
                _, _, _, do = heapq.heappop(self._todo)
                await do()
                await self._settle()

    async def _settle(self) -> None:
        await self.office.house.beat(clock.now())
        await self.office.house.sender.drain(30)
        calls = sum(self.office.slack.log.counters[f"chat.{verb}"] for verb in ("postMessage", "update", "delete"))
        if calls != self._calls:
            self._calls = calls
            self._react(self._look())

    # ---- seeing ----

    def _look(self) -> list[tuple[str, Any]]:
        """Note every message that is new, changed or gone; return those that came to a person."""
        now: set[tuple[str, str]] = set()
        news: list[tuple[str, Any]] = []
        for name, place in [*self.people.items(), ("#emea-sales", self.office.emea)]:
            for one in self.office.slack.messages(place, by_bots=True):
                if one.ephemeral_for:
                    continue
                now.add((name, one.ts))
                before, words = self._last.get((name, one.ts)), self.read(one)
                if before != words:
                    self._note(name, "new" if before is None else "changed", words, thread=bool(one.thread_ts))
                    self._last[name, one.ts] = words
                    news += [(name, one)] if name in self.people else []
        for name, ts in set(self._last) - now:
            self._note(name, "gone", self._last.pop((name, ts)))
        return news

    def _note(self, where: str, how: str, words: str, *, thread: bool = False) -> None:
        self.seen.append(Line(clock.now(), where, how, words, thread))

    def read(self, message: Any) -> str:
        """What somebody reads in a message."""
        return str(message.words)

    def did(self, who: str, words: str) -> None:
        """Note what somebody did."""
        self._note(who, "did", words)

    # ---- people ----

    def _react(self, news: list[tuple[str, Any]]) -> None:
        """Whoever has been asked something new answers in their own way."""
        for name, message in news:
            for value in buttons(message, "checkin.away"):
                if (name, value) not in self._asked:
                    self._asked.add((name, value))
                    self.asked(name, value)

    def asked(self, who: str, value: str) -> None:
        """Somebody has been asked something."""
        habit(self, who, value)

    def question(self, who: str, value: str) -> Any:
        """The newest message in which this question still has a button; None where it has none any more."""
        found = self.office.slack.messages(self.people[who], by_bots=True)
        return next((one for one in reversed(found) if value in buttons(one, "checkin.answer")), None)

    async def answer(self, who: str, value: str, *, blocker: str = "", verdict: str = "still") -> None:
        """Answer in the form."""
        message = self.question(who, value)
        if message is None:
            return
        me = self.office.act(self.people[who])
        outcome = await me.click(message, "checkin.answer", value)
        view = await me.view(within=3.0)
        if view is None:
            self.did(who, f"pressed a button and read: {outcome.shown}")
            return
        values = self.fill(view, who, blocker=blocker, verdict=verdict)
        outcome = await me.submit(view, values)
        self.did(who, "answered" + (f", blocked by: {blocker}" if blocker else ""))
        if outcome.errors:
            self.did(who, f"was refused: {outcome.errors}")

    def fill(self, view: Any, who: str, *, blocker: str, verdict: str) -> dict[str, Any]:
        """What somebody writes into a question's form."""
        return filled(view, who, clock.now(), blocker=blocker, verdict=verdict)

    async def press(self, who: str, value: str, action: str) -> None:
        """Press one of the question's other buttons."""
        message = self.question(who, value)
        if message is not None and value in buttons(message, action):
            await self.office.act(self.people[who]).click(message, action, value)
            self.did(who, f"pressed {message.buttons.get(action, action)}")

    async def type_answer(self, who: str, words: str) -> None:
        """Type to salesbot, and say that it is today's answer."""
        me = self.office.act(self.people[who])
        await me.say(words)
        self.did(who, f"typed: {words}")
        await self.office.slack.settled()
        await self._settle()
        use = [
            one for one in self.office.slack.messages(self.people[who], by_bots=True) if "checkin.use" in one.buttons
        ]
        if use:
            await me.click(use[-1], "checkin.use")
            self.did(who, "pressed Use it")

    async def command(self, who: str, command: str, text: str) -> Any:
        """Type a command; what only they see is noted."""
        outcome = await self.office.act(self.people[who]).command(command, text, channel=self.office.emea)
        self.did(who, f"typed {command} {text}")
        said = [self.read(outcome.message)] if outcome.message is not None else outcome.shown
        for one in said:
            self._note(who, "only for you", one)
        return outcome


def buttons(message: Any, action: str) -> list[str]:
    """The values behind a message's buttons of this action."""
    elements = [one for block in message.blocks for one in (*block.get("elements", ()), block.get("accessory") or {})]
    return [str(one["value"]) for one in elements if one.get("action_id") == action]


def filled(view: Any, who: str, now: datetime, *, blocker: str, verdict: str) -> dict[str, Any]:
    """Fill a form as somebody does who is in a hurry, and say what is in the way if anything is."""
    done, today = WORK[(len(who) + now.day) % len(WORK)]
    values: dict[str, Any] = {}
    for block in view.blocks:
        name, label = str(block.get("block_id", "")), (block.get("label") or {}).get("text", "")
        if name.startswith("blocker."):
            values[name] = verdict
        elif name.startswith("question."):
            values[name] = _answer(label, done, today, blocker, who=who, now=now)
    return {name: value for name, value in values.items() if value}


def _answer(label: str, done: str, today: str, blocker: str, *, who: str, now: datetime) -> str:
    said = {
        "What came of it": done, "What is the one thing": today, "What is in your way": blocker,
        "What will you have done": PROMISES[(len(who) + now.day) % len(PROMISES)],
        "How sure are you": "2" if who == "max" else "4", "What would make you surer": "An hour with Dev on the price.",
        "What did you win or lose": WINS[now.day % 2], "What did you learn": LEARNED if who == "ben" else "",
        "Who helped you": "Ana, with the CFO." if who == "ben" else "",
    }  # fmt: skip
    return next((words for start, words in said.items() if label.startswith(start)), "Fine.")


def habit(month: Month, who: str, value: str) -> None:
    """How each of them deals with a question."""
    now = clock.now()
    local = now.astimezone(ZoneInfo(HOMES[who]))
    day, weekday, wait = local.day, local.isoweekday(), timedelta(minutes=12 + 3 * len(who))

    async def form() -> None:
        blocker = "Legal has had the Nordwind contract for a week." if who == "ben" and day == 3 else ""
        verdict = "resolved" if who == "ben" and day >= 6 else "still"
        await month.answer(who, value, blocker=blocker, verdict=verdict)

    if who == "gia" and 9 <= day <= 13:
        return  # says nothing for a week
    if who == "cleo":
        wait = (
            timedelta(hours=6) if weekday == 4 else timedelta(hours=2, minutes=15)
        )  # after the reminder; late on Thursdays
    if who == "ida" and weekday == 3:
        month.at(now + wait, who, lambda: month.press(who, value, "checkin.skip"))
    elif who == "hugo" and weekday in {3, 4}:
        month.at(now + wait, who, lambda: month.press(who, value, "checkin.again"))
    elif who == "zoe" and day == 11:
        month.at(now + wait, who, lambda: month.press(who, value, "checkin.away"))
    elif who == "jan" and weekday in {2, 4}:
        month.at(now + wait, who, lambda: month.type_answer(who, "Acme signed, and I call Initech today."))
    else:
        month.at(now + wait, who, form)
        if who == "finn" and weekday == 2:
            month.at(now + wait + timedelta(hours=1), who, form)  # changes it


async def opened(month: Month) -> None:
    """Bring everybody, set up the team with three check-ins, and lay down what is not habit."""
    office = month.office
    month.people = {"ana": office.ana, "ben": office.ben, "cleo": office.cleo}
    for name, zone in HOMES.items():
        if name not in month.people:
            month.people[name] = office.slack.user(name.title(), id=f"U{name.upper()}", tz=zone)
            if name != NEWCOMER:
                await office.act(month.people[name]).join(office.emea)
    members = tuple(one for name, one in month.people.items() if name not in {"ana", NEWCOMER})
    answers = setup_answers(office, members, wall="09:15")
    answers["templates"] = ["standup", "commitments", "wins"]
    await office.act(office.ana).command("/salesbot", "setup")
    view = await office.act(office.ana).view()
    outcome = await office.act(office.ana).submit(view, answers)
    assert outcome.acked, outcome
    assert not outcome.errors, outcome.errors
    await month._settle()
    month.on(3, "16:00", "ben", lambda: month.command("ben", "/salesbot", "why"))
    month.on(5, "10:00", "ana", lambda: month.command("ana", "/salesbot", "simulate"))
    month.on(6, "17:00", "ana", lambda: month.command("ana", "/checkin", "blockers"))
    month.on(9, "08:30", "ana", lambda: month.command("ana", "/salesbot", "team"))
    month.on(12, "11:00", "ana", lambda: _join(month))
    month.on(13, "18:00", "max", lambda: month.command("max", "/salesbot", "away 16-18 Mar"))
    month.on(15, "20:00", "mia", lambda: month.command("mia", "/checkin", ""))
    month.on(16, "08:00", "jan", lambda: _country(month, "jan", "IE"))
    month.on(18, "12:00", "ana", lambda: _later_hour(month))
    month.on(20, "17:30", "ana", lambda: _leave(month))
    month.on(23, "09:00", "cleo", lambda: month.command("cleo", "/salesbot", "why"))
    month.on(25, "10:30", "ben", lambda: month.command("ben", "/checkin", "history"))
    month.on(26, "10:30", "cleo", lambda: month.command("cleo", "/checkin", "list"))


async def _form(month: Month, **values: Any) -> None:
    me = month.office.act(month.office.ana)
    shown = await me.command("/salesbot", "team", channel=month.office.emea)
    await me.click(shown.message, "desk.team_edit")
    view = await me.view(within=3.0)
    outcome = await me.submit(view, values)
    assert not outcome.errors, outcome.errors


async def _join(month: Month) -> None:
    await month.office.act(month.people[NEWCOMER]).join(month.office.emea)
    await _form(month, add=[month.people[NEWCOMER].id], add_role="rep")
    month.did("ana", "added Noa to the team")


async def _leave(month: Month) -> None:
    await _form(month, who=[month.people[LEAVER].id], what="out")
    month.did("ana", "took Lou out of the team")


async def _country(month: Month, who: str, country: str) -> None:
    """Somebody's holidays are another country's: Saint Patrick's Day is free."""
    async with month.office.house.store.begin() as db:
        found = await people.member(db, "T_ACME", month.people[who].id)
        assert found is not None
        found.own_country = country


async def _later_hour(month: Month) -> None:
    """Ana lets the standup ask at ten from now on, through the editor."""
    me = month.office.act(month.office.ana)
    outcome = await me.command("/checkin", "edit Daily standup", channel=month.office.emea)
    view = await me.view(within=3.0)
    assert view is not None, outcome
    if "checkin.edit_times" not in str(view.blocks):
        chosen = next(
            option["value"]
            for block in view.blocks
            for option in (block.get("element") or {}).get("options", ())
            if "standup" in option["text"]["text"].lower()
        )
        name = next(block["block_id"] for block in view.blocks if block["type"] == "input")
        outcome = await me.submit(view, {name: chosen})
        view = await me.view(within=3.0)
    await me.click(view, "checkin.edit_times")
    page = await me.view(within=3.0)
    outcome = await me.submit(page, {"wall": "10:00", "close": "15:00"})
    assert not outcome.errors, outcome.errors
    outcome = await me.submit(await me.view(within=3.0), {})
    assert outcome.acked, outcome
    month.did("ana", "let the standup ask at ten from now on")


# ---- reading it ----


def transcript(month: Month, reader: str) -> list[str]:
    """What one person saw: their direct messages and the channel, on their own clock."""
    zone, lines, day = ZoneInfo(month.homes[reader]), [], date.min
    for one in month.seen:
        if one.where not in {reader, "#emea-sales"} or (one.where != reader and one.how == "changed"):
            continue
        local = one.at.astimezone(zone)
        if local.date() != day:
            day = local.date()
            lines += ["", f"== {day:%A %-d %B}"]
        place = "" if one.where == reader else " #emea-sales" + (" (thread)" if one.thread else "")
        lines.append(f"{local:%H:%M}{place} [{one.how}]")
        lines += [f"        {text}" for text in one.words.splitlines()]
    return lines


def pings(month: Month, who: str) -> dict[date, int]:
    """How many new direct messages somebody got on each of their days."""
    found: dict[date, int] = defaultdict(int)
    for one in month.seen:
        if one.where == who and one.how == "new":
            found[one.at.astimezone(ZoneInfo(month.homes[who])).date()] += 1
    return dict(found)


async def _main() -> None:
    import tempfile

    from salesbot.config import Transport
    from salesbot.store import migrate

    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/month.db"
        await migrate.upgrade(url)
        clock.set_calendar(BEGIN)
        async with office_of(url, Transport.SOCKET) as office:
            month = Month(office)
            await opened(month)
            await month.play()
        for reader in sys.argv[1:] or ["ben", "ana", "cleo"]:
            sys.stdout.write(
                f"\n######## {reader}: {sum(pings(month, reader).values())} messages, at most "
                f"{max(pings(month, reader).values(), default=0)} a day\n"
            )
            sys.stdout.write("\n".join([*transcript(month, reader), ""]))


if __name__ == "__main__":
    import asyncio

    asyncio.run(_main())
