"""Three questions for a one-to-one, each drawn from a fact. Pure: the same facts make the same questions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

QUESTIONS = 3
QUOTED = 90  # characters of somebody's words in a question
OLD_BLOCKER, OLD_PLAN = 3, 5  # days from which one is worth a question before nearly everything else


class Kind(StrEnum):
    """What a fact is of; in this order one is worth a question, where nothing weighs more."""

    AGREED = "agreed"  # an action of theirs from the last one-to-one, still open
    BLOCKED = "blocked"
    SILENT = "silent"  # of late their check-ins went by without them, and that is new
    UNDONE = "undone"  # what they meant to do, and it did not come about yet
    SKILL = "skill"  # what several of their answers are about
    SAID = "said"  # an answer that says much
    THANKED = "thanked"
    DONE = "done"
    SHARED = "shared"  # what they thought about a prompt, as they shared it
    TIP = "tip"


GOOD = frozenset({Kind.THANKED, Kind.DONE, Kind.SHARED, Kind.TIP})
_NEEDS = [kind for kind in Kind if kind not in GOOD]


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something true about somebody. `words` are theirs, or a name for it; `who` is somebody else who has part in it.

    `days`: how long ago, or for how long. `times`: how often.
    """

    kind: Kind
    words: str = ""
    who: str = ""
    days: int = 0
    times: int = 1


@dataclass(frozen=True)
class Question:
    """A question to ask, and what it comes from; `fact` is None for one that is always good to ask."""

    words: str
    because: str
    fact: Fact | None = None


# Each: what to ask, and what it comes from. Open, kind, and about the thing, never about the person's worth.
_WORDS: dict[Kind, tuple[str, ...]] = {
    Kind.AGREED: (
        "What has come of “{words}” so far?",
        "How is “{words}” going, and what would help it along?",
        "What is the next step for “{words}”?",
    ),
    Kind.BLOCKED: (
        "What would have to happen for “{words}” to move, and who could start it?",
        "Who could help most with “{words}”, and what would you like me to do?",
        "What is left to try with “{words}”?",
    ),
    Kind.SILENT: (
        "How full are your days just now, and what could give way?",
        "How have the last days been for you?",
        "What would make the check-in worth your two minutes?",
    ),
    Kind.UNDONE: (
        "What would make “{words}” small enough for this week?",
        "What got in the way of “{words}”, and what does that tell us?",
        "What has changed about “{words}” since you took it on?",
    ),
    Kind.SKILL: (
        "Which conversation of the coming days is about {words}, and how would you like to begin it?",
        "Where did {words} come up for you last, and how did it go?",
        "What have you found out about {words} lately that worked?",
    ),
    Kind.SAID: (
        "You wrote “{words}”. What has happened since?",
        "You wrote “{words}”. What would you like to come of it?",
        "You wrote “{words}”. Where could a second pair of eyes help?",
    ),
    Kind.THANKED: (
        "{who} thanked you “{words}”. What did you do there that you would do again?",
        "{who} thanked you “{words}”. How did you go about it?",
        "{who} thanked you “{words}”. What made it possible?",
    ),
    Kind.DONE: (
        "You did what you set out to do: “{words}”. What did it change?",
        "You did what you set out to do: “{words}”. What did you notice on the way?",
        "You did what you set out to do: “{words}”. Where could you use it next?",
    ),
    Kind.SHARED: (
        "You shared what you thought about “{words}”. What has it led to since?",
        "You shared what you thought about “{words}”. Which part of it matters most to you?",
    ),
    Kind.TIP: (
        "You shared “{words}” as a tip. Where did you learn it?",
        "You shared “{words}” as a tip. Who else should hear it, and how?",
    ),
}  # fmt: skip
_SEVERAL = (
    "Of the {times} things that you set yourself and that are still open: which one matters, and which may go?",
    "What would make it easier to keep room for the {times} things that you set yourself?",
)
_BECAUSE = {
    Kind.AGREED: "agreed {ago}, still open",
    Kind.BLOCKED: "a blocker, raised {ago}, still open",
    Kind.SILENT: "the last {times} check-ins went by without an answer, which is new",
    Kind.UNDONE: "a commitment made {ago}, not done yet",
    Kind.SKILL: "{times} answers were about it",
    Kind.SAID: "a check-in, {ago}",
    Kind.THANKED: "kudos, {ago}",
    Kind.DONE: "done {ago}",
    Kind.SHARED: "shared with you {ago}",
    Kind.TIP: "a tip, shared {ago}",
}
_SEVERAL_BECAUSE = "{times} commitments that are not done yet"
_GENERAL = (
    "What went better than you expected since we last spoke?",
    "Where would ten minutes of my time help you most this week?",
    "What have you learned about our customers that I should know?",
    "What would you like more of from me, and what less?",
    "Which deal do you think about on the way home, and what about it?",
    "What would make next week a good one for you?",
)
ALWAYS = "always good to ask"


def questions(facts: Iterable[Fact], *, seed: str) -> list[Question]:
    """Return three questions: what weighs most first, and one about what went well wherever something did.

    `seed` varies the wording (a person and a day), never what is asked about.
    """
    ranked = _ranked(facts)
    chosen = [one for one in ranked if one.kind not in GOOD][: QUESTIONS - 1]
    chosen += [one for one in ranked if one.kind in GOOD][:1]
    chosen += [one for one in ranked if one not in chosen][: QUESTIONS - len(chosen)]
    asked = [Question(_asked(one, seed), because(one), one) for one in chosen]
    return asked + _general(seed, QUESTIONS - len(asked))


def _ranked(facts: Iterable[Fact]) -> list[Fact]:
    """One fact of each kind, the oldest or most frequent, and the kinds in the order in which they count."""
    best: dict[Kind, Fact] = {}
    for one in sorted(facts, key=lambda one: (-one.times, -one.days, one.words, one.who)):
        best.setdefault(one.kind, one)
    return sorted(best.values(), key=_rank)


def _rank(fact: Fact) -> int:
    """A blocker or a plan that is young waits behind what else there is to ask."""
    order = list(Kind).index(fact.kind)
    young = {Kind.BLOCKED: OLD_BLOCKER, Kind.UNDONE: OLD_PLAN}.get(fact.kind, 0) > fact.days and fact.times == 1
    return order + len(_NEEDS) if young else order


def _asked(fact: Fact, seed: str) -> str:
    wordings = _SEVERAL if fact.kind is Kind.UNDONE and fact.times > 1 else _WORDS[fact.kind]
    wording = wordings[_turn(f"{seed}/{fact.kind}/{fact.words}", len(wordings))]
    return wording.format(words=quoted(fact.words), who=fact.who, times=fact.times)


def quoted(words: str) -> str:
    """Somebody's words as they stand between quotation marks: one line, whole words, without a full stop."""
    line = " ".join(words.replace("“", "").replace("”", "").split()).rstrip(" .,;:")
    if len(line) <= QUOTED:
        return line
    cut = line[: QUOTED - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" .,;:") + "…"


def because(fact: Fact) -> str:
    """What a question comes from, in a few plain words."""
    told = _SEVERAL_BECAUSE if fact.kind is Kind.UNDONE and fact.times > 1 else _BECAUSE[fact.kind]
    return told.format(ago=ago(fact.days), times=fact.times)


def ago(days: int) -> str:
    """How long ago, as people say it."""
    return {0: "today", 1: "yesterday"}.get(max(days, 0), f"{days} days ago")


def _general(seed: str, number: int) -> list[Question]:
    first = _turn(seed, len(_GENERAL))
    turned: Sequence[str] = [*_GENERAL[first:], *_GENERAL[:first]]
    return [Question(one, ALWAYS) for one in turned[:number]]


def _turn(what: str, number: int) -> int:
    """Which of so many, the same for the same words on every machine."""
    return int.from_bytes(blake2b(what.encode(), digest_size=4).digest(), "big") % number


# ---- which answers say something ----

LEAST, ENOUGH = 3, 25  # words


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One text answer: `ago` is how many days ago, `skill` the slug of what it is about, if that is clear."""

    words: str
    ago: int
    skill: str = ""


def telling(answers: Sequence[Answered], *, most: int) -> list[Answered]:
    """The answers that say most, the newest first: about a skill, or in several words; what was said twice once."""
    once = {" ".join(one.words.casefold().split()): one for one in reversed(answers)}
    long_enough = [one for one in once.values() if len(one.words.split()) >= LEAST]
    best = sorted(long_enough, key=lambda one: (-_says(one), one.ago, one.words))[:most]
    return sorted(best, key=lambda one: (one.ago, one.words))


def _says(one: Answered) -> float:
    """An older answer has to say more."""
    words = min(len(one.words.split()), ENOUGH) / ENOUGH
    return words + (0.5 if one.skill else 0.0) - one.ago / 60
