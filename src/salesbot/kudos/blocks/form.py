"""The form in which somebody gives kudos: whom, what for, and which values that lived."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.kudos import rules
from salesbot.kudos.rules.typed import MOST_TAGS
from salesbot.letters import letters
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.people.model import Team
    from salesbot.room import Block

FORM = "kudos.give"
TEAM = "kudos.team"
MOST_TEAMS = 100  # "static_select" in Slack's block reference


@dataclass(frozen=True)
class Form:
    """What the form begins with: `teams` in which somebody may give, `team` is the one whose values are offered.

    `groups` are the handles of those whose people are among the receivers; `link` is the message that it is about.
    """

    teams: Sequence[Team]
    team: Team
    values: Sequence[rules.Value]
    receivers: Sequence[str] = ()
    reason: str = ""
    tags: Sequence[str] = ()
    groups: Sequence[str] = ()
    link: str = ""


def form(what: Form) -> Block:
    """The form; in several teams it asks for which, and its values follow."""
    return kit.modal(
        "Give kudos",
        [*_intro(what), *_team(what), _receivers(what), _reason(what), _values(what), _where(what)],
        callback_id=FORM,
        submit="Give",
        private_metadata=f"{what.team.id} {what.link}".strip(),
    )


def _intro(what: Form) -> list[Block]:
    words = []
    if what.groups:
        named = rules.all_of([f"@{kit.name(one)}" for one in what.groups])
        words.append(f"These are the people of {named}. Nothing is given until you press *Give*.")
    if what.link:
        words.append(f"It will carry a link to {kit.link(what.link, 'this message')}.")
    return [kit.section("\n".join(words))] if words else []


def _team(what: Form) -> list[Block]:
    if len(what.teams) < 2:  # noqa: PLR2004  with one there is nothing to choose
        return []
    options = [kit.option(one.name, str(one.id)) for one in what.teams[:MOST_TEAMS]]
    menu = kit.static("Choose a team", TEAM, options=options, initial=str(what.team.id))
    return [kit.input_block("Which team reads it?", menu, block_id="team", dispatch=True)]


def _receivers(what: Form) -> Block:
    menu = kit.multi_users(
        "Choose colleagues", "receivers", initial=list(what.receivers)[: rules.MOST_RECEIVERS],
        most=rules.MOST_RECEIVERS,
    )  # fmt: skip
    return kit.input_block("Whom do you thank?", menu, block_id="receivers")


def _reason(what: Form) -> Block:
    """The box for words. Slack lets people type more than fits until they submit: that stays theirs as it stands."""
    fits = letters(what.reason) <= rules.LONGEST
    return kit.text_input(
        "What for?", "reason", multiline=True, initial=what.reason if fits else "", longest=rules.LONGEST,
        placeholder="for saving the Acme renewal when we had given it up", hint="At least three words.",
        focus=bool(what.receivers),
    )  # fmt: skip


def _values(what: Form) -> Block:
    options = [kit.option(f"#{one.tag}", one.tag, description=one.meaning) for one in what.values]
    menu = kit.multi_static("Choose values", "values", options=options, initial=what.tags, most=MOST_TAGS)
    return kit.input_block("Which values did it live?", menu, block_id="values", optional=True)


def _where(what: Form) -> Block:
    return kit.context(f"Posted in {kit.channel(what.team.channel_id)}; whom you thank gets a note as well.")
