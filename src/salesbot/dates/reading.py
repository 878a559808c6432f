"""Days as people write them: `3-14 Aug`, `until Friday`, `tomorrow`, read purely."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from salesbot.dates.meaning import Day, on_calendar, spanned, unclear
from salesbot.dates.saying import MONTHS, WEEKDAYS, Span, named, say, short
from salesbot.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_DAYS = 366
FARTHEST_YEARS = 10  # a later year is a slip, and near 9999 the calendar ends

_TOKEN = re.compile(
    r"(?P<iso>\d{4}-\d{1,2}-\d{1,2})|(?P<dots>\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4})?)|(?P<slash>\d{1,2}/\d{1,2}(?:/\d{2,4})?)"
    r"|(?P<year>\d{4})|(?P<number>\d{1,2})(?:st|nd|rd|th|\.)?(?=[^\w.]|[.]\s|$)|(?P<word>[^\W\d_]+)|(?P<dash>[-\u2010-\u2015\u2212/]+)"
)
_SPACE = re.compile(r"[\s,.]*")
_UNTIL = frozenset({"to", "until", "till", "til", "through", "thru"})
_FILLERS = frozenset({"from", "on", "the", "of", "starting", "between", "incl", "inclusive"})
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10}
_UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7}

Token = tuple[str, str]


def read(text: str, *, today: date) -> Span:
    """Read days off as a person wrote them, seen from their own today. Raises Refusal where that is not clear."""
    tokens = _tokens(text)
    tokens, days = _duration(tokens)
    span = _week(tokens, today=today) or _between(tokens, days, today=today)
    if span.last < span.first:
        raise Refusal(f"{named(span.last)} comes before {named(span.first)}. Please turn the two days round.")
    if span.last < today:
        raise Refusal(f"{say(span, today=today)} is over already. If you mean a later year, please write it too.")
    if span.last.year - today.year > FARTHEST_YEARS:
        raise Refusal(f"{named(span.last)} {span.last.year} is too far ahead. Please look at the year again.")
    if (span.last - span.first).days >= LONGEST_DAYS:
        raise Refusal("That is more than a year. Please give me at most a year at a time.")
    return span


def _tokens(text: str) -> list[Token]:
    tokens, at, text = [], 0, text.strip().casefold()
    until = _UNTIL | {"and"} if text.startswith("between ") else _UNTIL
    while (at := _skip(text, at)) < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise unclear()
        kind = str(found.lastgroup)
        word = found[kind]
        if word not in _FILLERS:
            tokens.append(("dash", "-") if word in until else (kind, word))
        at = found.end()
    return tokens


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _duration(tokens: list[Token]) -> tuple[list[Token], int | None]:
    """Take `for two weeks` off the end, or `two weeks` alone; return what is left, and how many days it says."""
    words = [word for _, word in tokens]
    if "for" not in words:
        days = _length(words)
        return (tokens, None) if days is None else ([], days)
    at = words.index("for")
    days = _length(words[at + 1 :])
    if days is None:
        raise unclear()
    return tokens[:at], days


def _length(words: Sequence[str]) -> int | None:
    """How many days `two weeks` are; None where this is no length."""
    if len(words) != 2:  # noqa: PLR2004  a number and its unit
        return None
    amount, unit = words
    number = int(amount) if amount.isdecimal() else _NUMBERS.get("a" if amount == "an" else amount, 0)
    return number * _UNITS.get(unit, 0) or None


def _week(tokens: Sequence[Token], *, today: date) -> Span | None:
    words = [word for _, word in tokens]
    monday = today - timedelta(days=today.weekday())
    if words == ["this", "week"]:
        return Span(today, monday + timedelta(days=6))
    if words == ["next", "week"]:
        return Span(monday + timedelta(days=7), monday + timedelta(days=13))
    return None


def _between(tokens: Sequence[Token], days: int | None, *, today: date) -> Span:
    said, had_dash = _said(tokens, today=today)
    if days is not None:
        if len(said) > 1 or had_dash:
            raise unclear()
        first = spanned(said[0], said[0], today=today).first if said else today
        return Span(first, first + timedelta(days=days - 1))
    if len(said) == 1 and had_dash:
        return Span(today, spanned(said[0], said[0], today=today).last)
    if not 1 <= len(said) <= 2:  # noqa: PLR2004  a first day and a last
        raise unclear()
    return spanned(said[0], said[-1], today=today)


def _said(tokens: Sequence[Token], *, today: date) -> tuple[list[Day], bool]:
    """The days that were named, in order, and whether there is an `until` or a dash."""
    groups: list[list[Token]] = [[]]
    for token in tokens:
        whole = token[0] in {"iso", "dots", "slash"}
        if token[0] == "dash" or (whole and groups[-1]):
            groups.append([])
        if token[0] != "dash":
            groups[-1].append(token)
    named = [_day(group, today=today) for group in groups if group]
    return named, any(kind == "dash" for kind, _ in tokens)


def _day(group: Sequence[Token], *, today: date) -> Day:
    kinds = [kind for kind, _ in group]
    words = [word for _, word in group]
    if kinds in (["iso"], ["dots"], ["slash"]):
        return _WHOLE[kinds[0]](words[0])
    if words[0] in {"next", "this"} and len(group) == 2:  # noqa: PLR2004  `next friday`
        return Day(weekday=_weekday(words[1]), next_week=words[0] == "next")
    if kinds == ["word"] and words[0] in {"today", "now", "tomorrow"}:
        return Day(exact=today + timedelta(days=words[0] == "tomorrow"))
    if kinds == ["word"] and _month(words[0]) is None:
        return Day(weekday=_weekday(words[0]))
    return _worded(kinds, words)


def _worded(kinds: Sequence[str], words: Sequence[str]) -> Day:
    """`12 aug`, `aug 12`, `12`, `friday 12 august 2026`."""
    day = month = year = None
    for place, (kind, word) in enumerate(zip(kinds, words, strict=True)):
        if kind == "number" and day is None:
            day = int(word)
        elif kind == "word" and month is None and _month(word) is not None:
            month = _month(word)
        elif kind == "year" and year is None:
            year = int(word)
        elif not (kind == "word" and place == 0 and _is_weekday(word)):
            raise unclear()
    if day is None:
        raise unclear()
    return Day(day=day, month=month, year=year)


def _month(word: str) -> int | None:
    return next((n for n, name in enumerate(MONTHS, 1) if len(word) >= 3 and name.startswith(word)), None) or (  # noqa: PLR2004  `aug`
        9 if word == "sept" else None
    )


def _is_weekday(word: str) -> bool:
    return len(word) >= 3 and any(name.startswith(word) for name in WEEKDAYS)  # noqa: PLR2004  `fri`


def _weekday(word: str) -> int:
    if not _is_weekday(word):
        raise unclear()
    return next(n for n, name in enumerate(WEEKDAYS) if name.startswith(word))


def _iso(word: str) -> Day:
    year, month, day = (int(part) for part in word.split("-"))
    return Day(exact=on_calendar(year, month, day))


def _dots(word: str) -> Day:
    day, month, year = (*(part.strip() for part in word.split(".")), "")[:3]
    return Day(day=int(day), month=int(month), year=int(year) if year else None)


def _slash(word: str) -> Day:
    one, two, *rest = (int(part) for part in word.split("/"))
    if 1 <= one <= 12 and 1 <= two <= 12 and one != two:  # noqa: PLR2004  either could be the month
        raise Refusal(f"{word} can be read two ways. Please write the month as a word, such as `{one} {short(two)}`.")
    day, month = (two, one) if two > 12 else (one, two)  # noqa: PLR2004  only the day can be that large
    year = None if not rest else rest[0] if rest[0] > 99 else 2000 + rest[0]  # noqa: PLR2004  `26` is 2026
    return Day(day=day, month=month, year=year)


_WHOLE = {"iso": _iso, "dots": _dots, "slash": _slash}
