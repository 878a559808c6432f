"""Which team, and what comes when: the choosers and the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.digest.rules import Rhythm
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.digest.service import Standing
    from salesbot.people.model import Team
    from salesbot.room import Block

SHOW, OPEN, CHOSEN, FORM, SETTINGS = (
    "digest.show", "digest.settings", "digest.settings_of", "digest.settings", "settings",
)  # fmt: skip
ON, OFF = "on", "off"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_BRIEFS = {Rhythm.OFF: "No brief", Rhythm.DAILY: "Every working day", Rhythm.MONDAY: "On Mondays"}
_MOST = 25  # "Actions block" in Slack's reference


def choose(teams: Sequence[Team], *, which: str) -> Message:
    """Several teams could be meant: a button each."""
    words = "Which team's settings?" if which == SETTINGS else "Whose week do you mean?"
    action = CHOSEN if which == SETTINGS else SHOW
    buttons = [
        kit.button(one.name, f"{action}.{one.id}", value=str(one.id) if which == SETTINGS else f"{one.id}/{which}")
        for one in teams[:_MOST]
    ]
    more = len(teams) - len(buttons)
    rest = [kit.context(f"And {more} more: type the team's name behind the command.")] if more > 0 else []
    return Message(words, [kit.section(words), kit.actions(*buttons), *rest])


def form(now_is: Standing) -> Block:
    """When a team's week is told, for its managers; the brief and one's own week, for whoever may have them."""
    team = now_is.team
    blocks = [kit.section(f"*{kit.name(team.name)}* in {kit.channel(team.channel_id)}"), *_team(now_is)]
    if now_is.brief is not None:
        options = [kit.option(words, rhythm) for rhythm, words in _BRIEFS.items()]
        blocks.append(
            kit.input_block(
                "Your brief of the team", kit.radio("brief", options, initial=now_is.brief), block_id="brief",
                hint="Who answered, what is blocked, who is silent: by direct message at 08:30 your time.",
            )
        )  # fmt: skip
    if now_is.own_week is not None:
        options = [kit.option("Send me my own week", ON, description="Fridays at 16:30 your time, to you alone")]
        ticked = kit.checkboxes("own_week", options, initial=[ON] if now_is.own_week else [])
        blocks.append(kit.input_block("Your own week", ticked, block_id="own_week", optional=True))
    return kit.modal(
        "Digest settings", blocks, callback_id=FORM, submit="Save" if len(blocks) > 1 else None,
        private_metadata=str(team.id),
    )  # fmt: skip


def _team(now_is: Standing) -> list[Block]:
    if not now_is.manages:
        return []
    options = [kit.option(f"{name}s", str(number)) for number, name in enumerate(DAYS, 1)]
    on = [kit.option("Post the team's week", ON, description="in the team's channel")]
    return [
        kit.input_block(
            "The team's week", kit.checkboxes("on", on, initial=[ON] if now_is.on else []), block_id="on",
            optional=True,
        ),
        kit.input_block("On", kit.static("A day", "weekday", options=options, initial=now_is.weekday),
                        block_id="weekday"),
        kit.input_block(
            "At", kit.timepicker("wall", initial=f"{now_is.wall:%H:%M}"), block_id="wall",
            hint=f"On the team's clock ({now_is.team.zone.replace('_', ' ')}).",
        ),
    ]  # fmt: skip


def saved(kept: Standing) -> Block:
    """What was kept, said back."""
    return kit.modal("Digest settings", [kit.section(said(kept))], callback_id="digest.saved", close="Done")


def said(kept: Standing) -> str:
    """What stands, in a few plain lines."""
    when = f"on {day_name(kept.weekday)}s at {kept.wall:%H:%M}, team time"
    lines = [
        f":calendar: The week of *{kit.name(kept.team.name)}* is posted {when}."
        if kept.on
        else f":no_bell: The week of *{kit.name(kept.team.name)}* is not posted."
    ]
    if kept.brief is not None:
        brief = {Rhythm.OFF: "You get no brief of it.", Rhythm.DAILY: "Your brief comes every working day at 08:30.",
                 Rhythm.MONDAY: "Your brief comes on Mondays at 08:30."}[kept.brief]  # fmt: skip
        lines.append(f":coffee: {brief}")
    if kept.own_week is not None:
        lines.append(
            ":seedling: Your own week comes on Fridays at 16:30."
            if kept.own_week
            else ":seedling: You get no week of your own."
        )
    return "\n".join(lines)


def day_name(weekdays: str) -> str:
    """Name the weekday of a plan."""
    return DAYS[int(weekdays[:1] or "5") - 1]
