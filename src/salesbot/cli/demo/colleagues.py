"""What the others do by themselves while the visitor lets time pass: answer, skip, forget, and be blocked."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from salesbot.cli.demo.sayings import FORGETS, RESOLVES, SAYINGS, SKIPS

if TYPE_CHECKING:
    from datetime import datetime

    from salesbot.cli.demo.cast import Cast
    from salesbot.playground import Message, Playground, User, View

AFTER = {"ana": 10, "cleo": 15, "finn": 25, "gia": 40}  # minutes from a question to what they do about it


@dataclass(order=True)
class _Deed:
    at: datetime
    name: str
    question: Message = field(compare=False)


class Colleagues:
    """Ana, Cleo, Finn and Gia. Ben is the visitor, and so is whoever moved the calendar: those answer themselves."""

    def __init__(self, slack: Playground, cast: Cast) -> None:
        self._slack = slack
        self._people: dict[str, User] = {name: getattr(cast, name) for name in AFTER}
        self._noted: set[str] = {one.ts for user in self._people.values() for one in self._questions(user)}
        self._todo: list[_Deed] = []

    def leave_to_visitor(self, who: User) -> None:
        """From now on this person does only what the visitor does in their name."""
        for name, user in list(self._people.items()):
            if user is who:
                del self._people[name]
        self._todo = [deed for deed in self._todo if deed.name in self._people]

    def next_at(self) -> datetime | None:
        """When the next of them does something."""
        return self._todo[0].at if self._todo else None

    async def act(self, now: datetime) -> bool:
        """Notice what they were asked, and do what they wanted to have done by now; whether anything was."""
        self._notice(now)
        did = False
        while self._todo and self._todo[0].at <= now:
            deed = heapq.heappop(self._todo)
            await self._do(deed, now)
            did = True
        return did

    def _notice(self, now: datetime) -> None:
        for name, user in self._people.items():
            for one in self._questions(user):
                if one.ts not in self._noted:
                    self._noted.add(one.ts)
                    heapq.heappush(self._todo, _Deed(now + timedelta(minutes=AFTER[name]), name, one))

    def _questions(self, user: User) -> list[Message]:
        """The messages in which they are asked something that they can answer still."""
        return [one for one in self._slack.messages(user, by_bots=True) if "checkin.skip" in one.buttons]

    async def _do(self, deed: _Deed, now: datetime) -> None:
        """Answer the question, unless it was answered meanwhile or this is a day on which they do not."""
        user = self._people[deed.name]
        day = now.astimezone(ZoneInfo(user.tz)).weekday()
        asked = self._slack.fresh(deed.question)
        if "checkin.answer" not in asked.buttons or (deed.name, day) in FORGETS:
            return
        if (deed.name, day) in SKIPS:
            await self._slack.act(user).click(asked, "checkin.skip")
            return
        await self._answer(user, asked, name=deed.name, day=day)

    async def _answer(self, user: User, asked: Message, *, name: str, day: int) -> None:
        """Fill in the form as usual; a form that does not open or is refused is left alone, as people do."""
        person = self._slack.act(user)
        await person.click(asked, "checkin.answer")
        form = await person.view()
        if form is None:
            return
        done = await person.submit(form, _filled(form, name, day))
        if not done.ok:
            await person.close(form)


def _filled(form: View, name: str, day: int) -> dict[str, Any]:
    said = iter(SAYINGS[name][day % len(SAYINGS[name])])
    values: dict[str, Any] = {}
    for block, element in form.inputs():
        field_id = str(block["block_id"])
        if field_id.startswith("blocker."):
            values[field_id] = "resolved" if (name, day) in RESOLVES else "still"
        elif field_id.startswith("question.") and element["type"] == "plain_text_input":
            words = next(said, "")
            values |= {field_id: words} if words else {}
    return values
