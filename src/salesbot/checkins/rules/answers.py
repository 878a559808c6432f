"""What counts as an answer, and what in it is a blocker."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from salesbot.checkins.rules.followups import SCALE, Choosing, matches, shown
from salesbot.checkins.rules.numbers import read_number
from salesbot.errors import Refusal
from salesbot.letters import beginning as first_of
from salesbot.letters import letters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LONGEST_ANSWER = 3000  # characters; "plain_text_input" in Slack's block reference allows no more

# Whole answers that say that nothing is in the way, without their punctuation; a sentence is never among them.
_NOTHING = frozenset({
    "", "no", "none", "nope", "nothing", "na", "nil", "not", "no nothing", "nope nothing", "nothing to report",
    "no blockers", "no blocker", "i have no blockers", "not blocked", "im not blocked", "no issues", "no impediments",
    "no obstacles", "nothing blocking", "nothing blocking me", "nothing is blocking me", "nothing in my way",
    "nothing is in my way", "nothing in the way", "all good", "all clear", "all fine", "all ok", "no all good",
    "nope all good", "im good", "so good", "nein", "nichts", "nix", "keine", "keiner", "keins", "keine blocker",
    "kein blocker", "alles gut", "alles klar", "non", "rien", "aucun", "aucun blocage", "nada", "ninguno", "niente",
    "nessuno", "nenhum",
})  # fmt: skip
# What may stand before or after one of them: when, for whom, and thanks.
_BESIDE = (
    "today", "this morning", "this week", "so far", "yet", "now", "right now", "for now", "at the moment", "at present",
    "currently", "really", "at all", "for me", "from me", "from my side", "on my side", "thanks", "thank you", "thx",
    "heute", "bisher", "aktuell", "gerade", "derzeit", "zurzeit", "momentan", "im moment", "danke", "pour le moment",
    "merci", "hoy", "por ahora", "gracias",
)  # fmt: skip
_EDGES = re.compile("^(?:(?:{0}) )+|(?: (?:{0}))+$".format("|".join(_BESIDE)))
# A thumb up and the like, as a sign or by the name that Slack gives it, in whatever skin.
_NODS = re.compile(
    "[\U0001f44d\U0001f44c\u2705\u2714\U0001f642\U0001f60a][\U0001f3fb-\U0001f3ff\ufe0f]*"
    r"|:(?:\+1|thumbsup|ok_hand|white_check_mark|heavy_check_mark|slightly_smiling_face|blush):(?::skin-tone-[2-6]:)?"
)
_WITHIN, _BETWEEN = re.compile("[./'\u2019]"), re.compile("[-\u2013\u2014!,;:\\s]+")


def is_blocker(text: str) -> bool:
    """Whether an answer to "what is in your way?" names something, rather than saying that nothing is.

    `Nothing today, thanks!` names nothing; whatever says one word more than such a phrase does.
    """
    plain = _BETWEEN.sub(" ", _WITHIN.sub("", _NODS.sub(" ", text.casefold()))).strip()
    return _EDGES.sub("", plain) not in _NOTHING


class Answering(Choosing, Protocol):
    """What of a question says how it is answered."""

    required: bool
    unit: str
    options: str
    topic: str


A = TypeVar("A", bound=Answering)


@dataclass(frozen=True)
class Asked:
    """A question as the rules see it."""

    id: int
    required: bool
    position: int = 0
    kind: str = "text"
    unit: str = ""
    options: str = ""
    role: str = ""
    weekdays: str = ""
    follows: int | None = None
    when: str = ""
    topic: str = ""


def clean(
    texts: Mapping[int, str],
    questions: Sequence[Answering],
    *,
    stored: Mapping[int, str] | None = None,
    partial: bool = False,
) -> dict[int, str]:
    """Return the answers worth keeping, by question id; raises Refusal beside the field that cannot stay as it is.

    `texts` holds what the form showed. Follow-ups that it did not show stay as `stored`, and on its second page, which
    shows nothing but follow-ups, so does all else. Follow-ups come after their question, and only what matches is
    kept. A `partial` answer may leave required questions for later.
    """
    kept: dict[int, str] = {}
    first_page = not texts or any(one.id in texts for one in questions if one.follows is None)
    for question in questions:
        if not _shows(question, questions, kept):
            continue
        here = question.id in texts or (first_page and question.follows is None)
        before = (stored or {}).get(question.id, "")
        text = _fitting(question, texts.get(question.id, "")) if here else before
        if not text and question.required and here and not partial:
            raise Refusal(_MISSING.get(question.kind, _MISSING["text"]), field=field(question.id))
        if text:
            kept[question.id] = text
    return kept


_MISSING = {
    "text": "A few words are enough, but this one needs an answer.",
    "number": "This one needs a number. 0 is one too.",
    "scale": "Please choose one of the five.",
    "choice": "Please choose one.",
    "choices": "Please choose at least one.",
}


def _shows(question: Answering, questions: Sequence[Answering], kept: Mapping[int, str]) -> bool:
    if question.follows is None:
        return True
    first = next((one for one in questions if one.position == question.follows and one.follows is None), None)
    return first is not None and matches(question.when, kind=first.kind, text=kept.get(first.id, ""))


def _fitting(question: Answering, typed: str) -> str:
    """Return an answer as it is kept; raises Refusal beside its field where it is none of this kind."""
    try:
        return fitting(typed, kind=question.kind, unit=question.unit, options=question.options)
    except Refusal as refused:
        raise Refusal(str(refused), field=field(question.id)) from None


def fitting(typed: str, *, kind: str, unit: str = "", options: str = "") -> str:
    """Return what was typed or chosen as an answer of this kind, empty for nothing; raises Refusal in words."""
    text = typed.strip()
    if not text:
        return ""
    if kind == "number":
        return read_number(text, unit=unit)
    if kind == "scale":
        return _of_scale(text)
    if kind in {"choice", "choices"}:
        return _chosen(text, options.split("\n"), many=kind == "choices")
    if letters(text) > LONGEST_ANSWER:
        raise Refusal(f"That is {letters(text):,} characters; {LONGEST_ANSWER:,} fit. Could you shorten it?")
    return text


def readable(question: Answering, typed: str) -> str:
    """Return an answer as it would be kept; empty where it would not."""
    try:
        return fitting(typed, kind=question.kind, unit=question.unit, options=question.options)
    except Refusal:
        return ""


def taker(questions: Sequence[A], texts: Mapping[int, str]) -> A | None:
    """Return the question that typed words go to: the first unanswered one that takes words, else the first of all."""
    takes = [one for one in shown(questions, texts) if one.kind == "text"]
    return next((one for one in takes if one.id not in texts), takes[0] if takes else None)


def again(questions: Sequence[A], last: Mapping[int, str]) -> tuple[dict[int, str], list[A]]:
    """Return what an answer as the last time says, by question id, and the required questions that it leaves open.

    What is in the way is not said again: an open blocker stays open by itself.
    """
    said = {one.id: last[one.id] for one in questions if one.topic != "blockers" and one.id in last}
    here = shown(questions, said)
    texts = {one.id: said[one.id] for one in here if one.id in said}
    return texts, [one for one in here if one.required and one.id not in texts]


def repeats(questions: Sequence[Answering], last: Mapping[int, str]) -> bool:
    """Whether there is an answer as the last time: something was said, and it leaves nothing open that is required."""
    texts, lacking = again(questions, last)
    return bool(texts) and not lacking


def _of_scale(text: str) -> str:
    if text not in SCALE:
        raise Refusal("The scale goes from 1 to 5. Please choose one of the five.")
    return text


def _chosen(text: str, options: Sequence[str], *, many: bool) -> str:
    """Return the options as the question spells them, in its order."""
    wanted = {value_of(one) for one in text.split("\n") if one.strip()}
    taken = [option for option in options if option.strip() and value_of(option) in wanted]
    if len(taken) < len(wanted):
        raise Refusal("That choice is no longer among the options. Please choose again.")
    if len(taken) > 1 and not many:
        raise Refusal("Only one of them can stay. Please choose one.")
    return "\n".join(one.strip() for one in taken)


LONGEST_OPTION = 75  # characters of an option's text and its value; "option object" in Slack's block reference


def value_of(option: str) -> str:
    """Return what stands for an option in the form."""
    return option.strip()[:LONGEST_OPTION]


def spoken(text: str, *, kind: str, unit: str = "", options: str = "") -> str:
    """Return an answer as people read it: `42 EUR`, `4 of 5`, `5 of 5 (certain)`, `Won, Lost`."""
    if kind == "number" and unit:
        return f"{text} {unit}"
    if kind == "scale":
        means = dict(zip((SCALE[0], SCALE[-1]), _own_ends(options), strict=False)).get(text)
        return f"{text} of 5 ({means})" if means else f"{text} of 5"
    return text.replace("\n", ", ") if kind == "choices" else text


def ends(options: str) -> tuple[str, str]:
    """Return the words for the two ends of a scale: its own, or plain ones."""
    own = _own_ends(options)
    return (own[0], own[1]) if own else ("lowest", "highest")


def _own_ends(options: str) -> list[str]:
    own = [one.strip() for one in options.split("\n") if one.strip()]
    return [own[0], own[-1]] if len(own) > 1 else []


def beginning(text: str) -> str:
    """Return as much of a text as one answer takes."""
    return first_of(text, LONGEST_ANSWER)


def field(question_id: int) -> str:
    """Return the block id of a question's field in the form."""
    return f"question.{question_id}"


def blocker_field(blocker_id: int) -> str:
    """Return the block id of the choice about an open blocker."""
    return f"blocker.{blocker_id}"


def changed_field(blocker_id: int) -> str:
    """Return the block id of the new words for a blocker that changed."""
    return f"changed.{blocker_id}"
