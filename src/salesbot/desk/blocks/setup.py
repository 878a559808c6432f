"""The form that sets up a team, and what it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot.desk import places
from salesbot.desk.wish import EVERYONE, LONGEST_NAME, MOST_MANAGERS, MOST_MEMBERS
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from salesbot.desk.service.setup import Founded
    from salesbot.desk.wish import Wish
    from salesbot.room import Block

TITLE = "Set up a team"
FORM, SHARED, AGAIN, ASK_NOW = "desk.setup", "desk.setup_shared", "desk.setup_again", "desk.ask_now"
ZONE = "desk.zone"
DEFAULT_WALL = "09:15"


def form(*, zone: str, channel: str | None, templates: Mapping[str, str], now: datetime) -> Block:
    """The empty form; `zone` is its maker's own, `channel` where the command was typed."""
    blocks = [
        kit.text_input("What is the team called?", "name", placeholder="EMEA Sales", longest=LONGEST_NAME, focus=True),
        kit.input_block("Its channel", _channels(channel), block_id="channel", hint="Reports appear here."),
        kit.input_block(
            "Who else manages it?",
            kit.multi_users("Nobody else", "managers", most=MOST_MANAGERS),
            block_id="managers",
            optional=True,
            hint="You do. Managers are asked too, and see every answer.",
        ),
        kit.input_block(
            "Who is in it?",
            kit.multi_users("Choose people", "members", most=MOST_MEMBERS),
            block_id="members",
            optional=True,
        ),
        kit.input_block("Or simply", _everyone(), block_id="everyone", optional=True),
        zone_input(
            "The team's time zone", zone, now=now, hint="For its reports. Everybody is asked on their own clock."
        ),
    ]
    return kit.modal(TITLE, [*blocks, *_rounds(templates)], callback_id=FORM, submit="Create team")


def _channels(channel: str | None) -> Block:
    """A menu with channels shared with other companies too: those are confirmed by name on the next page."""
    menu = kit.conversations("Choose a channel", "channel", initial=channel)
    return menu | {"filter": {"include": ["public", "private"], "exclude_bot_users": True}}


def _everyone() -> Block:
    words = kit.option("Everyone in the channel", EVERYONE, description="kept in step as people join and leave it")
    return kit.checkboxes("everyone", [words])


def zone_input(
    label: str, zone: str, *, now: datetime, hint: str = "", first: Block | None = None, block_id: str = "zone"
) -> Block:
    """A searchable menu of zones; `first` is shown instead of the zone itself where that is chosen."""
    chosen = first or kit.option(places.label(zone, now=now), zone)
    return kit.input_block(
        label, kit.external("Type a city or a country", ZONE, initial=chosen), block_id=block_id, hint=hint
    )


def _rounds(templates: Mapping[str, str]) -> list[Block]:
    if not templates:
        return []
    options = [kit.option(name, slug) for slug, name in list(templates.items())[:10]]
    first = [options[0]["value"]]
    return [
        kit.input_block(
            "Start with", kit.checkboxes("templates", options, initial=first), block_id="templates", optional=True
        ),
        kit.input_block(
            "At what time?",
            kit.timepicker("time", initial=DEFAULT_WALL),
            block_id="time",
            hint="On each person's own clock. Between 20:00 and 07:00 people may be asleep.",
        ),
    ]


def unseen(wish: Wish) -> Block:
    """Salesbot needs an invitation to a private channel."""
    words = (
        f"I can't see {kit.channel(wish.channel)} yet: it is private, so somebody in it has to let me in.\n\n"
        "1. Type `/invite @salesbot` in that channel.\n2. Come back here and press *Check again*."
    )
    blocks = [kit.section(words), kit.actions(kit.button("Check again", AGAIN, style="primary"))]
    return _page(blocks, wish=wish)


def shared(wish: Wish, *, channel_name: str) -> Block:
    """A channel that people of another company read needs a confirmation by name."""
    words = (
        f":warning: *#{kit.name(channel_name)} is shared with another company.* People there would read what your team "
        "answers.\n\nA channel of your own is safer. If you are sure, type this channel's name."
    )
    blocks = [kit.section(words), kit.text_input("The channel's name", "confirm", placeholder=channel_name)]
    return _page(blocks, wish=wish, callback_id=SHARED, submit="Use it all the same")


def _page(blocks: Sequence[Block], *, wish: Wish, callback_id: str = FORM, submit: str | None = None) -> Block:
    return kit.modal(TITLE, blocks, callback_id=callback_id, submit=submit, private_metadata=wish.pack())


def ready(founded: Founded, *, asked: int | None = None, commands: Mapping[str, str]) -> Block:
    """The team stands: who is in it, when it is asked, and a button to begin at once."""
    team = founded.team
    blocks = [
        kit.section(
            f":tada: *{kit.name(team.name)}* is ready, with {_people(founded.size)} in {kit.channel(team.channel_id)}."
        ),
        *_preview(founded.preview),
        *_begin(founded, asked),
        kit.context(
            f"Everybody reads once, before their first question, who added them and how to pause. "
            f"`{commands['salesbot']} team` shows and changes the team."
        ),
    ]
    return kit.modal(TITLE, blocks, callback_id="desk.ready", close="Done")


def _people(count: int) -> str:
    return "one person" if count == 1 else f"{count} people"


def _preview(lines: Sequence[str]) -> list[Block]:
    if not lines:
        return [kit.section("No check-in has been started yet.")]
    return [kit.section("*The next rounds*\n" + "\n".join(f"• {kit.name(line)}" for line in lines[:10]))]


def _begin(founded: Founded, asked: int | None) -> list[Block]:
    follow = f" {_people(founded.followers)} more of the channel follow in a moment." if founded.followers else ""
    if asked is not None:
        words = f"Asked {_people(asked)} just now." if asked else "Everybody has been asked for today already."
        return [kit.section(f":white_check_mark: {words}{follow}")]
    if not founded.preview:
        return [kit.section(follow)] if follow else []
    button = kit.button("Ask everyone now", ASK_NOW, value=str(founded.team.id), style="primary")
    return [kit.section(f"Nobody has to wait for that.{follow}", button)]


def updated(view: Block) -> dict[str, Any]:
    """The answer of a submission that shows the next page."""
    return {"response_action": "update", "view": view}
