"""A check-in as somebody makes or changes it: what it asks, when, of whom, and where it is read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, time
from typing import Any

from salesbot.checkins.rules.followups import EVERY_DAY
from salesbot.checkins.rules.places import LIVE
from salesbot.checkins.rules.times import usual_grace
from salesbot.errors import Refusal
from salesbot.schedule.rules import Plan

MOST_QUESTIONS = 10  # follow-ups included; more is no check-in but a survey
QUIET_FROM, QUIET_TO = time(20), time(7)


@dataclass(frozen=True)
class Item:
    """One question. `id` names it while it is moved about; `follows` is the id of the question it follows, if any."""

    id: int
    words: str
    hint: str = ""
    topic: str = ""
    required: bool = True
    kind: str = "text"
    unit: str = ""
    options: tuple[str, ...] = ()
    role: str = ""
    weekdays: str = ""
    follows: int | None = None
    when: str = ""


@dataclass(frozen=True)
class Sketch:
    """All of a check-in. Wall times are each person's own; `channel_id` is empty for the team's channel."""

    name: str
    wall: time
    close: time
    anchor: date
    template: str = ""
    weekdays: str = "12345"
    every_weeks: int = 1
    nth: int | None = None
    holidays: bool = True
    days_off: bool = True
    reminder_minutes: int = 90
    publish: str = LIVE
    channel_id: str = ""
    channel_name: str = ""
    channel_shared: bool = False
    channel_ok: str = ""
    blockers_to: str = "thread"
    roles: tuple[str, ...] = ("manager", "rep")
    invited: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()

    def item(self, item_id: int) -> Item:
        """Return the question of this id; raises Refusal where it was removed meanwhile."""
        found = next((one for one in self.items if one.id == item_id), None)
        if found is None:
            raise Refusal("This question is no longer there.")
        return found


def plan_of(sketch: Sketch) -> Plan:
    """Return the plan of its appointment: a question may come late until one hour before its round closes."""
    grace = int(usual_grace(ask_wall=sketch.wall, close_wall=sketch.close).total_seconds() // 60)
    return Plan(
        wall=sketch.wall, weekdays=sketch.weekdays, every_weeks=sketch.every_weeks, anchor=sketch.anchor,
        nth=sketch.nth, holidays=sketch.holidays, days_off=sketch.days_off, grace_minutes=grace,
    )  # fmt: skip


# ---- its questions ----


def groups(sketch: Sketch) -> list[list[Item]]:
    """Return each question with its follow-ups behind it, in their order."""
    firsts = [one for one in sketch.items if one.follows is None]
    return [[first, *(one for one in sketch.items if one.follows == first.id)] for first in firsts]


def added(sketch: Sketch, item: Item) -> Sketch:
    """Put a new question at the end, a follow-up behind its question; raises Refusal where there are ten already."""
    refuse_more(sketch)
    if item.follows is not None and sketch.item(item.follows).follows is not None:
        raise Refusal("A follow-up cannot have a follow-up of its own.")
    new = replace(item, id=max((one.id for one in sketch.items), default=0) + 1)
    return _arranged(sketch, groups(replace(sketch, items=(*sketch.items, new))))


def refuse_more(sketch: Sketch) -> None:
    """Raise Refusal where no further question fits."""
    if len(sketch.items) >= MOST_QUESTIONS:
        raise Refusal(f"{MOST_QUESTIONS} questions are the most, follow-ups included. Please remove one first.")


def changed(sketch: Sketch, item: Item) -> Sketch:
    """Put a question in the place of the one with its id."""
    sketch.item(item.id)
    return replace(sketch, items=tuple(item if one.id == item.id else one for one in sketch.items))


def removed(sketch: Sketch, item_id: int) -> Sketch:
    """Take a question away, and with it what follows it."""
    return replace(sketch, items=tuple(one for one in sketch.items if item_id not in {one.id, one.follows}))


def moved(sketch: Sketch, item_id: int, *, by: int) -> Sketch:
    """Move a question up (-1) or down (1): with its follow-ups among the others, a follow-up among its like."""
    item, all_groups = sketch.item(item_id), groups(sketch)
    if item.follows is None:
        order = [group[0].id for group in all_groups]
        return _arranged(sketch, _swapped(all_groups, order.index(item_id), by))
    return _arranged(sketch, [_within(group, item_id, by) for group in all_groups])


def _within(group: list[Item], item_id: int, by: int) -> list[Item]:
    order = [one.id for one in group[1:]]
    return [group[0], *_swapped(group[1:], order.index(item_id), by)] if item_id in order else group


def _swapped(things: list[Any], at: int, by: int) -> list[Any]:
    other = at + by
    if 0 <= other < len(things):
        things[at], things[other] = things[other], things[at]
    return things


def _arranged(sketch: Sketch, all_groups: list[list[Item]]) -> Sketch:
    return replace(sketch, items=tuple(one for group in all_groups for one in group))


# ---- as it is kept ----


def pack(sketch: Sketch) -> dict[str, Any]:
    """Return it as JSON keeps it."""
    return asdict(sketch) | {
        "wall": sketch.wall.isoformat(), "close": sketch.close.isoformat(), "anchor": sketch.anchor.isoformat(),
    }  # fmt: skip


def unpack(kept: dict[str, Any]) -> Sketch:
    """Read it back from JSON."""
    items = tuple(Item(**(one | {"options": tuple(one["options"])})) for one in kept["items"])
    return Sketch(**(kept | {
        "wall": time.fromisoformat(kept["wall"]), "close": time.fromisoformat(kept["close"]),
        "anchor": date.fromisoformat(kept["anchor"]), "items": items,
        "roles": tuple(kept["roles"]), "invited": tuple(kept["invited"]),
    }))  # fmt: skip


# ---- what differs, and what is odd ----


def differences(one: Sketch, other: Sketch) -> list[str]:
    """Name in words what differs between two states of a check-in."""
    parts: dict[str, list[tuple[Any, Any]]] = {
        "its name": [(one.name, other.name)],
        "when it asks": [(_asks(one), _asks(other))],
        "when it closes": [(one.close, other.close)],
        "the reminder": [(one.reminder_minutes, other.reminder_minutes)],
        "who is asked": [(set(one.roles), set(other.roles)), (set(one.invited), set(other.invited))],
        "where it is published": [((one.publish, one.channel_id), (other.publish, other.channel_id))],
        "where blockers are told": [(one.blockers_to, other.blockers_to)],
        "the questions": [(_questions(one), _questions(other))],
    }
    return [words for words, pairs in parts.items() if any(left != right for left, right in pairs)]


def _asks(sketch: Sketch) -> tuple[Any, ...]:
    anchor = sketch.anchor.isocalendar()[:2] if sketch.every_weeks > 1 else None
    return sketch.wall, sketch.weekdays, sketch.every_weeks, anchor, sketch.nth, sketch.holidays, sketch.days_off


def _questions(sketch: Sketch) -> str:
    """The questions, told apart by their places alone: ids only name them while they are moved about."""
    place = {one.id: number for number, one in enumerate(sketch.items)}
    said = [
        asdict(replace(one, id=place[one.id], follows=None if one.follows is None else place.get(one.follows, -1)))
        for one in sketch.items
    ]
    return json.dumps(said)


def refuse(sketch: Sketch) -> None:
    """Raise Refusal where a check-in could not work as it is."""
    if not sketch.items:
        raise Refusal("There is no question yet. Please add at least one.")
    if not sketch.roles and not sketch.invited:
        raise Refusal("Nobody would be asked yet. Please say who is.")
    never = next((one for one in sketch.items if one.weekdays and not set(one.weekdays) & set(sketch.weekdays)), None)
    if never is not None:
        raise Refusal(f"“{never.words}” is for days on which this check-in never asks. Please change its days.")
    for one in sketch.items:
        refuse_unmet(sketch, one)
    if not sketch.invited and not any(_meant(one, sketch) for one in sketch.items if one.follows is None):
        raise Refusal("No question is for anybody who is asked. Please change who is asked, or a question's role.")


def refuse_unmet(sketch: Sketch, item: Item) -> None:
    """Raise Refusal, beside its field, where nobody could ever be asked both a follow-up and its question."""
    first = next((one for one in sketch.items if one.id == item.follows), None)
    if first is None:
        return
    said = f"“{item.words}” follows “{first.words}”, which is never asked"
    if not set(item.weekdays or EVERY_DAY) & set(first.weekdays or EVERY_DAY) & set(sketch.weekdays):
        raise Refusal(f"{said} on its days. Please change the days of one of them.", field="weekdays")
    if item.role and item.role not in ({first.role} if first.role else {"manager", "rep"}):
        raise Refusal(f"{said} of {item.role}s. Please change for whom one of them is.", field="role")


def _meant(item: Item, sketch: Sketch) -> bool:
    """Whether anybody of the roles that are asked gets this question; contributors get only what is meant for them."""
    return item.role in sketch.roles or (not item.role and bool({"manager", "rep"} & set(sketch.roles)))


def remarks(sketch: Sketch) -> list[str]:
    """Say what its maker may not have meant, without refusing it."""
    found = []
    if sketch.wall >= QUIET_FROM or sketch.wall < QUIET_TO:
        found.append(f"{sketch.wall:%H:%M} lies in the quiet hours, 20:00 to 07:00: people may be off work or asleep.")
    if "contributor" in sketch.roles and not any(one.role == "contributor" for one in sketch.items):
        found.append("No question is for contributors, so none of them is asked yet.")
    lost = [one for one in sketch.items if one.role and one.role not in sketch.roles]
    if lost and not sketch.invited:
        found.append(f"“{lost[0].words}” is for {lost[0].role}s only, and they are not asked.")
    return found
