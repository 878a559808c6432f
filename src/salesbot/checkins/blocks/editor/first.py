"""The first page of a new check-in: for which team, and from which template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins.templates import OWN, TEMPLATES
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.people.model import Team
    from salesbot.room import Block

FIRST = "checkin.first"
NEW = "checkin.new"
MOST_TEAMS = 40  # of the fifty blocks of a message


def choose_team(teams: Sequence[Team]) -> Message:
    """Somebody manages several teams: a button each."""
    words = "For which team is the new check-in?"
    rows = [
        kit.section(f"*{kit.name(team.name)}*", kit.button("This one", f"{NEW}.{team.id}", value=str(team.id)))
        for team in teams[:MOST_TEAMS]
    ]
    more = len(teams) - MOST_TEAMS
    rest = [kit.context(f"And {more} more: type the command in the team's channel.")] if more > 0 else []
    return Message(text=words, blocks=[kit.section(words), *rows, *rest])


def first_page(team: Team) -> Block:
    """The templates, and one's own."""
    options = [kit.option(one.name, one.slug, description=one.about) for one in TEMPLATES.values()]
    options.append(kit.option("Something of your own", OWN, description="With your own questions."))
    return kit.modal(
        "New check-in",
        [
            kit.section(f"A new check-in for *{kit.name(team.name)}*. You see all of it before anybody is asked."),
            kit.input_block(
                "Start from", kit.radio("template", options, initial=options[1]["value"]), block_id="template"
            ),
            kit.text_input(
                "What is it called?",
                "name",
                optional=True,
                longest=60,
                hint="Leave it empty for the template's own name.",
            ),
        ],
        callback_id=FIRST,
        submit="Next",
        private_metadata=str(team.id),
    )
