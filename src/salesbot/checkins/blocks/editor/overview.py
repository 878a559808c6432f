"""The editor's first page: all of a check-in in words, its questions, its next rounds, and Approve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins.blocks.editor.words import asked_words, blockers_words, published_words, times_words
from salesbot.checkins.rules import condition_words
from salesbot.checkins.rules.rhythm import days_said
from salesbot.checkins.rules.sketch import MOST_QUESTIONS, groups, remarks
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.checkins.rules.sketch import Item, Sketch
    from salesbot.checkins.service.proposal import Approved, Making
    from salesbot.room import Block

EDITOR = "checkin.editor"
TIMES, PEOPLE, PUBLISHING = "checkin.edit_times", "checkin.edit_people", "checkin.edit_publishing"
ADD, QUESTION = "checkin.add_question", "checkin.change_item"
MINE, THEIRS = "checkin.keep_mine", "checkin.take_theirs"
ABOUT_SHOWN = 280  # characters; escaped, with its words, a row stays within the 3,000 of "section"
_TOPICS = {"blockers": "a blocker", "outcome": "an outcome", "learned": "a lesson", "helped": "thanks"}
_KINDS = {"text": "text", "number": "a number", "scale": "1 to 5", "choice": "one of", "choices": "any of"}


def place_of(making: Making) -> str:
    """Return which proposal, and which state of it, a page shows: where, never what one may."""
    return f"{making.proposal.id}.{making.version}"


def overview(making: Making, *, asked: int, ahead: Sequence[str] | None) -> Block:
    """Everything before anything changes; `asked` is how many people it asks, `ahead` when it would, None: paused."""
    sketch, is_new = making.sketch, making.base is None
    return kit.modal(
        "New check-in" if is_new else "Edit check-in",
        [
            *_notice(making),
            kit.section(
                f"*{kit.name(sketch.name)}* of {kit.name(making.team.name)}\n{times_words(sketch)}",
                kit.button("Name and times", TIMES),
            ),
            kit.section(asked_words(sketch, count=asked), kit.button("Who is asked", PEOPLE)),
            kit.section(
                f"{published_words(sketch, making.team)}\n{blockers_words(sketch)}".strip(),
                kit.button("Publishing", PUBLISHING),
            ),
            kit.divider(),
            *_questions(sketch),
            kit.divider(),
            kit.section(_ahead(ahead)),
            *[kit.context(f":warning: {kit.escape(one)}") for one in remarks(sketch)],
            kit.context(_what_changes(making)),
        ],
        callback_id=EDITOR,
        submit="Begin" if is_new else "Change it",
        private_metadata=place_of(making),
        notify_on_close=True,
    )


def _notice(making: Making) -> list[Block]:
    if not making.notice:
        return []
    told = kit.section(f":hand: {_live(making.notice)}")
    if not making.meanwhile:
        return [told, kit.divider()]
    buttons = [kit.button("Go on with mine", MINE), kit.button("Start from theirs", THEIRS)]
    return [told, kit.actions(*buttons), kit.divider()]


def _live(words: str) -> str:
    """A notice of ours: people in it are mentioned, everything else is shown as written."""
    pieces = kit.escape(words).split("&lt;@")
    return pieces[0] + "".join(f"<@{piece.replace('&gt;', '>', 1)}" for piece in pieces[1:])


def _questions(sketch: Sketch) -> list[Block]:
    rows: list[Block] = []
    for number, group in enumerate(groups(sketch), start=1):
        rows += [_row(sketch, item, lead=f"*{number}.*" if item.follows is None else "↳") for item in group]
    if not rows:
        rows = [kit.section("No question yet.")]
    if len(sketch.items) < MOST_QUESTIONS:
        return [*rows, kit.actions(kit.button("Add a question", ADD))]
    return [*rows, kit.context(f"{MOST_QUESTIONS} questions are the most, follow-ups included.")]


def _row(sketch: Sketch, item: Item, *, lead: str) -> Block:
    menu = kit.overflow(f"{QUESTION}.{item.id}", _may(sketch, item))
    about = kit.escape(kit.shorten(_about(item), ABOUT_SHOWN))
    return kit.section(f"{lead} {kit.escape(item.words)}\n_{about}_", menu)


def _may(sketch: Sketch, item: Item) -> list[Block]:
    """What can be done with a question; what would change nothing is left out."""
    like = [one.id for one in sketch.items if one.follows == item.follows]
    at = like.index(item.id)
    verbs = [("Edit", "edit")]
    verbs += [("Move up", "up")] if at > 0 else []
    verbs += [("Move down", "down")] if at < len(like) - 1 else []
    verbs += [("Add a follow-up", "follow")] if item.follows is None else []
    return [kit.option(words, f"{verb}.{item.id}") for words, verb in [*verbs, ("Remove", "remove")]]


def _about(item: Item) -> str:
    parts = [_TOPICS.get(item.topic, _KINDS[item.kind]) + (f" in {item.unit}" if item.unit else "")]
    if item.kind == "scale" and item.options:
        parts = [f"1 ({item.options[0]}) to 5 ({item.options[-1]})"]
    elif item.options:
        parts = [f"{parts[0]} {', '.join(item.options)}"]
    parts += ["may be left empty"] if not item.required else []
    parts += [f"{item.role}s only"] if item.role else []
    parts += [f"on {days_said(item.weekdays)}"] if item.weekdays else []
    parts += [condition_words(item.when)] if item.when else []
    return " · ".join(parts)


def _ahead(lines: Sequence[str] | None) -> str:
    if lines is None:
        return "*The next rounds*\nIt is paused: nobody is asked until it goes on."
    if not lines:
        return "*The next rounds*\nNobody would be asked as it is now."
    return "*The next rounds*\n" + "\n".join(f"•  {kit.escape(line)}" for line in lines)


def _what_changes(making: Making) -> str:
    if making.base is None:
        return "Nobody is asked before you press *Begin*."
    if not making.changes:
        return "Nothing is changed yet."
    changes = ", ".join(making.changes)
    return f"*Changes:* {changes}. Nothing changes before you press *Change it*; a running round stays as it began."


def done(approved: Approved, *, ahead: Sequence[str]) -> Block:
    """It stands: when it asks next."""
    name = kit.name(approved.checkin.name)
    if approved.is_new:
        words = f":tada: *{name}* begins. {kit.name(approved.team.name)} is asked when its time comes."
    elif approved.changes:
        words = f":white_check_mark: *{name}* is changed: {', '.join(approved.changes)}."
        words += " A round that is running stays as it began."
    else:
        words = f"*{name}* stays as it was: nothing was changed."
    return kit.modal(
        "New check-in" if approved.is_new else "Edit check-in",
        [
            kit.section(words),
            kit.section(_ahead(ahead) if ahead else "Nothing comes next: it is paused, or asks nobody."),
        ],
        callback_id="checkin.done",
        close="Done",
    )
