"""The forms in which managers write a prompt for their team: the boxes, the preview, and the list of what there is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from salesbot.coaching.blocks.library import NEW, about
from salesbot.coaching.blocks.prompt import words
from salesbot.coaching.rules.prompt import Audience, Level
from salesbot.coaching.rules.skills import Skill
from salesbot.coaching.rules.writing import LETTERS, MINUTES, SIGNAL_LETTERS, SIGNALS, WORDS
from salesbot.errors import Refusal
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.coaching.rules.own import Draft
    from salesbot.coaching.rules.prompt import Prompt
    from salesbot.coaching.service.own import Preview
    from salesbot.people.model import Team
    from salesbot.room import Block

FORM, SAVE, AGAIN = "coaching.own", "coaching.own.save", "coaching.own.again"
EDIT, WITHDRAW, TEAM = "coaching.own.edit", "coaching.own.withdraw", "coaching.own.team"
LISTED, DONE = "coaching.own.list", "coaching.own.done"
_MOST_TEAMS = 100  # "select menu" in Slack's block reference
_CARRIED = 3_000  # "view" in Slack's reference: private metadata
_AUDIENCES = {Audience.REP: "Reps", Audience.MANAGER: "Managers"}
_LEVELS = {
    Level.STARTER: "Starter: works the first time",
    Level.PRACTISED: "Practised: builds on some routine",
    Level.SEASONED: "Seasoned: new to those who have seen it all",
}


def form(draft: Draft, *, teams: Sequence[Team], number: int | None = None) -> Block:
    """Ask for a prompt; of several teams for which. `number` names the one that is changed."""
    told = kit.context(f"For {kit.name(teams[0].name)}: it is sent there only, when it fits what somebody said")
    return kit.modal(
        "Edit a prompt" if number else "Write a prompt",
        [*([_team(teams)] if len(teams) > 1 else [told]), *_choices(draft), *_boxes(draft)],
        callback_id=FORM, submit="Preview", private_metadata=json.dumps({"team": teams[0].id, "number": number}),
    )  # fmt: skip


def _team(teams: Sequence[Team]) -> Block:
    return kit.input_block("For which team?", team_menu(teams, TEAM), block_id="team")


def team_menu(teams: Sequence[Team], action: str) -> Block:
    """A menu of these teams, the first chosen."""
    options = [kit.option(team.name or "A team", str(team.id)) for team in teams[:_MOST_TEAMS]]
    return kit.static("Choose a team", action, options=options, initial=str(teams[0].id))


def _choices(draft: Draft) -> list[Block]:
    skills = [kit.option(_upper(one.words), one.value) for one in Skill]
    audiences = [kit.option(name, one.value) for one, name in _AUDIENCES.items()]
    levels = [kit.option(name, one.value) for one, name in _LEVELS.items()]
    menu = kit.static("Choose a skill", "skill", options=skills, initial=draft.skill or None)
    return [
        kit.text_input("The idea, as a title", "title", initial=draft.title, longest=LETTERS["title"]),
        kit.input_block("Which skill?", menu, block_id="skill"),
        kit.input_block(
            "For whom?", kit.radio("audience", audiences, initial=draft.audience or None), block_id="audience"
        ),
        kit.input_block("Level", kit.static("Choose", "level", options=levels, initial=draft.level), block_id="level"),
    ]  # fmt: skip


def _boxes(draft: Draft) -> list[Block]:
    low, high = MINUTES
    return [
        kit.text_input(
            "The lesson", "lesson", multiline=True, initial=draft.lesson, longest=LETTERS["lesson"] * 2,
            hint=f"One idea, at most {WORDS['lesson']} words. Put *stars* around what one could say aloud.",
        ),
        kit.text_input(
            "A question to think about", "question", multiline=True, initial=draft.question, longest=600,
            hint=f"Open, about a deal or person of this week; at most {WORDS['question']} words.",
        ),
        kit.text_input(
            "One thing to do today", "action", multiline=True, initial=draft.action, longest=600,
            hint=f"So that it is clear when it is done; at most {WORDS['action']} words.",
        ),
        kit.text_input("How many minutes does that take?", "minutes", initial=draft.minutes, longest=4,
                       hint=f"{low} to {high}"),
        kit.text_input(
            "What do people type when it fits?", "signals", multiline=True, initial=draft.signals, optional=True,
            longest=(SIGNAL_LETTERS + 1) * SIGNALS * 2, placeholder="they want ten off",
            hint=f"Short phrases, one a line, at most {SIGNALS}.",
        ),
    ]  # fmt: skip


def preview(what: Preview) -> Block:
    """The prompt as it would arrive, and what may make it better. Raises Refusal where a form cannot carry it."""
    prompt = what.prompt
    carried = json.dumps({"team": what.team.id, "number": what.number, **what.draft.kept()}, ensure_ascii=False)
    if len(carried.encode("utf-16-le")) // 2 > _CARRIED:
        raise Refusal("All of it together is too long to carry on: shorten the lesson.", field="lesson")
    notes = [kit.context("*You may want to look at*", *(kit.escape(one) for one in what.advice))] if what.advice else []
    return kit.modal(
        "As it would arrive",
        [
            kit.section(f"*{kit.name(prompt.title)}*\n_Here they read why it came._"), *words(prompt),
            kit.context(f"{about(prompt, managers=True)} · for {kit.name(what.team.name)}"), kit.divider(), *notes,
            kit.actions(kit.button("Edit", AGAIN, value="again")),
        ],
        callback_id=SAVE, submit="Save", private_metadata=carried,
    )  # fmt: skip


def saved(title: str, team: Team, *, command: str) -> Block:
    """It is in the library."""
    said = f"Saved. “{kit.name(title)}” is in the library of {kit.name(team.name)}, and comes when it fits."
    hint = f"`{command} library own` lists what you wrote, to edit or withdraw."
    return kit.modal("Saved", [kit.section(said), kit.context(hint)], callback_id=DONE, close="Close")


def listing(prompts: Sequence[Prompt], *, teams: Sequence[Team]) -> Block:
    """A team's own prompts, each to edit or to withdraw; of several teams one is chosen."""
    rows = [block for one in prompts for block in _entry(one)]
    none = "There is none yet. What do you tell people again and again? That is the first one."
    head = [kit.actions(team_menu(teams, TEAM))] if len(teams) > 1 else []
    return kit.modal(
        "Your team's own prompts",
        [
            *head, kit.section(f"*{kit.name(teams[0].name)}*" + ("" if rows else f"\n{none}")), *rows,
            kit.actions(kit.button("Write one", NEW, value="new")),
        ],
        callback_id=LISTED, close="Close", private_metadata=str(teams[0].id),
    )  # fmt: skip


def _entry(prompt: Prompt) -> list[Block]:
    number = prompt.id.rpartition(".")[2]
    sure = kit.confirm(
        "Withdraw it?", "It is sent no more. Whoever had it can still read it.", yes="Withdraw", no="Keep it"
    )
    return [
        kit.section(f"*{kit.name(prompt.title)}*\n{about(prompt, managers=True)}"),
        kit.actions(
            kit.button("Edit", EDIT, value=number),
            kit.button("Withdraw", WITHDRAW, value=number, style="danger", confirm=sure),
        ),
    ]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
