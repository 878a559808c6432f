"""Check-ins of any shape for a story, and the forms that their questions open."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.checkins.rules.sketch import Item, Sketch
from salesbot.checkins.service.compose import compose

if TYPE_CHECKING:
    from office import Office
    from salesbot.checkins.model import Checkin
    from salesbot.people.model import Team


def item(number: int, words: str, **more: Any) -> Item:
    """A question; options may be given as one text, parted by commas."""
    options = more.pop("options", "")
    return Item(number, words, options=tuple(one.strip() for one in options.split(",") if one.strip()), **more)


async def begin(
    office: Office, team: Team, *items: Item, name: str = "Pulse", wall: str = "09:00", **more: Any
) -> Checkin:
    """Begin a check-in of these questions; it closes at 14:00."""
    now = clock.now()
    sketch = Sketch(name, time.fromisoformat(wall), time(14), now.date(), items=items, **more)
    async with office.house.store.begin() as db:
        return await compose(db, sketch, workspace_id="T_ACME", team_id=team.id, by="UANA", now=now)


async def open_form(office: Office, who: Any, words: str, *, value: str | None = None) -> Any:
    """The form behind somebody's message that says this; `value` picks among its parts."""
    await office.act(who).click(office.titled(who, words), "checkin.answer", value)
    view = await office.act(who).view()
    assert view is not None, "no form opened"
    return view


def labels(view: Any) -> list[str]:
    """The labels of a form's questions, in order."""
    shown = [block for block in view.blocks if str(block.get("block_id", "")).startswith("question.")]
    return [block["label"]["text"] for block in shown]


def field(view: Any, label: str) -> str:
    """The block id of the question with this label."""
    return next(block["block_id"] for block in view.blocks if block.get("label", {}).get("text") == label)


def standing(view: Any, label: str) -> Any:
    """What stands in the field with this label."""
    block_id = field(view, label)
    (held,) = view.values[block_id].values()
    chosen = held.get("selected_option") or held.get("selected_options") or held.get("value")
    if isinstance(chosen, dict):
        return chosen["value"]
    return [one["value"] for one in chosen] if isinstance(chosen, list) else chosen


async def send(office: Office, who: Any, view: Any, answers: dict[str, Any]) -> Any:
    """Fill a form in by its labels and press Send."""
    outcome = await office.act(who).submit(view, {field(view, label): value for label, value in answers.items()})
    await office.settle()
    return outcome


async def choose(office: Office, who: Any, view: Any, label: str, value: Any) -> Any:
    """Choose or type in one field, and see what the form looks like then."""
    await office.act(who).click(view, field(view, label), value)
    now = await office.act(who).view()
    assert now is not None
    return now
