"""The editor's page for one question."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from salesbot.checkins.rules import sketch as sketches
from salesbot.checkins.rules.answers import LONGEST_ANSWER, LONGEST_OPTION, ends
from salesbot.checkins.rules.editing.fields import beginning, one, short, weekdays
from salesbot.checkins.rules.editing.people import ROLES
from salesbot.checkins.rules.followups import condition_words, read_condition
from salesbot.checkins.rules.rhythm import days_said
from salesbot.errors import Refusal
from salesbot.letters import letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.checkins.rules.editing.fields import Chosen
    from salesbot.checkins.rules.sketch import Item, Sketch

LONGEST_QUESTION, LONGEST_HINT, LONGEST_UNIT = 300, 300, 20
LONGEST_CONDITION = 300
LONGEST_END = 40  # it stands behind the number, as an option of radio buttons
FEWEST_OPTIONS, MOST_OPTIONS = 2, 10  # radio buttons and checkboxes take ten, as there
KINDS = ("text", "number", "scale", "choice", "choices")
CHOOSING = frozenset({"choice", "choices"})
BLOCKERS = "blockers"
TOPICS = ("", BLOCKERS, "outcome", "learned", "helped")
REQUIRED = "required"
ENDS = ("low", "high")  # the fields of a scale's own words for 1 and for 5


def with_question(sketch: Sketch, item: Item, chosen: Chosen) -> Sketch:
    """Read the page of a question, a new one where its id is 0. Raises Refusal beside the field."""
    new = read_question(item, chosen)
    if item.follows is not None:
        new = replace(new, when=_condition(sketch, item, chosen))
    _refuse_days(sketch, new)
    sketches.refuse_unmet(sketch, new)
    _refuse_second(sketch, new)
    if item.id == 0:
        return sketches.added(sketch, new)
    _refuse_conditions(sketch, new)
    after = sketches.changed(sketch, new)
    for other in after.items:
        if other.follows == new.id:
            sketches.refuse_unmet(after, other)
    return after


def read_question(item: Item, chosen: Chosen) -> Item:
    """Read a question's fields as they are; fields that its kind does not have are empty."""
    kind = one(chosen, "kind") or item.kind
    if kind not in KINDS:
        raise Refusal("What kind of answer? Please choose one.", field="kind")
    topic = one(chosen, "topic") if kind == "text" else ""
    role = one(chosen, "role")
    return replace(
        item,
        words=_words(chosen),
        hint=short(chosen, "hint", LONGEST_HINT),
        kind=kind,
        unit=short(chosen, "unit", LONGEST_UNIT) if kind == "number" else "",
        options=_read_options(kind, chosen),
        required=REQUIRED in chosen.get("required", ()),
        topic=_among(TOPICS, topic),
        role=_among(ROLES, role),
        weekdays=_some_days(chosen),
    )


def half_written(item: Item, chosen: Chosen) -> Item:
    """Take over what stands in a question's fields so far, as it is: its page is drawn anew for another kind."""
    kind, topic, role = one(chosen, "kind"), one(chosen, "topic"), one(chosen, "role")
    return replace(
        item,
        words=beginning(one(chosen, "words"), LONGEST_QUESTION),
        hint=beginning(one(chosen, "hint"), LONGEST_HINT),
        kind=kind if kind in KINDS else item.kind,
        unit=beginning(one(chosen, "unit"), LONGEST_UNIT) or item.unit,
        options=_half_options(item, kind if kind in KINDS else item.kind, chosen),
        when=beginning(one(chosen, "when"), LONGEST_CONDITION) or item.when,
        required=REQUIRED in chosen.get("required", ()),
        topic=_among(TOPICS, topic) if topic else item.topic,
        role=_among(ROLES, role) if role else item.role,
        weekdays=_some_days(chosen),
    )


def _half_options(item: Item, kind: str, chosen: Chosen) -> tuple[str, ...]:
    """Take over the options, or a scale's words, so far; the ones are not taken for the others."""
    if kind == "scale":
        typed = tuple(beginning(one(chosen, end), LONGEST_END) for end in ENDS)
    else:
        lines = beginning(one(chosen, "options"), LONGEST_ANSWER).splitlines()
        typed = tuple(option for option in lines if option.strip())
    kept = item.options if (item.kind == "scale") is (kind == "scale") else ()
    return typed if any(typed) else kept


def _among(known: Sequence[str], said: str) -> str:
    """Return what was chosen from a menu; empty for its plain entry."""
    return said if said in known else ""


def _words(chosen: Chosen) -> str:
    words = short(chosen, "words", LONGEST_QUESTION)
    if not words:
        raise Refusal("What is the question?", field="words")
    return words


def _read_options(kind: str, chosen: Chosen) -> tuple[str, ...]:
    """Read what there is to choose from, or what the ends of a scale are called where somebody said it."""
    if kind in CHOOSING:
        return read_options(one(chosen, "options"))
    said = [short(chosen, end, LONGEST_END) for end in ENDS] if kind == "scale" else []
    return tuple(own or plain for own, plain in zip(said, ends(""), strict=True)) if any(said) else ()


def read_options(typed: str) -> tuple[str, ...]:
    """Read options, one a line. Raises Refusal beside their field where there are too few, too many, or twice one."""
    options = [" ".join(line.split()) for line in typed.splitlines()]
    options = [option for option in options if option]
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        count = f"{len(options)} options" if len(options) != 1 else "one option"
        words = f"That is {count}; please write {FEWEST_OPTIONS} to {MOST_OPTIONS}, one a line."
        raise Refusal(words, field="options")
    long = next((option for option in options if letters(option) > LONGEST_OPTION), None)
    if long is not None:
        raise Refusal(f"An option has {LONGEST_OPTION} characters at most; “{long[:30]}…” is longer.", field="options")
    folded = [_alike(option) for option in options]
    twice = next((option for option, like in zip(options, folded, strict=True) if folded.count(like) > 1), None)
    if twice is not None:
        raise Refusal(f"“{twice}” stands there twice.", field="options")
    return tuple(options)


def _alike(option: str) -> str:
    return option.casefold().replace("|", "/")  # a condition parts options by that sign


def _some_days(chosen: Chosen) -> str:
    """Read the days of a question; all seven are the same as none: it is always asked."""
    days = weekdays(chosen, "weekdays")
    return "" if len(days) == len("1234567") else days


def _refuse_days(sketch: Sketch, item: Item) -> None:
    if item.weekdays and not set(item.weekdays) & set(sketch.weekdays):
        raise Refusal(f"This check-in asks {days_said(sketch.weekdays)}, never on these days.", field="weekdays")


def _refuse_second(sketch: Sketch, item: Item) -> None:
    """One question asks for blockers: each answer has one that is carried on."""
    other = next((each for each in sketch.items if each.topic == BLOCKERS and each.id != item.id), None)
    if item.topic == BLOCKERS and other is not None:
        raise Refusal(f"“{other.words}” asks for blockers already, and one question is enough.", field="topic")


def _condition(sketch: Sketch, item: Item, chosen: Chosen) -> str:
    """Read the answers that bring a follow-up: typed, or ticked among the options of its question."""
    first = sketch.item(item.follows or 0)
    picked = [first.options[int(place)] for place in chosen.get("picked", ()) if _is_place(place, first.options)]
    ticked = first.kind in CHOOSING
    typed = " | ".join(option.replace("|", "/") for option in picked) if ticked else one(chosen, "when")
    field = "picked" if ticked else "when"
    try:
        when = read_condition(first.kind, typed, first.options, unit=first.unit)
    except Refusal as refusal:
        raise Refusal(refusal.words, field=field) from None
    if letters(when) > LONGEST_CONDITION and not ticked:
        raise Refusal("These are too many words to look for. Could you name fewer?", field=field)
    return when


def _is_place(said: str, options: Sequence[str]) -> bool:
    return said.isascii() and said.isdigit() and int(said) < len(options)


def _refuse_conditions(sketch: Sketch, item: Item) -> None:
    """A question cannot change so that its follow-ups would never come."""
    for after in sketch.items:
        if after.follows == item.id and not _could_come(item, after.when):
            field = "options" if item.kind in CHOOSING else "kind"
            words = f"“{after.words}” follows this question and would never come. Please change or remove it first."
            raise Refusal(words, field=field)


def _could_come(item: Item, when: str) -> bool:
    """Whether an answer to a question of this kind could meet the condition, as it is kept."""
    if item.kind == "text":
        return when.startswith("has:")  # typed anew, anything would be words to look for
    try:
        read_condition(item.kind, when, item.options)
    except Refusal:
        return False
    return True


def condition_field(first: Item, when: str) -> tuple[str, list[str]]:
    """Return how a condition stands in its field: as typed, and which options (by place) are ticked."""
    wanted = [_alike(option.strip()) for option in when.removeprefix("is:").split("|")]
    options = first.options if first.kind in CHOOSING else ()
    ticked = [str(place) for place, option in enumerate(options) if _alike(option) in wanted]
    typed = when.removeprefix("has:").strip() if first.kind == "text" else _bound(when)
    return typed, ticked


def _bound(when: str) -> str:
    return condition_words(when).removeprefix("if the answer is ") if when else ""
