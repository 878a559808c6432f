"""Twelve weeks of six people who are coached: what they say, which prompts come of it, and what they make of them.

`python tests/flows/weeks_told.py FOLDER` writes what each of them got and read.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parent))

import coached
from coached import BECAME, HEEDS, HOMES, OWN, REPLIES, THOUGHTS, words_of
from month import buttons
from thirty import Team

from office import setup_answers
from salesbot import clock
from salesbot.cli.stories.plain import Plain
from salesbot.people import queries as people

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

BEGIN = datetime(2026, 3, 1, 15, 0, tzinfo=UTC)  # Sunday afternoon in Berlin; in Sydney it is Monday 02:00
MONDAY = date(2026, 3, 2)  # New York's clocks change on 8 March, Berlin's on the 29th, Sydney's on 5 April
END = datetime(2026, 5, 23, 12, 0, tzinfo=UTC)  # Saturday, twelve weeks on
QUOTE = re.compile(r"(?:You wrote|You said) [^:“”]*: “(.+?)”(?=\n|$)", re.MULTILINE)


@dataclass
class Came:
    """A prompt as it came: to whom, when, in which message, and all that stood there."""

    who: str
    at: datetime
    ts: str
    number: str
    words: str


@dataclass
class Weeks(Team):
    """The twelve weeks as they are played."""

    homes: dict[str, str] = field(default_factory=lambda: HOMES)
    wrote: list[tuple[str, datetime, str]] = field(default_factory=list)  # every answer's words
    came: list[Came] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)  # whose thought, and its words, never shared
    used: dict[tuple[str, str], int] = field(default_factory=dict)
    met: set[tuple[str, str, str]] = field(default_factory=set)
    known: dict[Any, str] = field(default_factory=dict)

    # ---- time ----

    def on_day(self, week: int, day: int, wall: str, who: str, do: Callable[[], Awaitable[Any]]) -> None:
        """Let somebody do something on a weekday (Monday is 1) of a week, at a time on their own wall."""
        when = MONDAY + timedelta(weeks=week - 1, days=day - 1)
        local = datetime.combine(when, time.fromisoformat(wall), ZoneInfo(self.homes[who]))
        self.at(local.astimezone(UTC), who, do)

    def today(self, who: str) -> tuple[int, int]:
        """Which week it is, and which weekday, on somebody's wall."""
        days = (clock.now().astimezone(ZoneInfo(self.homes[who])).date() - MONDAY).days
        return days // 7 + 1, days % 7 + 1

    def turn(self, who: str, what: dict[str, list[str]], kind: str) -> str:
        """What is next on somebody's list; "" past its end."""
        at = self.used.get((who, kind), 0)
        self.used[who, kind] = at + 1
        mine = what.get(who, [])
        return mine[at] if at < len(mine) else ""

    def read(self, message: Any) -> str:
        """What somebody reads; what is as it was is not drawn a second time."""
        if message.ephemeral_for:
            return super().read(message)
        key = message.channel, message.ts, message.edited_at, str(message.reactions)
        if key not in self.known:
            self.known[key] = super().read(message)
        return self.known[key]

    # ---- what they do with what comes ----

    def _react(self, news: list[tuple[str, Any]]) -> None:
        super()._react(news)
        for who, message in news:
            for action, do in (
                ("coaching.commit", self._prompted), ("coaching.not_yet", self._asked_of_it),
                ("coaching.answer", self._asked_by_ana), ("coaching.shared", self._shared_with),
                ("coaching.action.done", self._agreed),
            ):  # fmt: skip
                for number in buttons(message, action):
                    if (who, action, f"{message.ts}/{number}") not in self.met:
                        self.met.add((who, action, f"{message.ts}/{number}"))
                        do(who, message, number)

    def later(self, who: str, minutes: int, do: Callable[[], Awaitable[None]]) -> None:
        """Let somebody do something in a while."""
        self.at(clock.now() + timedelta(minutes=minutes), who, do)

    def _prompted(self, who: str, message: Any, number: str) -> None:
        again = [one for one in self.came if (one.who, one.number) == (who, number)]
        if again and again[-1].ts == message.ts:
            return
        if again and "coaching.snooze" not in message.buttons:
            return
        self.came.append(Came(who, clock.now(), message.ts, number, self.read(message)))
        what = self.turn(who, HEEDS, "heed")
        if what:
            self.later(who, 12, lambda: self.heed(who, message, number, what))

    async def heed(self, who: str, message: Any, number: str, what: str) -> None:
        """Do something with a prompt."""
        verb, _, more = what.partition(" ")
        if verb == "commit":
            await self._pressed(who, message, "coaching.commit", number)
            if more == "own":
                await self._settle()
                await self._pressed(who, message, "coaching.words")
                await self.sent(who, "Change the words", {"words": self.turn(who, OWN, "own")})
        if verb in {"reflect", "share", "tip"} or more == "reflect":
            await self._settle()
            await self._reflect(who, message, number, verb)
        if verb == "useless":
            await self._pressed(who, message, "coaching.useless", number)
            await self._settle()
            await self._pressed(who, message, f"coaching.useless_why.{more}", number)
        if verb == "snooze":
            await self._pressed(who, message, "coaching.snooze", number)
            await self._settle()
            if more:
                await self._pressed(who, message, "coaching.snooze_week", number)

    async def _pressed(self, who: str, message: Any, action: str, value: str | None = None) -> Any:
        fresh = self.office.slack.fresh(message)
        if action not in fresh.buttons:
            self.did(who, f"found no {action} any more")
            return None
        self.did(who, f"pressed {fresh.buttons[action]}")
        return await self.office.act(self.people[who]).click(fresh, action, value)

    async def _reflect(self, who: str, message: Any, number: str, verb: str) -> None:
        me, words = self.office.act(self.people[who]), self.turn(who, THOUGHTS, "thought")
        await self._pressed(who, message, "coaching.reflect", number)
        view = await me.view(within=3.0)
        if view is None or not words:
            self.did(who, "noted nothing")
            return
        self.did(who, "Reflect, in the form:\n" + "\n".join(self.plain.form(view)))
        outcome = await me.submit(view, {"text": words})
        self.did(who, f"noted: {words}\n" + "\n".join(self.plain.form(outcome.view)))
        if verb == "share":
            await me.click(outcome.view, "coaching.share")
            await self.sent(who, "Share with my manager", {})
        elif verb == "tip":
            await me.click(outcome.view, "tips.from_answer")
            await self.sent(who, "Share as a tip", {})
        else:
            self.kept.append((who, words))
            await me.close(outcome.view)

    def _asked_of_it(self, who: str, message: Any, number: str) -> None:
        became = self.turn(who, BECAME, "became")
        if became:
            self.later(who, 9, lambda: self._pressed(who, message, f"coaching.{became}", number))

    def _asked_by_ana(self, who: str, message: Any, number: str) -> None:
        reply = self.turn(who, REPLIES, "reply")

        async def answer() -> None:
            await self._pressed(who, message, "coaching.answer", number)
            await self.sent(who, "Answer", {"answer": reply})

        if reply:
            self.later(who, 180, answer)

    def _shared_with(self, who: str, message: Any, number: str) -> None:
        async def look() -> None:
            await self._pressed(who, message, "coaching.shared", number)
            view = await self.office.act(self.people[who]).view(within=3.0)
            self.did(who, "read:\n" + "\n".join(self.plain.form(view)))
            await self.office.act(self.people[who]).close(view)

        self.later(who, 30, look)

    def _agreed(self, who: str, message: Any, number: str) -> None:
        if who in {"cleo", "gia"}:
            self.later(who, 60 * 49, lambda: self._pressed(who, message, "coaching.action.done", number))

    # ---- what they answer ----

    def asked(self, who: str, value: str) -> None:
        """They answer in the form, each after their own while; on some days nobody hears of them."""
        week, day = self.today(who)
        wait = {"ana": 15, "ben": 4, "cleo": 135 if day == 4 else 40, "finn": 25, "gia": 60}[who] + (week + day) % 5
        friday = "win or lose" in self.question(who, value).words
        if words_of(who, week, 0 if friday else day):
            self.later(who, wait, lambda: self.answered(who, value))
        elif friday:
            self.later(who, wait, lambda: self.press(who, value, "checkin.skip"))

    async def answered(self, who: str, value: str) -> None:
        """Answer in the form; what is in the way is told once, and again when it is over."""
        said = words_of(who, *self.today(who))
        blocker = said[2] if said and said[2] not in {"", "!"} else ""
        await self.answer(who, value, blocker=blocker, verdict="resolved" if said and said[2] == "!" else "still")

    def fill(self, view: Any, who: str, *, blocker: str, verdict: str) -> dict[str, Any]:
        """What somebody writes today."""
        week, day = self.today(who)
        daily, won = words_of(who, week, day) or ("", "", ""), words_of(who, week, 0) or ("", "", "")
        said = {
            "What came of it": daily[0], "What is the one thing": daily[1], "What is in your way": blocker,
            "What did you win or lose": won[0], "What did you learn": won[1], "Who helped you": won[2],
        }  # fmt: skip
        values: dict[str, Any] = {}
        for block in view.blocks:
            name, label = str(block.get("block_id", "")), (block.get("label") or {}).get("text", "")
            if name.startswith("blocker."):
                values[name] = verdict
            elif name.startswith("question."):
                values[name] = next((words for start, words in said.items() if label.startswith(start)), "")
        self.wrote += [(who, clock.now(), words) for words in values.values() if words not in {"", "still", "resolved"}]
        self.did(who, "wrote: " + " / ".join(words for words in values.values() if words))
        return {name: value for name, value in values.items() if value}

    # ---- what they type ----

    def typed(self, who: str, command: str, words: str) -> Callable[[], Awaitable[Any]]:
        """A command to be typed; names in it are live."""

        async def do() -> None:
            outcome = await self.command(who, command, words)
            view = await self.office.act(self.people[who]).view()
            if outcome.message is None and view is not None:
                self.did(who, "read:\n" + "\n".join(self.plain.form(view)))
                await self.office.act(self.people[who]).close(view)

        return do

    async def focus(self, who: str, **values: str) -> None:
        """Choose a focus in its form; `whom="team"` is the whole team's."""
        if values.get("whom") == "team":
            values["whom"] = str(await self.team_id())
        await self.office.act(self.people[who]).command("/coach", "focus", channel=self.office.emea)
        await self.sent(who, "/coach focus", values)

    async def weekly_on(self) -> None:
        """Ana ticks the prompt of the week."""
        await self.office.act(self.office.ana).command("/coach", "settings", channel=self.office.emea)
        await self.sent("ana", "/coach settings", {"weekly": [str(await self.team_id())]})

    async def team_id(self) -> int:
        """The number of the one team."""
        async with self.office.house.store.read() as db:
            team = await people.team_in(db, "T_ACME", self.office.emea.id)
        assert team is not None
        return team.id

    async def talk(self, whom: str, values: dict[str, Any]) -> None:
        """Ana reads the brief, talks, and writes down what was said."""
        brief = await self.command("ana", "/coach", f"brief @{self.people[whom].name}")
        if brief.message is None:
            return
        await self.office.act(self.office.ana).click(brief.message, "coaching.talk")
        await self.sent("ana", "Write notes", {name: value for name, value in values.items() if value})


async def opened(weeks: Weeks) -> None:
    """Bring the six, and let Ana set up the team with a daily standup and Friday's wins."""
    office = weeks.office
    weeks.people = {"ana": office.ana, "ben": office.ben, "cleo": office.cleo, "dev": office.dev}
    for name in ("finn", "gia"):
        weeks.people[name] = office.slack.user(name.title(), id=f"U{name.upper()}", tz=HOMES[name])
    for name in ("dev", "finn", "gia"):
        await office.act(weeks.people[name]).join(office.emea)
    weeks.plain = Plain(next(iter(office.slack.world.workspaces.values())))
    me = office.act(office.ana)
    await me.command("/salesbot", "setup")
    chosen = tuple(weeks.people[name] for name in ("ben", "cleo", "finn", "gia"))
    answers = setup_answers(office, chosen, wall="09:15")
    outcome = await me.submit(await me.view(), answers | {"templates": ["standup", "wins"]})
    assert not outcome.errors, outcome.errors
    await weeks._settle()
    shown = await me.command("/salesbot", "team", channel=office.emea)
    await me.click(shown.message, "desk.team_edit")
    outcome = await me.submit(await me.view(within=3.0), {"add": [office.dev.id], "add_role": "contributor"})
    assert not outcome.errors, outcome.errors
    await weeks._settle()
    coached.plan(weeks)
