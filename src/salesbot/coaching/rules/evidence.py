"""What somebody said that shows a skill: how much it weighs, and which of their words may be quoted for it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from math import fsum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from salesbot.coaching.rules.skills import Skill

Places = tuple[tuple[int, int], ...]
_Span = tuple[int, int]

LATELY_DAYS = 14  # what was said longer ago says nothing about this week
CHECKINS = 3  # the last of somebody's check-ins that are looked at
QUOTED = 120  # characters of a quote
_OPEN = 1.5  # a blocker that stands weighs so much more, however long it has stood
_FADES = 0.94  # a day: after two weeks less than half is left
_CLEAR, _SURE = 0.65, 0.97  # from so clear on words are a reason to write to somebody; from so sure on, even two are
_WHOLE = 6  # words: fewer say less
_WORD = re.compile(r"\S+")
_STOP = re.compile(r"[.!?…][)\"'”]*$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """Words of somebody that show a skill; `source` is `answer.12` or `blocker.3`, `named` tells which words of `text`.

    `checkin` is the part in a round in which it was said, as far as that is one of those looked at. `blocker`: it is
    in their way still.
    """

    source: str
    text: str
    skill: Skill
    confidence: float
    named: Callable[[], Places] = field(compare=False, repr=False)
    day: date
    team_id: int
    checkin: int | None = None
    blocker: bool = False

    def weight(self, today: date) -> float:
        """How much it says about today: the newest most, what is still in the way more."""
        age = max((today - self.day).days, 0)
        return self.confidence * (_OPEN if self.blocker else _FADES**age)

    def kept(self, *, of: int) -> dict[str, object]:
        """What the database keeps of it: where the words stand, never the words; `of` so many check-ins looked at.

        And the day of it, since a blocker is spoken of again and its author travels: the quote keeps its own.
        """
        words = [list(place) for place in self.named()]
        return {"source": self.source, "words": words, "checkin": self.checkin, "of": of, "day": self.day.isoformat()}


def is_clear(text: str, confidence: float) -> bool:
    """Whether words show a skill so clearly that somebody is written to because of them; silence beats a guess.

    Of two or three words (*tell Ana*, *close the month*) a skill is often guessed, and their quote explains nothing.
    """
    return confidence >= _SURE or (confidence >= _CLEAR and confidence * min(len(text.split()) / _WHOLE, 1) >= _CLEAR)


def weights(said: Iterable[Said], *, today: date) -> dict[Skill, float]:
    """How much what was said asks for each skill; exactly, so that its order decides nothing."""
    found: dict[Skill, list[float]] = defaultdict(list)
    for one in said:
        found[one.skill].append(one.weight(today))
    return {skill: fsum(weights) for skill, weights in found.items()}


def strongest(said: Iterable[Said], skill: Skill, *, today: date) -> list[Said]:
    """What shows this skill, the weightiest first."""
    mine = [one for one in said if one.skill is skill]
    return sorted(mine, key=lambda one: (-one.weight(today), one.source))


def extract(text: str, places: Sequence[Sequence[int]], *, longest: int = QUOTED) -> str:
    """Whole sentences of a text around these places, on one line; an ellipsis where it goes on. Not escaped.

    Of sentences too long together the one with most of the places, the later of two; of one too long, its words
    around them; of places too far apart for that, the first.
    """
    words = [match.span() for match in _WORD.finditer(text)]
    if not words:
        return ""
    first, last = _chosen(words, _held(words, places), _sentences(text, words), longest - 2)
    quote = " ".join(text[begin:end] for begin, end in words[first : last + 1])
    if len(quote) > longest:  # one endless word
        return quote[: longest - 1] + "…"
    return ("…" if first else "") + quote + ("…" if last < len(words) - 1 else "")


def _held(words: Sequence[_Span], places: Sequence[Sequence[int]]) -> list[_Span]:
    """The words, first and last, in which each place stands."""
    inside = [[at for at, (begin, end) in enumerate(words) if begin < until and since < end] for since, until in places]
    return [(some[0], some[-1]) for some in inside if some] or [(0, 0)]


def _sentences(text: str, words: Sequence[_Span]) -> list[_Span]:
    """The sentences and lines of a text, each by its first and last word."""
    ends = [at for at, (begin, end) in enumerate(words) if _STOP.search(text[begin:end]) or _breaks(text, words, at)]
    starts = [0, *(at + 1 for at in ends)]
    return list(zip(starts, ends, strict=False))


def _breaks(text: str, words: Sequence[_Span], at: int) -> bool:
    return at == len(words) - 1 or "\n" in text[words[at][1] : words[at + 1][0]]


def _chosen(words: Sequence[_Span], held: Sequence[_Span], sentences: Sequence[_Span], longest: int) -> _Span:
    """The words that are quoted, the first and the last."""
    touched = [one for one in sentences if any(one[0] <= last and first <= one[1] for first, last in held)]
    best = max(touched, key=lambda one: (sum(one[0] <= first <= one[1] for first, _ in held), one[0]))
    for whole in ((touched[0][0], touched[-1][1]), best):
        if _length(words, *whole) <= longest:
            return _wider(words, whole, [one[0] for one in sentences], [one[1] for one in sentences], longest)
    mine = [one for one in held if best[0] <= one[0] <= best[1]] or list(held)
    around = min(first for first, _ in mine), max(last for _, last in mine)
    around = around if _length(words, *around) <= longest else min(mine)
    return _wider(words, around, range(best[0], len(words)), range(best[1] + 1), longest)


def _wider(words: Sequence[_Span], span: _Span, starts: Sequence[int], ends: Sequence[int], longest: int) -> _Span:
    """Begin at earlier of these starts and end at later of these ends, as long as it fits; the nearer one first."""
    while True:
        first, last = span
        wider = [(at, last) for at in starts if at < first][-1:] + [(first, at) for at in ends if at > last][:1]
        fitting = [one for one in wider if _length(words, *one) <= longest]
        if not fitting:
            return span
        span = min(fitting, key=lambda one: _length(words, *one))


def _length(words: Sequence[_Span], first: int, last: int) -> int:
    return sum(end - begin + 1 for begin, end in words[first : last + 1]) - 1
