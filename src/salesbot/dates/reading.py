"""Days as people write them: `3-14 Aug`, `until Friday`, `tomorrow`, read purely."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from salesbot.dates.saying import MONTHS, WEEKDAYS, Span, named, say, short
from salesbot.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

EXAMPLES = "`3-14 Aug`, `tomorrow`, `until Friday` or `2026-08-03 2026-08-14`"
LONGEST_DAYS = 366
# A date without a year that went by so recently is more likely a slip than next year's.
_JUST_PAST = timedelta(days=31)

_TOKEN = re.compile(
    r"(?P<iso>\d{4}-\d{1,2}-\d{1,2})|(?P<dots>\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4})?)|(?P<slash>\d{1,2}/\d{1,2}(?:/\d{2,4})?)"
    r"|(?P<year>\d{4})|(?P<number>\d{1,2})(?:st|nd|rd|th|\.)?(?=[^\w.]|[.]\s|$)|(?P<word>[^\W\d_]+)|(?P<dash>[-\u2010-\u2015\u2212/]+)"
)
_SPACE = re.compile(r"[\s,.]*")
_UNTIL = frozenset({"to", "until", "till", "til", "through", "thru"})
_FILLERS = frozenset({"from", "on", "the", "of", "starting", "between", "incl", "inclusive"})
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10}


@dataclass(frozen=True)
class _Day:
    """A day as far as it was said."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    exact: date | None = None
    weekday: int | None = None
    next_week: bool = False


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
    if (span.last - span.first).days >= LONGEST_DAYS:
        raise Refusal("That is more than a year. Please give me at most a year at a time.")
    return span


def _tokens(text: str) -> list[Token]:
    tokens, at, text = [], 0, text.strip().casefold()
    while (at := _skip(text, at)) < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise _unclear()
        kind = str(found.lastgroup)
        word = found[kind]
        if word not in _FILLERS:
            tokens.append(("dash", "-") if word in _UNTIL else (kind, word))
        at = found.end()
    return tokens


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _unclear() -> Refusal:
    return Refusal(f"I couldn't read those days. Try {EXAMPLES}.")


def _duration(tokens: list[Token]) -> tuple[list[Token], int | None]:
    """Take `for two weeks` off the end; return what is left, and how many days it says."""
    words = [word for _, word in tokens]
    if "for" not in words:
        return tokens, None
    at = words.index("for")
    amount, unit = (*words[at + 1 : at + 3], "", "")[:2]
    number = int(amount) if amount.isdecimal() else _NUMBERS.get("a" if amount == "an" else amount, -1)
    days = {"day": 1, "days": 1, "week": 7, "weeks": 7}.get(unit)
    if days is None or number < 1 or len(words) != at + 3:
        raise _unclear()
    return tokens[:at], number * days


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
            raise _unclear()
        first = _span(said[0], said[0], today=today).first if said else today
        return Span(first, first + timedelta(days=days - 1))
    if len(said) == 1 and had_dash:
        return Span(today, _span(said[0], said[0], today=today).last)
    if not 1 <= len(said) <= 2:  # noqa: PLR2004  a first day and a last
        raise _unclear()
    return _span(said[0], said[-1], today=today)


def _said(tokens: Sequence[Token], *, today: date) -> tuple[list[_Day], bool]:
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


def _day(group: Sequence[Token], *, today: date) -> _Day:
    kinds = [kind for kind, _ in group]
    words = [word for _, word in group]
    if kinds in (["iso"], ["dots"], ["slash"]):
        return _WHOLE[kinds[0]](words[0])
    if words[0] in {"next", "this"} and len(group) == 2:  # noqa: PLR2004  `next friday`
        return _Day(weekday=_weekday(words[1]), next_week=words[0] == "next")
    if kinds == ["word"] and words[0] in {"today", "now", "tomorrow"}:
        return _Day(exact=today + timedelta(days=words[0] == "tomorrow"))
    if kinds == ["word"] and _month(words[0]) is None:
        return _Day(weekday=_weekday(words[0]))
    return _worded(kinds, words)


def _worded(kinds: Sequence[str], words: Sequence[str]) -> _Day:
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
            raise _unclear()
    if day is None:
        raise _unclear()
    return _Day(day=day, month=month, year=year)


def _month(word: str) -> int | None:
    return next((n for n, name in enumerate(MONTHS, 1) if len(word) >= 3 and name.startswith(word)), None) or (  # noqa: PLR2004  `aug`
        9 if word == "sept" else None
    )


def _is_weekday(word: str) -> bool:
    return len(word) >= 3 and any(name.startswith(word) for name in WEEKDAYS)  # noqa: PLR2004  `fri`


def _weekday(word: str) -> int:
    if not _is_weekday(word):
        raise _unclear()
    return next(n for n, name in enumerate(WEEKDAYS) if name.startswith(word))


def _iso(word: str) -> _Day:
    year, month, day = (int(part) for part in word.split("-"))
    return _Day(exact=_date(year, month, day))


def _dots(word: str) -> _Day:
    day, month, year = (*(part.strip() for part in word.split(".")), "")[:3]
    return _Day(day=int(day), month=int(month), year=int(year) if year else None)


def _slash(word: str) -> _Day:
    one, two, *rest = (int(part) for part in word.split("/"))
    if one <= 12 and two <= 12 and one != two:  # noqa: PLR2004  either could be the month
        raise Refusal(f"{word} can be read two ways. Please write the month as a word, such as `{one} {short(two)}`.")
    day, month = (two, one) if two > 12 else (one, two)  # noqa: PLR2004  only the day can be that large
    year = None if not rest else rest[0] if rest[0] > 99 else 2000 + rest[0]  # noqa: PLR2004  `26` is 2026
    return _Day(day=day, month=month, year=year)


_WHOLE = {"iso": _iso, "dots": _dots, "slash": _slash}


def _span(first: _Day, last: _Day, *, today: date) -> Span:
    """Fill in what was left out: the other day's month, and the year in which this is not over."""
    if first is last:
        return _soonest(first, last, years=(today.year, today.year + 1), today=today)
    first, last = _lend_month(first, last), _lend_month(last, first)
    if last.year is not None and first.year is None:
        return _soonest(first, last, years=(last.year, last.year - 1), today=today)
    return _soonest(first, last, years=(today.year - 1, today.year, today.year + 1), today=today)


def _lend_month(one: _Day, other: _Day) -> _Day:
    if one.day is None or one.month is not None:
        return one
    if other.month is None:
        raise Refusal("Which month? Please write it too, such as `3-14 Aug`.")
    return _Day(day=one.day, month=other.month, year=one.year)


def _resolve(said: _Day, *, year: int, since: date) -> date:
    if said.exact is not None:
        return said.exact
    if said.weekday is not None:
        return _coming(said, since=since)
    return _date(said.year or year, said.month or 1, said.day or 1)


def _coming(said: _Day, *, since: date) -> date:
    """The next such weekday, that day itself included; `next friday` is the one of next week."""
    weekday = said.weekday or 0
    if said.next_week:
        return since + timedelta(days=7 - since.weekday() + weekday)
    return since + timedelta(days=(weekday - since.weekday()) % 7)


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        shown = f"{day} {MONTHS[month - 1].title()}" if 1 <= month <= len(MONTHS) else f"month {month}"  # a calendar's
        raise Refusal(f"There is no {shown} {year}. Please look at the day again.") from None


def _soonest(first: _Day, last: _Day, *, years: Sequence[int], today: date) -> Span:
    """The days in the first of these years in which they are not over.

    Where they have only just gone by they are returned as they were, to be refused as over: nobody means next year.
    """
    spans, problem = _in_years(first, last, years=years, today=today)
    if not spans:
        raise problem or _unclear()
    right = [span for span in spans if span.first <= span.last] or spans
    coming = next((span for span in right if span.last >= today), right[-1])
    past = [span for span in right if span.last < today]
    return past[-1] if past and coming.first > today and today - past[-1].last <= _JUST_PAST else coming


def _in_years(first: _Day, last: _Day, *, years: Sequence[int], today: date) -> tuple[list[Span], Refusal | None]:
    spans: list[Span] = []
    problem = None
    for year in years:
        try:
            spans.append(_in_year(first, last, year=year, today=today))
        except Refusal as error:  # 29 February is in some years only
            problem = error
    return spans, problem


def _in_year(first: _Day, last: _Day, *, year: int, today: date) -> Span:
    begins = _resolve(first, year=year, since=today)
    if first is last:
        return Span(begins, begins)
    ends = _resolve(last, year=begins.year, since=begins)
    if ends < begins and last.year is None and last.month is not None:
        ends = _resolve(last, year=begins.year + 1, since=begins)
    return Span(begins, ends)
