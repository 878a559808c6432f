"""The forms of tips: share one, edit one, and say what came of one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from salesbot.letters import letters
from salesbot.slack import kit
from salesbot.tips import rules
from salesbot.tips.blocks import said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.people.model import Team
    from salesbot.room import Block
    from salesbot.tips.model import Tip

_KINDS = {rules.TIP: "Tip", rules.WIN: "Win story", rules.LOSS: "Loss story"}
_TAGS = "Words under which others look for it: negotiation, pricing"
_LONGEST_TAGS = 400
_MOST_TEAMS = 100  # "select menu" in Slack's block reference
_STORY = {
    "why": ("Why did it go that way?", True),
    "worked": ("What worked?", True),
    "learned": ("What did we learn?", False),
    "thanks": ("Who is to thank?", True),
}


def share_form(draft: rules.Draft, *, teams: Sequence[Team], team_id: int | None, source: str = "") -> Block:
    """Ask for a tip or a story, with what is known of it; of several teams which.

    `source` is the value of the button by which somebody began with their own words.
    """
    where = _team(teams, team_id) if len(teams) > 1 else []
    told = _shared_in(teams[0]) if len(teams) == 1 else []
    fixed = teams[0].id if len(teams) == 1 else team_id
    return kit.modal(
        "Share what you learned",
        [*told, _kind(draft.kind), *_boxes(draft), *_tags(draft), *where, *_source(draft)],
        callback_id="tips.share",
        submit="Share",
        private_metadata=json.dumps({"team": fixed, "link": draft.link, "source": source}),
    )


def _shared_in(team: Team) -> list[Block]:
    if team.may_publish:
        return [kit.context(f"Shared in {kit.channel(team.channel_id)}")]
    return [
        kit.context(f"Kept for {kit.name(team.name)}; another company reads its channel, so it is not posted there")
    ]


def _kind(kind: str) -> Block:
    options = [kit.option(name, value) for value, name in _KINDS.items()]
    menu = kit.radio("tips.kind", options, initial=kind)
    return kit.input_block("What is it?", menu, block_id="kind", dispatch=True)


def _boxes(draft: rules.Draft) -> list[Block]:
    """The boxes: one for a tip, five for a story. What was typed stays where a box does."""
    story = draft.kind in rules.STORIES
    label = "What happened?" if story else "The tip"
    hint = "" if story else "One sentence that saves a colleague a bad call is enough."
    boxes = [_box(label, "text", draft.text, hint=hint, focus=True)]
    if story:
        boxes += [_box(words, name, getattr(draft, name), optional=spare) for name, (words, spare) in _STORY.items()]
    return boxes


def _box(label: str, name: str, words: str, *, hint: str = "", optional: bool = False, focus: bool = False) -> Block:
    fits = letters(words) <= rules.LONGEST
    return kit.text_input(
        label, name, multiline=True, initial=words if fits else "", hint=hint, optional=optional,
        longest=rules.LONGEST, focus=focus,
    )  # fmt: skip


def _tags(draft: rules.Draft) -> list[Block]:
    initial = draft.tags if letters(draft.tags) <= _LONGEST_TAGS else ""  # what was typed stays in its box all the same
    return [kit.text_input("Tags", "tags", initial=initial, placeholder=_TAGS, optional=True, longest=_LONGEST_TAGS)]


def _team(teams: Sequence[Team], team_id: int | None) -> list[Block]:
    options = [kit.option(team.name or "A team", str(team.id)) for team in teams[:_MOST_TEAMS]]
    menu = kit.static("Choose a team", "team", options=options, initial=str(team_id) if team_id else None)
    return [kit.input_block("Share it in", menu, block_id="team")]


def _source(draft: rules.Draft) -> list[Block]:
    return [kit.context(f"With a link back to {kit.link(draft.link, 'the message')}")] if draft.link else []


def edit_form(tip: Tip, half: rules.Draft | None = None) -> Block:
    """Ask what a tip shall say; `half` is what was typed so far."""
    draft = half or rules.Draft(tip.kind, tip.text, tip.why, tip.worked, tip.learned, tip.thanks, tip.tags)
    where = "Its post in the channel changes with it." if tip.posted else "It changes wherever it is found."
    return kit.modal(
        "Edit", [_kind(draft.kind), *_boxes(draft), *_tags(draft), kit.context(where)],
        callback_id="tips.edit", submit="Save", private_metadata=str(tip.id),
    )  # fmt: skip


def use_form(tip: Tip, before: str = "") -> Block:
    """Ask what came of it."""
    box = kit.text_input(
        "What came of it?", "outcome", initial=before, longest=rules.LONGEST_OUTCOME, focus=True,
        placeholder="They agreed to the date.", hint="One line. It stands below the tip with your name.",
    )  # fmt: skip
    return kit.modal(
        "I used it", [kit.context(said.short(tip, 280)), box],
        callback_id="tips.use", submit="Share", private_metadata=str(tip.id),
    )  # fmt: skip
