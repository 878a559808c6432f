"""Which prompt somebody gets, and why; or silence. Pure: the same inputs make the same choice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Protocol

from salesbot.coaching.rules import evidence, history
from salesbot.coaching.rules.prompt import Audience, Level
from salesbot.folding import telling

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from salesbot.coaching.rules.evidence import Said
    from salesbot.coaching.rules.fairness import Gap
    from salesbot.coaching.rules.history import Past
    from salesbot.coaching.rules.prompt import Prompt
    from salesbot.coaching.rules.skills import Skill

SAID, FOCUS, TEAM_FOCUS, ASKED, NOTICED = "said", "focus", "team_focus", "asked", "noticed"

_OWN_FOCUS, _TEAMS_FOCUS = 1.5, 0.8  # what a chosen skill is worth before a word was said; a clear answer is about 1
_ENOUGH = 0.1
_GAP = 1 / 9  # to twice that: always less than an answer of two weeks ago, and too little once a prompt was ignored
_LEVEL_OFF, _WORD, _OWN_WORDS, _BARELY = 0.2, 0.2, 0.2, 1e-6  # a word of theirs in a signal is more than a level
_RANKS = {level: place for place, level in enumerate(Level)}

NOTHING_SAID = "you had not said anything lately that I could choose by, and had no focus"
NOTHING_FITS = "nothing you said lately called for a new one, and you had no focus"
ALL_HAD = "you had every prompt that fits within the last 60 days"
NO_SUCH = "there is no prompt for you yet on what would fit"
TURN = "what would fit is of a kind that you just had twice, or had no use for"


class Shelf(Protocol):
    """The library as the choice sees it."""

    def of(self, skill: Skill, audience: Audience) -> Sequence[Prompt]:
        """Return the prompts on a skill for these readers."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """All that a choice looks at. `teams` are the ids of theirs, the one first whose managers coach them.

    `own` are the prompts that their teams wrote. `texts` is how many texts were looked at, `checkins` in how many
    check-ins, `said` those of them that show a skill; `gaps` is what a manager had no time for. `history` holds
    what came to them, in any order; `focus_team` is the team whose focus `team_focus` is.
    """

    workspace_id: str
    member_id: str
    audience: Audience
    teams: tuple[int, ...]
    said: Sequence[Said] = ()
    gaps: Sequence[Gap] = ()
    texts: int = 0
    checkins: int = 0
    focus: Skill | None = None
    team_focus: Skill | None = None
    focus_team: int | None = None
    history: Sequence[Past] = ()
    own: Sequence[Prompt] = ()


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A prompt, why it was chosen, in which team, and what was said that shows its skill, the weightiest first.

    Where nothing was said that does, a manager's longest gap of that skill is the evidence, if there is one.
    """

    prompt: Prompt
    skill: Skill
    why: str
    team_id: int
    evidence: Sequence[Said | Gap] = ()
    checkins: int = 0  # that were looked at


@dataclass(frozen=True)
class Silence:
    """Nothing is sent, for a reason in plain words that goes on after "I did not send your coaching prompt:"."""

    reason: str


def choose(person: Person, library: Shelf, *, day: date) -> Chosen | Silence:
    """Choose for somebody's local day: the skill that what they said and their focus ask for most, then its prompt."""
    past = history.newest(person.history)
    wanted = _wanted(person, day)
    if not wanted:
        return Silence(NOTHING_FITS if person.texts else NOTHING_SAID)
    worth = {
        one: points * history.lift(past, one, today=day)
        for one, points in wanted.items()
        if one is person.focus or not history.too_often(past, one, today=day)
    }
    ranked = sorted((one for one in worth if worth[one] >= _ENOUGH), key=lambda one: (-worth[one], one))
    had, shelved = history.lately_had(past, today=day), False
    for skill in ranked:
        said = evidence.strongest(person.said, skill, today=day)
        shelf = _shelf(person, library, skill, said=bool(said))
        fresh, shelved = [one for one in shelf if one.id not in had], shelved or bool(shelf)
        if fresh:
            prompt = _best(fresh, said, past, person=person, day=day)
            shown = said or _longest(person.gaps, skill)
            return Chosen(
                prompt=prompt,
                skill=skill,
                why=_why(person, skill, said=bool(said)),
                team_id=_team(person, prompt, shown),
                evidence=shown,
                checkins=person.checkins,
            )
    return Silence((ALL_HAD if shelved else NO_SUCH) if ranked else TURN)


def _wanted(person: Person, day: date) -> dict[Skill, float]:
    wanted = evidence.weights(person.said, today=day)
    for skill, points in ((person.focus, _OWN_FOCUS), (person.team_focus, _TEAMS_FOCUS)):
        if skill is not None:
            wanted[skill] = wanted.get(skill, 0.0) + points
    for skill in {one.skill for one in person.gaps}:
        longest = _longest(person.gaps, skill)[0]  # how many wait counts for nothing: nor does how big a team is
        wanted[skill] = wanted.get(skill, 0.0) + _GAP * (1 + longest.confidence)
    return wanted


def _longest(gaps: Sequence[Gap], skill: Skill) -> list[Gap]:
    return sorted((one for one in gaps if one.skill is skill), key=lambda one: (-one.confidence, one.source))[:1]


def _shelf(person: Person, library: Shelf, skill: Skill, *, said: bool) -> list[Prompt]:
    """What may come of a skill; a manager gets a rep's prompt only where they said so and no manager's covers it."""
    mine = _both(person, library, skill, person.audience)
    if mine or person.audience is Audience.REP or not said:
        return mine
    return _both(person, library, skill, Audience.REP)


def _both(person: Person, library: Shelf, skill: Skill, audience: Audience) -> list[Prompt]:
    own = [one for one in person.own if one.skill is skill and one.audience is audience]
    return [*library.of(skill, audience), *own]


def _why(person: Person, skill: Skill, *, said: bool) -> str:
    if skill is person.focus:
        return FOCUS
    return TEAM_FOCUS if skill is person.team_focus else SAID if said else NOTICED


def _team(person: Person, prompt: Prompt, said: Sequence[Said | Gap]) -> int:
    """The team as whose it counts: that of the prompt, of the words, or of the focus; else the person's first."""
    candidates = [prompt.team_id, *(one.team_id for one in said[:1])]
    if prompt.skill is person.team_focus:
        candidates.append(person.focus_team)
    return next((one for one in candidates if one in person.teams and one is not None), person.teams[0])


# ---- which prompt of a skill ----


def _best(fresh: Iterable[Prompt], said: Sequence[Said], past: Sequence[Past], *, person: Person, day: date) -> Prompt:
    """The one whose signals they come nearest to, at their level, not seen the longest; then by a stable hash."""
    fresh = list(fresh)
    roots = [frozenset(telling(one.text)) for one in said]
    comfortable = _RANKS[history.level(past, fresh[0].skill)]
    seen = {one.prompt: one.day.toordinal() for one in reversed(past)}
    place = f"{person.workspace_id}/{person.member_id}/{day}"
    near = _nearness(fresh, roots)

    def worth(one: Prompt) -> tuple[float, int, bytes]:
        off = abs(_RANKS[one.level] - comfortable) * _LEVEL_OFF
        fit = overlap(one.signals, roots) + near[one.id] + _OWN_WORDS * (one.team_id is not None)
        return off - fit, seen.get(one.id, 0), blake2b(f"{place}/{one.id}".encode(), digest_size=8).digest()

    return min(fresh, key=worth)


def _nearness(fresh: Sequence[Prompt], texts: Sequence[frozenset[str]]) -> dict[str, float]:
    """How many telling words of what was said each prompt's own words have; one that few of them have counts more."""
    words = {one.id: _words(one.title, one.lesson, one.question) for one in fresh}
    having = Counter(word for mine in words.values() for word in mine)
    heard = frozenset[str]().union(*texts)
    return {name: sum(_WORD / having[word] for word in sorted(mine & heard)) for name, mine in words.items()}


@lru_cache(maxsize=4096)
def _words(*texts: str) -> frozenset[str]:
    return frozenset(telling(" ".join(texts)))


def overlap(signals: tuple[str, ...], texts: Sequence[frozenset[str]]) -> float:
    """How near a prompt's signals come to what was said, by telling words: 0 to 1.5 for one signal, more for more."""
    found = sorted(
        (
            len(mine & text) / len(mine) * min(len(mine & text), 3) / 2
            for text in texts
            for mine in _roots(signals)
            if not mine.isdisjoint(text)
        ),
        reverse=True,
    )
    return sum(share * 0.5**place for place, share in enumerate(found[:3]) if share > _BARELY)


@lru_cache(maxsize=4096)
def _roots(signals: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    return tuple(found for found in (frozenset(telling(one)) for one in signals) if found)
