"""The forms in which people choose their coaching: a focus, and days, hour and the prompt of the week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.coaching.rules import rhythm
from salesbot.coaching.rules.skills import Skill
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from salesbot.coaching.service.focus import Choices
    from salesbot.people.model import Team
    from salesbot.room import Block

FOCUS_FORM, SETTINGS_FORM = "coaching.focus", "coaching.settings"
ANY, ME, OPEN, MONTH = "any", "me", "open", "month"
_MOST_TEAMS = 9  # in a list of ten that begins with oneself


def focus(choices: Choices, *, today: date, skill: Skill | None = None) -> Block:
    """Which skill, for whom, until when. `skill` is the one to begin with."""
    now_is = skill or (Skill(choices.coachee.focus) if choices.coachee.focus in set(Skill) else None)
    options = [kit.option("Whatever fits what I say", ANY), *(kit.option(_upper(one.words), one) for one in Skill)]
    month = rhythm.end_of_month(today)
    ends = [kit.option("Until I change it", OPEN), kit.option(f"Until {month:%-d %B}", MONTH)]
    held = MONTH if choices.coachee.focus_until is not None else OPEN
    blocks = [
        kit.input_block(
            "Focus", kit.static("A skill", "skill", options=options, initial=now_is or ANY), block_id="skill",
            hint="Prompts about it come first; what you say in check-ins still counts.",
        ),
        *_whom(choices.teams, today),
        kit.input_block("Until", kit.radio("until", ends, initial=held), block_id="until"),
    ]  # fmt: skip
    return kit.modal("Coaching focus", blocks, callback_id=FOCUS_FORM, submit="Save")


def _whom(teams: Sequence[Team], today: date) -> list[Block]:
    if not teams:
        return []
    options = [
        kit.option("Me", ME),
        *(kit.option(f"Everybody in {one.name}", str(one.id)) for one in teams[:_MOST_TEAMS]),
    ]
    until = f"{rhythm.a_month_from(today):%-d %B}"
    return [
        kit.input_block(
            "For", kit.radio("whom", options, initial=ME), block_id="whom",
            hint=f"A team's focus holds for a month, until {until}. Its people read that you chose it.",
        )
    ]  # fmt: skip


def settings(choices: Choices) -> Block:
    """Days and hour of one's own prompts; for managers, the prompt of the week of their teams."""
    one = choices.coachee
    days = [kit.option(name, str(number)) for number, name in enumerate(rhythm.NAMES, 1)]
    blocks = [
        kit.input_block("Days", kit.checkboxes("days", days, initial=list(one.days)), block_id="days"),
        kit.input_block(
            "At", kit.timepicker("wall", initial=f"{one.wall:%H:%M}"), block_id="wall",
            hint="On your own clock. One prompt a day at most, and only if something you said calls for one.",
        ),
        *_weekly(choices),
    ]  # fmt: skip
    return kit.modal("Coaching settings", blocks, callback_id=SETTINGS_FORM, submit="Save")


def _weekly(choices: Choices) -> list[Block]:
    """The boxes of a manager's teams. Their ids in the form only say which boxes it had; rights are looked up."""
    teams = choices.teams[:_MOST_TEAMS]
    if not teams:
        return []
    options = [kit.option(f"In #{one.channel_name or one.name}", str(one.id)) for one in teams]
    on = [str(one.id) for one in teams if one.id in choices.chosen and choices.chosen[one.id].weekly]
    return [
        kit.input_block(
            "Prompt of the week, Mondays at 10:00 team time", kit.checkboxes("weekly", options, initial=on),
            block_id="weekly", optional=True,
        )
    ]  # fmt: skip


def done(title: str, words: str) -> Block:
    """What was kept, said back."""
    return kit.modal(title, [kit.section(words)], callback_id="coaching.done", close="Done")


def focus_kept(skill: Skill | None, *, until: date | None, team: Team | None) -> str:
    """What somebody chose for themselves or a team."""
    whose = f"The focus of *{kit.name(team.name)}*" if team is not None else "Your focus"
    if skill is None:
        return f":dart: {whose} is whatever fits what people say." if team else ":dart: I go by what you say."
    held = f" until {until:%-d %B}" if until is not None else ""
    return f":dart: {whose} is *{skill.words}*{held}. Prompts about it come first."


def settings_kept(choices: Choices) -> str:
    """What somebody chose, said back."""
    said = f":calendar: Your prompts come on {rhythm.said(choices.coachee.days, choices.coachee.wall)}."
    on = [one for one in choices.teams if one.id in choices.chosen and choices.chosen[one.id].weekly]
    lines = [f":seedling: A prompt of the week stands in {kit.channel(one.channel_id)} on Mondays." for one in on]
    return "\n".join([said, *lines])


def paused(last: date | None, *, typed: str) -> str:
    """A pause, said back."""
    until = f"up to and including {last:%A %-d %B}" if last is not None else f"until you type `{typed} resume`"
    return f":pause_button: No prompts {until}. Your check-ins go on as they are."


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]
