"""The editor's pages for times, people and publishing; each comes back with what stands in the proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins.blocks.editor.overview import place_of
from salesbot.checkins.rules import editing, places
from salesbot.checkins.rules.rhythm import DAYS, NTH
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.checkins.rules.sketch import Sketch
    from salesbot.checkins.service.proposal import Making
    from salesbot.room import Block

TIMES_PAGE, PEOPLE_PAGE, PUBLISHING_PAGE = "checkin.times", "checkin.people", "checkin.publishing"
SHARED_PAGE = "checkin.shared"
_WEEKS = (*range(1, 13), 26, 52)
_REMINDERS = (0, 30, 60, 90, 120, 180, 240)
_KEEP = "Keep"


def times_page(making: Making) -> Block:
    """Its name, its days and hours, its reminder, and which days off it respects."""
    sketch = making.sketch
    return _page("Name and times", making, TIMES_PAGE, [
        kit.text_input("What is it called?", "name", initial=sketch.name, longest=editing.LONGEST_NAME),
        kit.input_block("On which days?", _days(sketch), block_id="days"),
        kit.input_block("How often?", _rhythms(sketch), block_id="rhythm"),
        kit.input_block(
            "A day in one of its weeks", kit.datepicker("anchor", initial=sketch.anchor), block_id="anchor",
            optional=True, hint="Only for every second week and the like: it says which weeks are meant.",
        ),
        kit.input_block(
            "Asks at", _clock("wall", f"{sketch.wall:%H:%M}"), block_id="wall",
            hint="On each person's own clock. Between 20:00 and 07:00 people may be off work or asleep.",
        ),
        kit.input_block(
            "Closes at", _clock("close", f"{sketch.close:%H:%M}"), block_id="close",
            hint="At least two hours later; an earlier time is the next day's.",
        ),
        kit.input_block("One reminder", _reminders(sketch), block_id="reminder"),
        kit.input_block("Does not ask on", _respects(sketch), block_id="respects", optional=True),
    ])  # fmt: skip


def _page(title: str, making: Making, callback_id: str, blocks: Sequence[Block]) -> Block:
    return kit.modal(
        title, blocks, callback_id=callback_id, submit=_KEEP, close="Back", private_metadata=place_of(making)
    )


def _clock(name: str, initial: str) -> Block:
    return kit.timepicker(name, initial=initial)


def _days(sketch: Sketch) -> Block:
    return kit.checkboxes("days", weekday_options(), initial=list(sketch.weekdays))


def weekday_options() -> list[Block]:
    """The days of the week as options, by ISO weekday."""
    return [kit.option(day, str(number)) for number, day in enumerate(DAYS, start=1)]


def _rhythms(sketch: Sketch) -> Block:
    weeks = sorted({*_WEEKS, sketch.every_weeks})
    options = [kit.option("Every week" if count == 1 else f"Every {count} weeks", f"w{count}") for count in weeks]
    nths = [nth for nth in NTH if nth != 5 or sketch.nth == 5]  # noqa: PLR2004  a fifth is rare, and kept where it is
    options += [kit.option(f"The {NTH[nth]} of the month", f"m{nth}") for nth in nths]
    return kit.static("How often?", "rhythm", options=options, initial=editing.rhythm_value(sketch))


def _reminders(sketch: Sketch) -> Block:
    options = [
        kit.option(f"After {minutes} minutes" if minutes else "None", str(minutes))
        for minutes in sorted({*_REMINDERS, sketch.reminder_minutes})
    ]
    return kit.static("When?", "reminder", options=options, initial=str(sketch.reminder_minutes))


def _respects(sketch: Sketch) -> Block:
    options = [
        kit.option("Public holidays", editing.HOLIDAYS, description="of each person's country"),
        kit.option("Own days off", editing.DAYS_OFF, description="each person's working days"),
    ]
    ticked = [editing.HOLIDAYS] * sketch.holidays + [editing.DAYS_OFF] * sketch.days_off
    return kit.checkboxes("respects", options, initial=ticked)


def people_page(making: Making) -> Block:
    """Who is asked: by role, and by name."""
    sketch = making.sketch
    options = [
        kit.option("Managers", "manager"),
        kit.option("Reps", "rep"),
        kit.option("Contributors", "contributor", description="only what is meant for them"),
    ]
    return _page("Who is asked", making, PEOPLE_PAGE, [
        kit.input_block(
            "By role", kit.checkboxes("roles", options, initial=sketch.roles), block_id="roles", optional=True,
            hint="Observers read along and are never asked.",
        ),
        kit.input_block(
            "And by name",
            kit.multi_users("Nobody more", "invited", initial=sketch.invited, most=editing.MOST_INVITED),
            block_id="invited", optional=True, hint=f"People of {kit.one_line(making.team.name)}, whatever their role.",
        ),
    ])  # fmt: skip


def publishing_page(making: Making) -> Block:
    """How and where answers are read, and who hears of blockers."""
    sketch = making.sketch
    ways = [
        kit.option("A live report", places.LIVE, description="one message, from the first answer on"),
        kit.option("As they come", places.THREAD, description="each answer in a thread"),
        kit.option("At the close", places.CLOSE, description="one report when the last one closes"),
        kit.option("Only to managers", places.MANAGERS, description="by direct message"),
    ]
    told = [
        kit.option("In the report's thread, with the manager mentioned", "thread"),
        kit.option("To the managers by direct message", "dm"),
        kit.option("To nobody by themselves", "off"),
    ]
    menu = kit.conversations("The team's own channel", "channel", initial=sketch.channel_id or None)
    # Channels shared with other companies are shown too: those are confirmed by name.
    menu |= {"filter": {"include": ["public", "private"], "exclude_bot_users": True}}
    return _page("Publishing", making, PUBLISHING_PAGE, [
        kit.input_block("How?", kit.radio("publish", ways, initial=sketch.publish), block_id="publish"),
        kit.input_block(
            "Where?", menu, block_id="channel", optional=True, hint="Leave it empty for the team's own channel.",
        ),
        kit.input_block(
            "New blockers are told", kit.static("Where?", "blockers_to", options=told, initial=sketch.blockers_to),
            block_id="blockers_to",
        ),
    ])  # fmt: skip


def shared_page(making: Making, *, channel_id: str, channel_name: str) -> Block:
    """A channel that people of another company read needs its name typed; the choices of the page before come along."""
    words = (
        f":warning: *#{kit.name(channel_name)} is shared with another company.* People there would read what is "
        "answered.\n\nIf you are sure, type this channel's name. *Back* leaves it as it was."
    )
    blocks = [kit.section(words), kit.text_input("The channel's name", "confirm", placeholder=channel_name)]
    return kit.modal(
        "Publishing", blocks, callback_id=SHARED_PAGE, submit="Use it all the same", close="Back",
        private_metadata=f"{place_of(making)}.{channel_id}.{making.sketch.publish}.{making.sketch.blockers_to}",
    )  # fmt: skip
