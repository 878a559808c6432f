"""What a person does on the page, as acts in the local Slack."""

from __future__ import annotations

from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from salesbot.playground.acts import Person
from salesbot.playground.page import completing, emoji, looks, typed
from salesbot.playground.page.calendar import LEAPS
from salesbot.playground.state.messages import elements

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from salesbot.playground.acts import Outcome
    from salesbot.playground.page.calendar import Leap
    from salesbot.playground.page.doors import Page
    from salesbot.playground.page.seats import Seat
    from salesbot.playground.page.typed import Options
    from salesbot.playground.state import Channel, Message, User, View

    Act = Callable[["Deed"], Awaitable[dict[str, Any]]]


class Deed:
    """One thing that a person did in the browser: who, and the JSON that tells of it."""

    def __init__(self, page: Page, seat: Seat, told: Mapping[str, Any], *, found: dict[str, Options]) -> None:
        self.page = page
        self.seat = seat
        self.told = told
        self.person = Person(page.stage, seat.user)
        self.found = found  # options that external selects offered this person, by action id

    @property
    def user(self) -> User:
        """Whoever did it."""
        return self.seat.user

    def text(self, name: str) -> str:
        """A word of the JSON; "" where it is missing."""
        given = self.told.get(name)
        return given if isinstance(given, str) else ""

    def message(self, ts: str = "") -> Message:
        """The message it is about. Raises LookupError."""
        channel = self._channel(self.text("channel") or self.text("in"))
        wanted = ts or self.text("ts")
        found = channel.said.get(wanted) or channel.whispers.get(wanted)
        if found is None or found.ephemeral_for not in (None, self.user.id):
            raise LookupError("That message is gone.")
        return found

    def view(self) -> View:
        """The modal or home tab it is about. Raises LookupError."""
        view = self.seat.world.views.get(self.text("view"))
        if view is None or view.user != self.user.id:
            raise LookupError("That form is gone.")
        return view

    def place(self) -> Channel:
        """Where the person writes; a direct message is made when it is first used. Raises LookupError."""
        here = looks.place(self.seat, self.text("in"))
        if here.channel is None and here.person:
            return self.seat.world.im(self.seat.workspace, self.user.id, here.person)
        return here.channel or self._channel("")

    def _channel(self, key: str) -> Channel:
        channel = self.seat.workspace.channels.get(key)
        if channel is None:
            here = looks.place(self.seat, key) if key else None
            channel = here.channel if here else None
        if channel is None or not self.seat.may_see(channel):
            raise LookupError("There is no such conversation.")
        return channel


async def _say(deed: Deed) -> dict[str, Any]:
    """Write a message, or type a command where the text starts with a slash."""
    text, place = deed.text("text").strip(), deed.place()
    if not text:
        raise ValueError("There is nothing to send.")
    if text.startswith("/"):
        name, _, rest = text.partition(" ")
        return _told(await deed.person.command(name, rest.strip(), channel=place))
    if place.kind == "channel" and deed.user.id not in place.members and not place.archived:
        await deed.person.join(place)
    thread = deed.message(deed.text("thread")) if deed.text("thread") else None
    await deed.person.say(text, to=place, thread=thread)
    return {"ok": True}


async def _press(deed: Deed) -> dict[str, Any]:
    """Press or choose in a message, a modal or a home tab. What was typed there comes along, as in Slack."""
    where = _typed_into(deed, deed.view()) if deed.text("view") else deed.message()
    element = _element(where, deed)
    raw = deed.told.get("value")
    if raw is None and element["type"] not in _PRESSED_EMPTY:
        return {"ok": True}  # an empty choice is no choice: Slack's menus have none
    found = deed.found.get(deed.text("action"), {})
    value = typed.value(element, raw, user=deed.user, found=found)
    return _told(await deed.person.click(where, deed.text("action"), value, block_id=deed.text("block") or None))


_PRESSED_EMPTY = (
    "button", "icon_button", "workflow_button", "feedback_buttons", "plain_text_input", "email_text_input",
    "url_text_input", "number_input", "rich_text_input",
)  # fmt: skip


def _element(where: Message | View, deed: Deed) -> dict[str, Any]:
    wanted = (deed.text("action"), deed.text("block"))
    for element, block in elements(where.blocks):
        if (element["action_id"], block) == wanted:
            return element
    raise LookupError("That is no longer there.")


def _typed_into(deed: Deed, view: View) -> View:
    values = deed.told.get("values") or {}
    return deed.person.fill(view, typed.inputs(view, values, user=deed.user, found=deed.found))


async def _submit(deed: Deed) -> dict[str, Any]:
    """Press Submit: errors come back by block id."""
    view = deed.view()
    values = deed.told.get("values") or {}
    filled = typed.inputs(view, values, user=deed.user, found=deed.found)
    done = await deed.person.submit(view, filled)
    return {"ok": done.ok, "errors": done.errors, "trouble": done.failure}


async def _close(deed: Deed) -> dict[str, Any]:
    await deed.person.close(deed.view())
    return {"ok": True}


async def _suggest(deed: Deed) -> dict[str, Any]:
    """Options for what was typed into an external select, remembered until one of them is chosen."""
    where = deed.view() if deed.text("view") else deed.message()
    action = deed.text("action")
    options = await deed.person.suggest(where, action, deed.text("value"))
    deed.found[action] = deed.found.get(action, {}) | {one["value"]: one for one in options}
    return {"ok": True, "options": [{"value": one["value"], "label": one["text"]["text"]} for one in options]}


async def _shortcut(deed: Deed) -> dict[str, Any]:
    message = deed.message()
    name = deed.text("name")
    app = next((one.app for one in deed.seat.apps() if name in (one.app.shortcuts or {})), None)
    return _told(await deed.person.shortcut(name, message=message, app=app))


async def _react(deed: Deed) -> dict[str, Any]:
    """Put an emoji on a message; the second time takes it off."""
    message, name = deed.message(), deed.text("name")
    if name not in emoji.SIGNS:
        raise LookupError("There is no such emoji here.")
    there = deed.user.id in dict(message.reactions).get(name, ())
    await (deed.person.unreact if there else deed.person.react)(message, name)
    return {"ok": True}


async def _fault(deed: Deed) -> dict[str, Any]:
    """Let Slack misbehave for a short while, to watch salesbot cope: `kind` is of weather.KINDS. Raises ValueError."""
    if deed.page.weather is None:
        raise LookupError("This playground has no bad days to choose from.")
    return {"ok": True, "words": await deed.page.weather.turn(deed.text("kind"))}


async def _complete(deed: Deed) -> dict[str, Any]:
    """Suggestions for the word that stands before the caret."""
    found = completing.offers(deed.seat, deed.text("text"), first=bool(deed.told.get("first")))
    return {"ok": True, "offers": [asdict(one) for one in found]}


async def _jump(deed: Deed) -> dict[str, Any]:
    """Conversations whose name holds what was typed."""
    found = islice(completing.places(deed.seat, deed.text("text")), completing.MOST)
    return {"ok": True, "offers": [asdict(one) for one in found]}


async def _hints(deed: Deed) -> dict[str, Any]:
    """Put the hints of the first minute away, or fetch them again."""
    deed.page.hints = bool(deed.told.get("shown"))
    deed.seat.world.changed("hints")
    return {"ok": True}


async def _move(deed: Deed) -> dict[str, Any]:
    """Move the calendar: to the next event, an hour on, to tomorrow, through a week; or stop on the way."""
    clock, kind = deed.page.clock, deed.text("move")
    if clock is None:
        raise LookupError("This playground has no calendar to set.")
    if kind == "stop":
        clock.stop()
        return {"ok": True}
    if kind not in LEAPS:
        raise LookupError("The calendar does not go there.")
    words = await clock.leap(cast("Leap", kind), who=deed.user)
    deed.seat.world.changed("clock")
    return {"ok": True, "words": words}


async def _inspect(deed: Deed) -> dict[str, Any]:
    """One request whole, with its secrets masked."""
    number = deed.text("line")
    if deed.page.inspector is None or not (number.isascii() and number.isdigit()):
        raise LookupError("There is no such request.")
    opened = deed.page.inspector.open(int(number))
    return {"ok": True, "request": opened.request, "response": opened.response}


def _told(done: Outcome) -> dict[str, Any]:
    """What the person reads of an act; a command's answer and its failure stand in the conversation already."""
    return {"ok": done.ok, "words": done.failure}


ACTS: dict[str, Act] = {
    "say": _say,
    "press": _press,
    "submit": _submit,
    "close": _close,
    "suggest": _suggest,
    "shortcut": _shortcut,
    "react": _react,
    "complete": _complete,
    "jump": _jump,
    "hints": _hints,
    "clock": _move,
    "fault": _fault,
    "inspect": _inspect,
}
"""What the page can do, by the name of its door."""
