"""The forms around a team for its managers: its name, zone and channel, its end, and the time away of its people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.desk import places
from salesbot.desk.blocks.setup import zone_input
from salesbot.desk.wish import EVERYONE, LONGEST_NAME
from salesbot.slack import kit

if TYPE_CHECKING:
    from datetime import datetime

    from salesbot.people.model import Team
    from salesbot.room import Block

OPEN, FORM, ARCHIVE = "desk.team_settings", "desk.team_settings", "desk.team_archive"
AWAY, AWAY_FORM = "desk.team_away", "desk.team_away"
NOTE, END = "note", "end"


def form(team: Team, *, now: datetime) -> Block:
    """What a manager may change about the team itself, and how it ends."""
    everyone = kit.option("Keep it in step with the channel", EVERYONE, description="who joins it joins the team")
    kept = [EVERYONE] if team.everyone else []
    blocks = [
        kit.text_input("The team's name", "name", initial=team.name, longest=LONGEST_NAME),
        zone_input("Its time zone", team.zone, now=now, hint="For its reports. Everybody is asked on their own clock."),
        kit.input_block(
            "Its people", kit.checkboxes("everyone", [everyone], initial=kept), block_id="everyone", optional=True,
            hint="Without it, who came with the channel stays. Whom you take out stays out either way.",
        ),
        kit.divider(),
        kit.section("*The end of it*\nNothing more is asked; what was answered stays.", _archive(team)),
    ]  # fmt: skip
    return kit.modal("Team settings", blocks, callback_id=FORM, submit="Save", private_metadata=str(team.id))


def _archive(team: Team) -> Block:
    words = f"All check-ins of {kit.name(team.name)} end now. Nobody can undo this; you may set up a new team."
    sure = kit.confirm("Archive the team?", kit.shorten(words, 300), yes="Archive it", no="Keep it")
    return kit.button("Archive…", ARCHIVE, value=str(team.id), style="danger", confirm=sure)


def saved(team: Team, *, now: datetime) -> Block:
    """What was kept, said back."""
    step = "kept in step with" if team.everyone else "not kept in step with"
    words = (
        f"*{kit.name(team.name)}*\n:round_pushpin: {places.label(team.zone, now=now)}\n"
        f":busts_in_silhouette: Its people are {step} {kit.channel(team.channel_id)}."
    )
    return kit.modal("Team settings", [kit.section(words)], callback_id="desk.done", close="Done")


def archived(team: Team, *, left: int) -> Block:
    """Said back."""
    people = "One person is" if left == 1 else f"{left} people are"
    words = f"*{kit.name(team.name)}* is archived. {people} asked nothing more in it; what was answered stays."
    return kit.modal("Team settings", [kit.section(words)], callback_id="desk.done", close="Done")


def away(team: Team) -> Block:
    """Note or end the time away of somebody in the team."""
    options = [kit.option("Note days away", NOTE), kit.option("End all time away that is noted", END)]
    blocks = [
        kit.input_block("Who?", kit.users("Choose somebody in the team", "who"), block_id="who"),
        kit.input_block("What?", kit.radio("what", options, initial=NOTE), block_id="what"),
        kit.input_block("From", kit.datepicker("first"), block_id="first", optional=True),
        kit.input_block(
            "Until, that day included", kit.datepicker("last"), block_id="last", optional=True,
            hint="Empty: one day. They read that you noted it, and can take it back.",
        ),
    ]  # fmt: skip
    return kit.modal("Time away", blocks, callback_id=AWAY_FORM, submit="Save", private_metadata=str(team.id))


def away_kept(words: str) -> Block:
    """Said back."""
    return kit.modal("Time away", [kit.section(words)], callback_id="desk.done", close="Done")
