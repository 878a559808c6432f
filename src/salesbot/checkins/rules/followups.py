"""Which questions a member is asked, and which answers bring a follow-up."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Protocol, TypeVar

from salesbot.checkins.rules.numbers import read_number
from salesbot.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

SCALE = ("1", "2", "3", "4", "5")
CONTRIBUTOR = "contributor"
EVERY_DAY = "1234567"
AT_ONCE = frozenset({"number", "scale", "choice", "choices"})  # their follow-ups appear while the form is filled in

_WORD = re.compile(r"\w+|[^\w\s]")
_BOUND = re.compile(r"(<=|>=|<|>|=)\s*(\S.*)")
_SAID = (
    (re.compile(r"(?:at most|up to|no more than)\s+(.+)"), "<="),
    (re.compile(r"(.+?)\s*(?:or|and)\s+(?:less|lower|fewer|below|under)"), "<="),
    (re.compile(r"(?:at least|no less than|from)\s+(.+)"), ">="),
    (re.compile(r"(.+?)\s*(?:or|and)\s+(?:more|higher|above|over)"), ">="),
    (re.compile(r"(?:below|under|less than|fewer than)\s+(.+)"), "<"),
    (re.compile(r"(?:above|over|more than)\s+(.+)"), ">"),
    (re.compile(r"(?:equals|is|exactly)\s+(.+)"), "="),
)
_BOUND_WORDS = {"<=": "{} or less", ">=": "{} or more", "<": "less than {}", ">": "more than {}", "=": "{}"}


class Meant(Protocol):
    """What of a question says for whom it is, and on which days."""

    @property
    def role(self) -> str:
        """The role that it is for; empty: every one."""

    @property
    def weekdays(self) -> str:
        """The ISO weekdays on which it is asked; empty: all."""

    @property
    def follows(self) -> int | None:
        """The question that it follows, if any."""


class Choosing(Protocol):
    """What of a question says who is asked it, and when."""

    id: int
    position: int
    kind: str
    role: str
    weekdays: str
    follows: int | None
    when: str


Q = TypeVar("Q", bound=Choosing)


def asked_of(questions: Sequence[Q], *, role: str, day: date) -> list[Q]:
    """Return what a member with this role is asked on this local day: each follow-up right after its question.

    A follow-up shows only where it matches (`shown`). Contributors are asked only what is meant for them.
    """
    mine = [one for one in sorted(questions, key=lambda one: one.position) if _meant_for(one, role=role, day=day)]
    asked: list[Q] = []
    for first in (one for one in mine if one.follows is None):
        asked += [first, *(one for one in mine if one.follows == first.position)]
    return asked


def meant_for(questions: Sequence[Q], *, role: str) -> list[Q]:
    """Return what a member with this role is asked on one day or another."""
    return [one for one in sorted(questions, key=lambda one: one.position) if _for_role(one, role)]


def days_asked(questions: Iterable[Meant], *, role: str) -> str:
    """Return the ISO weekdays on which a member with this role is asked anything; empty where they never are."""
    mine = (one for one in questions if one.follows is None and _for_role(one, role))
    return "".join(sorted({day for one in mine for day in one.weekdays or EVERY_DAY}))


def _meant_for(question: Meant, *, role: str, day: date) -> bool:
    if question.weekdays and str(day.isoweekday()) not in question.weekdays:
        return False
    return _for_role(question, role)


def _for_role(question: Meant, role: str) -> bool:
    if role == CONTRIBUTOR and question.follows is None:
        return question.role == CONTRIBUTOR
    return question.role in {"", role}


def shown(questions: Sequence[Q], texts: Mapping[int, str]) -> list[Q]:
    """Return the questions that show with these answers (by question id): follow-ups only where they match."""
    firsts = {one.position: one for one in questions if one.follows is None}
    return [one for one in questions if one.follows is None or _brought(one, firsts.get(one.follows), texts)]


def _brought(question: Choosing, first: Choosing | None, texts: Mapping[int, str]) -> bool:
    return first is not None and matches(question.when, kind=first.kind, text=texts.get(first.id, ""))


def matches(when: str, *, kind: str, text: str) -> bool:
    """Whether an answer of this kind brings the follow-up with this condition."""
    if not text.strip() or not when.strip():
        return False
    if kind == "text":
        said = _words(text)
        return any(f" {phrase} " in f" {said} " for phrase in map(_words, _listed(when, "has", ",")) if phrase)
    if kind in {"number", "scale"}:
        return _within(when, text)
    wanted = {_folded(option) for option in _listed(when, "is", "|")}
    return any(_folded(option) in wanted for option in text.split("\n"))


def _words(text: str) -> str:
    """Return a text as its words and signs, one space between, so that only whole words are found in it."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).replace("\u2019", "'").casefold())
    return " ".join(_WORD.findall(plain))


def _folded(option: str) -> str:
    """Return an option as it is compared: the sign that parts options in a condition cannot be part of one."""
    return " ".join(unicodedata.normalize("NFKC", option).replace("|", "/").casefold().split())


def _listed(when: str, word: str, between: str) -> list[str]:
    return [one.strip() for one in when.removeprefix(f"{word}:").split(between) if one.strip()]


def _within(when: str, text: str) -> bool:
    bound = _BOUND.fullmatch(when.strip())
    try:
        answer, limit = Decimal(text.strip()), Decimal(bound[2].strip() if bound else "")
    except InvalidOperation:
        return False
    sign = bound[1] if bound else ""
    return {
        "<=": answer <= limit, ">=": answer >= limit, "<": answer < limit, ">": answer > limit, "=": answer == limit
    }[sign]  # fmt: skip


def read_condition(kind: str, typed: str, options: Sequence[str], *, unit: str = "") -> str:
    """Read a follow-up's condition as a manager types it for a question of this kind; raises Refusal in words.

    For a text `discount, price`; for a number or a scale `<= 2`, `4 or more` or `3`, be it with its unit; for choices
    `Won | Lost`.
    """
    said = typed.strip()
    if kind == "text":
        return _read_words(said)
    if kind in {"number", "scale"}:
        return _read_bound(said, scale=kind == "scale", unit=unit)
    return _read_options(said, options)


def _read_words(said: str) -> str:
    listed = _listed(said.replace("\n", ","), "has", ",")
    phrases = list(dict.fromkeys(" ".join(one.split()) for one in listed if _words(one)))
    if not phrases:
        raise Refusal("Which words bring this follow-up? For example: discount, price")
    return f"has: {', '.join(phrases)}"


def _read_bound(said: str, *, scale: bool, unit: str) -> str:
    sign, number = _sign_and_number(said.casefold().replace("≤", "<=").replace("≥", ">=").replace("==", "="))
    try:
        limit = read_number(number, unit=unit)
    except Refusal:
        example = "2 or less, 4 or more, or 3" if scale else "10 or less, 50 or more, or 3"
        raise Refusal(f"Which answers bring this follow-up? For example: {example}") from None
    if scale and not any(_within(f"{sign} {limit}", one) for one in SCALE):
        raise Refusal("The scale goes from 1 to 5, so no answer would ever bring this follow-up.")
    return f"{sign} {limit}"


def _sign_and_number(said: str) -> tuple[str, str]:
    bound = _BOUND.fullmatch(said)
    if bound:
        return bound[1], bound[2]
    for words, sign in _SAID:
        found = words.fullmatch(said)
        if found:
            return sign, found[1]
    return "=", said


def _read_options(said: str, options: Sequence[str]) -> str:
    known = {_folded(option): option for option in options}
    wanted = _wanted(said.removeprefix("is:").strip(), known)
    unknown = next((one for one in wanted if _folded(one) not in known), None)
    if unknown is not None:
        raise Refusal(f"“{unknown[:75]}” is none of its options. They are: {', '.join(options)}.")
    if not wanted:
        raise Refusal(f"Which answers bring this follow-up? One or more of: {', '.join(options)}.")
    return f"is: {' | '.join(dict.fromkeys(known[_folded(one)].replace('|', '/') for one in wanted))}"


def _wanted(said: str, known: Mapping[str, str]) -> list[str]:
    """Take what was typed apart: an option may hold a comma itself."""
    if _folded(said) in known:
        return [said]
    parts = [one.strip() for one in re.split(r"[|\n]", said) if one.strip()]
    if len(parts) == 1 and _folded(parts[0]) not in known:
        parts = [one.strip() for one in re.split(r",|\bor\b", said) if one.strip()]
    return parts


def condition_words(when: str) -> str:
    """Say a condition: "if the answer is Lost". Not escaped: the reader's blocks do that."""
    if when.startswith("has:"):
        return f"if the answer has {_either([f'“{one}”' for one in _listed(when, 'has', ',')])}"
    bound = _BOUND.fullmatch(when.strip())
    if bound:
        return f"if the answer is {_BOUND_WORDS[bound[1]].format(bound[2].strip())}"
    return f"if the answer is {_either(_listed(when, 'is', '|'))}"


def _either(parts: Sequence[str]) -> str:
    *first, last = parts or [""]
    return f"{', '.join(first)} or {last}" if first else last
