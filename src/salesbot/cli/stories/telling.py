"""Plays a story on the demo's stage, and writes down what everybody sees."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time, timedelta
from textwrap import wrap
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from salesbot import clock
from salesbot.cli.demo.calendar import WEEK, city, tomorrow
from salesbot.cli.demo.colleagues import Colleagues
from salesbot.cli.stories.acting import Actors
from salesbot.cli.stories.finding import Finder
from salesbot.cli.stories.plain import Plain
from salesbot.cli.stories.script import ScriptError
from salesbot.cli.stories.seeing import Eyes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from datetime import datetime

    from salesbot.cli.demo.stage import Demo
    from salesbot.cli.stories.script import Deed
    from salesbot.playground import Channel

    Camera = Callable[["Shot"], Awaitable[None]]

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_QUIET = 0.05  # seconds of machine time without any news: then a deed has had all its consequences
_MUCH = 400  # characters of a place that an error quotes
_WIDE = 112  # characters of a line of the transcript
_BREATH = timedelta(seconds=1)  # of the calendar between two deeds, so that each has a time of its own


@dataclass(frozen=True)
class Shot:
    """What a camera should take: the picture's name, and the address of the page."""

    name: str
    address: str


class Teller:
    """One telling. `lines` is the transcript so far; `camera` takes the pictures, where there is one."""

    def __init__(self, demo: Demo, *, camera: Camera | None = None) -> None:
        self._demo = demo
        self._camera = camera
        plain = Plain(next(iter(demo.slack.world.workspaces.values())))
        self._find = Finder(demo, plain)
        self._actors = Actors(demo, self._find)
        self._eyes = Eyes(demo, plain)
        self._hushed = False
        self.lines: list[str] = []
        self._verbs: dict[str, Callable[[Deed], Awaitable[None]]] = {
            "note": self._note, "clock": self._clock, "colleagues": self._colleagues, "slack": self._slack,
            "hush": self._hush, "show": self._show, "expect": self._expect, "picture": self._picture,
        }  # fmt: skip

    async def tell(self, deeds: Iterable[Deed]) -> str:
        """Play it to the end; the transcript. Raises ScriptError at the line that cannot be played."""
        for deed in deeds:
            if deed.who:
                await self._act(deed)
            else:
                await self._verbs[deed.verb](deed)
        told = re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)).strip()
        return f"{told}\n" if told else ""

    async def _act(self, deed: Deed) -> None:
        clock.set_calendar(clock.now() + _BREATH)
        did = await self._actors.do(deed)
        self._demo.slack.page.hints = False  # whoever does something needs no first hints any more
        await self._settle()
        user = self._find.user(deed.who)
        at = f"{clock.now().astimezone(ZoneInfo(user.tz)):%A %H:%M}"
        self._say(f"**{deed.who.title()}**, {at}: {did}", "")
        self._news()

    async def _settle(self) -> None:
        """Until whatever a deed set going has come to rest."""
        slack = self._demo.slack
        await slack.settled(quiet=_QUIET)
        await self._demo.calendar.settle()
        await slack.settled(quiet=_QUIET)

    def _news(self) -> None:
        news = self._eyes.news()
        if news:
            self._say(*_fenced(news))

    def _say(self, *lines: str) -> None:
        if not self._hushed:
            self.lines += lines

    # -- what stands alone on a line ----------------------------------------------------------------------------

    async def _note(self, deed: Deed) -> None:
        self.lines.append(deed.get("words"))

    async def _clock(self, deed: Deed) -> None:
        calendar = self._demo.calendar
        if deed.get("next"):
            at = await calendar.next_event()
            if at is None:
                raise ScriptError(deed.line, "Nothing is due any more, so there is no next event.")
        else:
            await calendar.through(self._until(deed))
        await self._settle()
        zone = self._find.user(deed.get("zone") or "ben").tz
        self._say("", f"### {calendar.now_in(zone):%A %-d %B, %H:%M} in {city(zone)}", "")
        self._news()

    def _until(self, deed: Deed) -> datetime:
        """When a move of the clock ends. Raises ScriptError for a time that no day has."""
        if deed.get("week"):
            return clock.now() + WEEK
        if deed.get("count"):
            count = int(deed.get("count"))
            return clock.now() + (timedelta(hours=count) if deed.get("unit") == "h" else timedelta(minutes=count))
        zone = self._find.user(deed.get("zone") or "ben").tz
        try:
            at = time(int(deed.get("hour")), int(deed.get("minute")))
        except ValueError:
            raise ScriptError(deed.line, f"No day has a time {deed.get('hour')}:{deed.get('minute')}.") from None
        return tomorrow(zone, at, days=self._days(deed.get("day").lower(), zone, at))

    def _days(self, day: str, zone: str, at: time) -> int:
        """How many days from today the next such day is; today, if its hour is still to come."""
        if day == "tomorrow":
            return 1
        here = self._demo.calendar.now_in(zone)
        days = (_DAYS.index(day) - here.weekday()) % 7
        return days or (0 if here.time() < at else 7)

    async def _colleagues(self, deed: Deed) -> None:
        awake = deed.get("state") == "awake"
        self._demo.calendar.colleagues = Colleagues(self._demo.slack, self._demo.cast) if awake else None

    async def _slack(self, deed: Deed) -> None:
        words = await self._demo.slack.weather.turn(deed.get("kind"))
        self._say(f"*{words}*", "")

    async def _hush(self, deed: Deed) -> None:
        self._hushed = bool(deed.get("hush"))

    async def _show(self, deed: Deed) -> None:
        self.lines += ["", *_fenced(self._before(deed, self._seen(deed)))]

    def _before(self, deed: Deed, seen: list[str]) -> list[str]:
        """Lines up to the one with the words that the deed names. Raises ScriptError where none has them."""
        if not deed.get("words"):
            return seen
        at = next((at for at, line in enumerate(seen) if deed.get("words") in line), None)
        if at is None:
            raise ScriptError(deed.line, f"No line of {deed.get('place')} reads “{deed.get('words')}”.")
        return [*"\n".join(seen[:at]).rstrip().split("\n"), "  …"]

    def _seen(self, deed: Deed) -> list[str]:
        """What stands at a place, as lines. Raises ScriptError where there is nothing to see."""
        place, _, part = deed.get("place").partition("'s ")
        if place.startswith("#"):
            viewer = self._find.user(deed.get("viewer") or "ben")
            return self._eyes.channel(self._find.channel(deed, place), viewer, last=bool(deed.get("last")))
        user = self._find.user(place)
        if part == "form":
            return self._eyes.view(self._find.needed_form(deed, user))
        if part == "home":
            home = self._demo.slack.act(user).home()
            if home is None:
                raise ScriptError(deed.line, f"{user.real_name} has no home tab yet: `{place}: opens home` first.")
            return self._eyes.view(home)
        return self._eyes.channel(self._demo.slack.im(user), user, last=bool(deed.get("last")))

    async def _expect(self, deed: Deed) -> None:
        seen = " ".join(" ".join(self._seen(deed)).split())
        if deed.get("words") not in seen:
            words = f"{deed.get('place')} does not read “{deed.get('words')}”. It ends: {seen[-_MUCH:]}"
            raise ScriptError(deed.line, words)

    async def _picture(self, deed: Deed) -> None:
        """Through whose eyes, and where the page looks. Without a camera nothing happens."""
        if self._camera is None:
            return
        place, _, part = deed.get("place").partition("'s ")
        viewer = self._find.user(deed.get("viewer") or ("ben" if place.startswith("#") else place))
        install = self._demo.slack.stage.install(viewer)
        channel = self._find.channel(deed, place) if place.startswith("#") else self._demo.slack.im(viewer)
        where = f"home:{install.app.id}" if part == "home" else channel.id
        asked = {"team": install.workspace.id, "as": viewer.id, "in": where, **_beside(deed, channel)}
        await self._camera(Shot(deed.get("name"), f"{self._demo.slack.address}/?{urlencode(asked)}"))


def _beside(deed: Deed, channel: Channel) -> dict[str, str]:
    """What stands open beside the conversation: the newest thread, or the inspector."""
    if deed.get("beside") == "thread":
        threads = [one.thread_ts or "" for one in channel.everything() if one.is_reply]
        return {"thread": max(threads, default="")}
    return {"panel": deed.get("beside")} if deed.get("beside") else {}


def _fenced(lines: list[str]) -> list[str]:
    """Lines as a block that keeps its shape in Markdown."""
    text = "\n".join(lines).strip("\n")
    return ["```text", *(part for line in text.split("\n") for part in _folded(line)), "```", ""]


def _folded(line: str) -> list[str]:
    """A line that is too long for a page, below itself."""
    indent = line[: len(line) - len(line.lstrip())]
    return wrap(line, _WIDE, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False) or [line]
