"""A month of a sales team of thirty in three zones: check-ins, blockers, praise, lessons, digests, and a goodbye.

Run as a program it prints what a rep, a manager and whoever hosts it read: `python tests/flows/thirty.py [name …]`.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parent))

import deeds
import sayings
from deeds import FRIDAYS, HELPS, HOMES, LEAVER, LOOKS, MANAGERS
from month import Month

from office import BERLIN, setup_answers
from salesbot import clock
from salesbot.cli.stories.plain import Plain

BEGIN = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)  # a Sunday afternoon in Berlin; in Sydney it is Monday 03:00
END = datetime(2026, 3, 28, 6, 0, tzinfo=UTC)  # Saturday morning in Berlin, four weeks on
SILENT = {"gia": range(9, 14), "tom": range(2, 32)}  # who says nothing when


@dataclass
class Team(Month):
    """The month of the thirty. `plain` writes messages as people read them."""

    homes: dict[str, str] = field(default_factory=lambda: HOMES)
    plain: Any = None
    blocked: dict[str, int] = field(default_factory=dict)  # the day on which somebody says that it is resolved
    lessons: list[str] = field(default_factory=lambda: list(sayings.LESSONS))

    def read(self, message: Any) -> str:
        """What somebody reads in a message, markup and all gone."""
        return "\n".join([*self.plain.message(message), *(f"({one.title})" for one in message.files)])

    def luck(self, who: str, *more: Any) -> random.Random:
        """Chance that is the same in every play: of somebody, on one of their days."""
        return random.Random(f"{who}/{clock.now().astimezone(ZoneInfo(self.homes[who])):%d}/{more}")

    def asked(self, who: str, value: str) -> None:
        """Most answer in the form, sooner or later; some skip, type, or say nothing."""
        luck, day = self.luck(who, value), self.day(who)
        if day in SILENT.get(who, ()) or luck.random() < 0.08:
            return
        wait = timedelta(minutes=luck.choice((3, 6, 10, 15, 25, 40, 70, 150)))
        how = luck.random()
        if how < 0.04:
            self.at(clock.now() + wait, who, lambda: self.press(who, value, "checkin.skip"))
        elif how < 0.10:
            self.at(clock.now() + wait, who, lambda: self.press(who, value, "checkin.again"))
        elif how < 0.14:
            self.at(clock.now() + wait, who, lambda: self.type_answer(who, luck.choice(sayings.OUTCOMES)))
        else:
            self.at(clock.now() + wait, who, lambda: self.answered(who, value))

    def day(self, who: str) -> int:
        """Somebody's day of the month."""
        return clock.now().astimezone(ZoneInfo(self.homes[who])).day

    async def answered(self, who: str, value: str) -> None:
        """Answer in the form, and on a Friday make what was said of it a tip and thanks."""
        luck, day = self.luck(who, "blocker"), self.day(who)
        blocker = luck.choice(sayings.BLOCKERS) if luck.random() < 0.06 and who not in self.blocked else ""
        if blocker:
            self.blocked[who] = day + luck.choice((1, 2, 5))
        over = not blocker and self.blocked.get(who, 99) <= day
        await self.answer(who, value, blocker=blocker, verdict="resolved" if over else "still")
        if over:
            self.blocked.pop(who)
        await self._settle()
        for action in ("tips.from_answer", "kudos.from_answer") if day in FRIDAYS else ():
            if self.luck(who, action).random() < 0.6:
                await self.tap(who, action, {})

    def fill(self, view: Any, who: str, *, blocker: str, verdict: str) -> dict[str, Any]:
        """What somebody writes today."""
        luck = self.luck(who, "words")
        someone = self.people[luck.choice([one for one in HOMES if one not in {who, LOOKS, LEAVER}])].real_name
        said = {
            "What came of it": luck.choice(sayings.OUTCOMES), "What is the one thing": luck.choice(sayings.PLANS),
            "What is in your way": blocker, "What will you have done": luck.choice(sayings.PROMISES),
            "How sure are you": luck.choice("23444555"), "What would make you surer": "An hour with Dev on the price.",
            "What did you win or lose": luck.choice(sayings.WINS),
            "What did you learn": self.lessons.pop() if self.lessons and luck.random() < 0.2 else "",
            "Who helped you": luck.choice(sayings.HELP).format(someone) if luck.random() < 0.3 else "",
        }  # fmt: skip
        values: dict[str, Any] = {}
        for block in view.blocks:
            name, label = str(block.get("block_id", "")), (block.get("label") or {}).get("text", "")
            if name.startswith("blocker."):
                values[name] = verdict
            elif name.startswith("question."):
                values[name] = next((words for start, words in said.items() if label.startswith(start)), "")
        return {name: value for name, value in values.items() if value}

    # ---- what they do besides ----

    async def tap(self, who: str, action: str, values: dict[str, Any]) -> None:
        """Press a button below one's newest answer, and send the form that opens."""
        me = self.office.act(self.people[who])
        found = [one for one in self.office.slack.messages(self.people[who], by_bots=True) if action in one.buttons]
        if found:
            await me.click(found[-1], action)
            await self.sent(who, action, values)

    async def sent(self, who: str, what: str, values: dict[str, Any]) -> None:
        """Send the form in front of somebody, and note what they read then."""
        me = self.office.act(self.people[who])
        view = await me.view(within=3.0)
        if view is None:
            self.did(who, f"{what}: no form opened")
            return
        self.did(who, f"{what}, in the form:\n" + "\n".join(self.plain.form(view)))
        outcome = await me.submit(view, values)
        shown = self.plain.form(outcome.view) if outcome.view else [*outcome.shown, *outcome.errors.values()]
        self.did(who, "sent it" + (" and read:\n" + "\n".join(shown) if shown else ""))
        if outcome.errors or outcome.view is not None:
            await me.close(outcome.view or view)

    async def praise(self, who: str, whom: str, words: str) -> None:
        """Type thanks."""
        await self.command(who, "/kudos", f"@{self.people[whom].name} {words}")

    async def praise_in_form(self, who: str, whom: str, words: str) -> None:
        """The bare command, and its form."""
        await self.office.act(self.people[who]).command("/kudos", channel=self.office.emea)
        await self.sent(who, "/kudos", {"receivers": [self.people[whom].id], "reason": words, "values": ["generosity"]})

    async def thank_for(self, who: str, whom: str, said: str) -> None:
        """`Thank for this` on what somebody wrote in the channel."""
        message = await self.office.act(self.people[whom]).say(said, to=self.office.emea)
        await self.office.act(self.people[who]).shortcut("kudos.thank", message=message)
        await self.sent(who, "Thank for this", {"reason": "you did that without being asked"})

    async def joined(self, who: str, *, by_button: bool) -> None:
        """Say `me too` to the newest kudos."""
        every = self.office.slack.messages(self.office.emea, by_bots=True)
        posts = [one for one in every if "kudos.me_too" in one.buttons]
        if posts and by_button:
            await self.office.act(self.people[who]).click(posts[-1], "kudos.me_too")
        elif posts:
            await self.office.act(self.people[who]).react(posts[-1], "raised_hands")

    async def used(self, who: str, words: str, outcome: str) -> None:
        """Find a tip, and say what came of it."""
        found = await self.command(who, "/tip", f"search {words}")
        if found.message is not None and "tips.use" in found.message.buttons:
            await self.office.act(self.people[who]).click(found.message, "tips.use")
            await self.sent(who, "I used it", {"outcome": outcome})
            await self._settle()
            now = self.office.slack.fresh(found.message)
            self._note(who, "changed", self.read(now))

    async def home(self, who: str) -> None:
        """Open the home tab."""
        await self.office.act(self.people[who]).open_home()
        await self.office.slack.settled()
        await self.office.house.doors.drain(5)
        view = self.office.act(self.people[who]).home()
        self._note(who, "home", "\n".join(self.plain.blocks(view.blocks)) if view else "nothing")

    async def set_digests(self, who: str, **values: Any) -> None:
        """Choose a brief or one's own week."""
        await self.office.act(self.people[who]).command("/digest", "settings", channel=self.office.emea)
        await self.sent(who, "/digest settings", values)

    async def forget(self, who: str) -> None:
        """Both steps of being forgotten."""
        told = await self.command(who, "/salesbot", "me erase")
        await self.office.act(self.people[who]).click(told.message, "desk.erase")
        await self.sent(who, "Forget me", {"word": "forget me"})


async def opened(team: Team) -> None:
    """Bring the thirty, set up the team, and lay down what is not habit."""
    office = team.office
    team.people = {"ana": office.ana, "ben": office.ben, "cleo": office.cleo, "dev": office.dev}
    for name, zone in HOMES.items():
        if name not in team.people:
            team.people[name] = office.slack.user(name.title(), id=f"U{name.upper()}", tz=zone)
        if name not in {"ana", "ben", "cleo"}:
            await office.act(team.people[name]).join(office.emea)
    team.plain = Plain(next(iter(office.slack.world.workspaces.values())))
    await _set_up(team)
    await _roles(team)
    deeds.plan(team)


async def _set_up(team: Team) -> None:
    me = team.office.act(team.office.ana)
    members = tuple(one for name, one in team.people.items() if name not in {*MANAGERS, HELPS, LOOKS})
    answers = setup_answers(team.office, members, wall="09:15")
    answers |= {
        "managers": [team.people[name].id for name in MANAGERS], "templates": ["standup", "commitments", "wins"],
    }  # fmt: skip
    await me.command("/salesbot", "setup")
    outcome = await me.submit(await me.view(), answers)
    assert outcome.acked, outcome
    assert not outcome.errors, outcome.errors
    await team._settle()


async def _roles(team: Team) -> None:
    me = team.office.act(team.office.ana)
    for name, role in ((HELPS, "contributor"), (LOOKS, "observer")):
        shown = await me.command("/salesbot", "team", channel=team.office.emea)
        await me.click(shown.message, "desk.team_edit")
        outcome = await me.submit(await me.view(within=3.0), {"add": [team.people[name].id], "add_role": role})
        assert not outcome.errors, outcome.errors
    await team._settle()


# ---- reading it ----


def transcript(team: Team, place: str) -> list[str]:
    """What somebody got and read, or what stood in the channel as it came, on their own clock (Berlin's)."""
    zone, lines, day = ZoneInfo(team.homes.get(place, BERLIN)), [], ""
    for one in team.seen:
        if one.where != place or (place.startswith("#") and one.how == "changed"):
            continue
        local = one.at.astimezone(zone)
        if f"{local:%A %-d %B}" != day:
            day = f"{local:%A %-d %B}"
            lines += ["", f"== {day}"]
        lines.append(f"{local:%H:%M}{' (thread)' if one.thread else ''} [{one.how}]")
        lines += [f"        {text}" for text in one.words.splitlines()]
    return lines


def counted(team: Team) -> dict[str, tuple[float, int]]:
    """New messages a working day and at most, by place."""
    found: dict[str, dict[str, int]] = {}
    for one in team.seen:
        if one.how == "new":
            zone = ZoneInfo(team.homes.get(one.where, BERLIN))
            day = f"{one.at.astimezone(zone):%j}"
            where = one.where + (" thread" if one.thread else "")
            found.setdefault(where, {}).setdefault(day, 0)
            found[where][day] += 1
    return {where: (sum(days.values()) / len(days), max(days.values())) for where, days in found.items()}


async def _main() -> None:
    import tempfile

    from office import office_of
    from salesbot.config import Transport
    from salesbot.store import migrate

    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/thirty.db"
        await migrate.upgrade(url)
        clock.set_calendar(BEGIN)
        async with office_of(url, Transport.SOCKET) as office:
            team = Team(office)
            await opened(team)
            await team.play(until=END)
    for where, (mean, most) in sorted(counted(team).items()):
        sys.stdout.write(f"{where}: {mean:.1f} a day, at most {most}\n")
    for place in sys.argv[1:] or ["ben", "ana", "#emea-sales"]:
        sys.stdout.write("\n".join(["", f"######## {place}", *transcript(team, place), ""]))


if __name__ == "__main__":
    import asyncio

    asyncio.run(_main())
