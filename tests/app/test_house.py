"""The rooms' records, held against the code: what is promised, pressed or planned has somebody who sees to it."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import salesbot
from salesbot import clock, features
from salesbot.app.house import House
from salesbot.config import Settings
from salesbot.room import Room
from salesbot.slack import client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType


PACKAGE = Path(salesbot.__file__).parent
ROOMS = {room.name: room for room in features.rooms()}
FOLDERS = sorted({path.parent for path in PACKAGE.glob("*/room.py")} | {PACKAGE / "attention", PACKAGE / "app"})


def modules() -> Iterator[tuple[ast.Module, ModuleType]]:
    """Every module of every room, as it is written and as it is."""
    for folder in FOLDERS:
        for path in sorted(folder.rglob("*.py")):
            name = ".".join(("salesbot", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
            yield ast.parse(path.read_text(encoding="utf-8")), importlib.import_module(name)


def calls(*names: str) -> Iterator[tuple[ast.Call, ModuleType]]:
    """Every call of a function of one of these names."""
    for tree, module in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node.func) in names:
                yield node, module


def called(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def said(call: ast.Call, module: ModuleType, *, name: str, place: int) -> str | None:
    """The text given for an argument, where it is written out or a constant; None where it is worked out."""
    given = [one.value for one in call.keywords if one.arg == name] or call.args[place : place + 1]
    if not given:
        return None
    try:
        value = eval(compile(ast.Expression(given[0]), "", "eval"), vars(module))  # noqa: S307  our own source
    except (NameError, AttributeError):
        return None
    return value if isinstance(value, str) else None


class Doors:
    """Bolt's place in `register`: it writes down what the rooms listen to."""

    def __init__(self) -> None:
        self.heard: dict[str, list[Any]] = {}

    def __getattr__(self, kind: str) -> Any:
        def listen(what: Any, *_more: Any, **_options: Any) -> Any:
            self.heard.setdefault(kind, []).append(what)
            return lambda listener: listener

        return listen

    def hear(self, kind: str, what: str) -> bool:
        """Whether somebody listens to this."""
        return any(
            one.fullmatch(what) if hasattr(one, "fullmatch") else one == what for one in self.heard.get(kind, ())
        )


@pytest.fixture
def doors(house: House) -> Doors:
    """What all rooms listen to."""
    heard = Doors()
    for room in features.rooms():
        if room.register is not None:
            room.register(heard, house)  # type: ignore[arg-type]  # it stands where Bolt stands
    return heard


def test_every_room_is_wired():
    """A folder with a record is in features.py, and every folder with tables is loaded."""
    assert {path.parent.name for path in PACKAGE.glob("*/room.py")} == set(ROOMS)
    assert {path.parent.name for path in PACKAGE.glob("*/model.py")} == set(features._TABLES)


def test_every_board_that_is_promised_can_be_drawn():
    """A board of a kind that nobody renders would wait for ever."""
    drawn = {kind for room in ROOMS.values() for kind in (*room.boards, *room.batched_boards)}
    promised = {kind for call, module in calls("Board", "_private")
                if (kind := said(call, module, name="kind", place=2))}  # fmt: skip
    assert promised
    assert promised == drawn


def test_every_job_that_is_planned_can_be_done():
    """An occurrence of a kind without a job would fail again and again."""
    known = {kind for room in ROOMS.values() for kind in room.jobs}
    planned = {kind for call, module in calls("appoint", "Appointment", "Slot", "_slot", "slot_of", "later", "record")
               if (kind := said(call, module, name="job", place=99))}  # fmt: skip
    heard = {kind for kind in known if kind.endswith(".missed")}  # which the beat plans for any room that has it
    assert planned
    assert planned | heard == known


def test_kinds_are_words_of_their_room():
    """`room.verb`: whoever reads a kind knows where to look, and no two rooms can meet in one."""
    names = {"checkins": "checkin", "blockers": "blocker"}
    for room in ROOMS.values():
        for kind in (*room.jobs, *room.boards, *room.batched_boards):
            assert kind.partition(".")[0] == names.get(room.name, room.name)


def test_every_button_has_a_listener(doors):
    """A click that nobody hears is a broken promise."""
    actions = {action for call, module in calls("button") if (action := said(call, module, name="action", place=1))
               if not any(one.arg == "url" for one in call.keywords)}  # fmt: skip
    assert len(actions) > 5
    assert {one for one in actions if not doors.hear("action", one)} == set()


def test_every_form_has_a_listener(doors):
    """A form that can be sent is read by somebody."""
    forms = {form for call, module in calls("modal") if any(one.arg == "submit" for one in call.keywords)
             if (form := said(call, module, name="callback_id", place=99))}  # fmt: skip
    assert forms
    assert {one for one in forms if not doors.hear("view", one)} == set()


def test_every_searchable_menu_has_its_suggestions(doors):
    """A menu whose options come from salesbot is not empty."""
    menus = {menu for call, module in calls("external", "multi_external")
             if (menu := said(call, module, name="action", place=1))}  # fmt: skip
    assert {one for one in menus if not doors.hear("options", one)} == set()


def test_every_command_and_event_of_a_record_has_a_listener(doors, house):
    """The manifest asks Slack for what somebody hears, and for nothing else."""
    commands = {house.command(one.name) for room in ROOMS.values() for one in room.commands}
    assert set(doors.heard["command"]) == commands
    events = {event for room in ROOMS.values() for event in room.events}
    assert {one for one in events if not doors.hear("event", one.partition(".")[0])} == set()


def test_the_house_hands_the_rooms_offers_on_in_their_order(house):
    """What is offered under a name is found under it, and nothing is made up for those who offer nothing."""
    for name in ("open_blockers", "say_blockers", "on_seats_changed", "on_away", "typed"):
        assert house.offers(name) == [one for room in features.rooms() if (one := getattr(room, name)) is not None]
    assert house.command("checkin") == "/checkin"


async def test_jobs_and_renderers_get_the_house_first(store, database_url, now):
    """The engine calls them without it."""
    seen = []

    async def job(house: Any, _db: Any, runs: Any) -> dict[str, str]:
        seen.append((house, runs))
        return {}

    settings = Settings(_env_file=None, database_url=database_url)
    session = client.session(settings)
    house = House(settings, store, session, rooms=[Room(name="tests", jobs={"tests.do": job})])
    clock.set_calendar(now)
    async with store.begin() as db:
        assert await house.jobs["tests.do"](db, []) == {}
    await session.close()
    assert seen == [(house, [])]


async def test_a_room_that_fails_before_the_beat_stops_no_beat(store, database_url, now):
    """What doors left for the beat is seen to first; a mistake in it keeps nobody from being asked."""
    seen = []

    async def broken(_store: Any, at: Any) -> None:
        seen.append(("broken", at))
        raise ValueError("a mistake")

    async def sound(of: Any, at: Any) -> None:
        seen.append((of, at))

    settings = Settings(_env_file=None, database_url=database_url)
    session = client.session(settings)
    rooms = [Room(name="broken", before_beat=broken), Room(name="sound", before_beat=sound)]
    house = House(settings, store, session, rooms=rooms)
    await house.beat(now)
    await session.close()
    assert seen == [("broken", now), (store, now)]
