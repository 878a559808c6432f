"""Which days are meant by what was said of them: the month and the year that were left out, the coming weekday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from salesbot.dates.saying import MONTHS, Span
from salesbot.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

EXAMPLES = "`3-14 Aug`, `tomorrow`, `until Friday` or `2026-08-03 2026-08-14`"
# A date without a year that went by so recently is more likely a slip than next year's.
_JUST_PAST = timedelta(days=31)
# Over the turn of a year a longer span is more likely one whose ends were turned round: `14-3 Aug`.
_OVER_NEW_YEAR = timedelta(days=270)
_TWO_MONTHS = 62  # days; every day of a month comes within them


@dataclass(frozen=True)
class Day:
    """A day as far as it was said."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    exact: date | None = None
    weekday: int | None = None
    next_week: bool = False


def spanned(first: Day, last: Day, *, today: date) -> Span:
    """Fill in what was left out: the other day's month, and the year in which this is not over. Raises Refusal."""
    if first is last and first.day is not None and first.month is None and first.year is None:
        day = _next_such(first.day, today=today)
        return Span(day, day)
    if first is last:
        return _soonest(first, last, years=(today.year, today.year + 1), today=today)
    first, last = _lend_month(first, last), _lend_month(last, first)
    if last.year is not None and first.year is None:
        return _soonest(first, last, years=(last.year, last.year - 1), today=today)
    return _soonest(first, last, years=(today.year - 1, today.year, today.year + 1), today=today)


def _next_such(day: int, *, today: date) -> date:
    """The next such day of a month, today included; a month that is too short for it is passed over."""
    coming = (today + timedelta(days=ahead) for ahead in range(_TWO_MONTHS))
    found = next((one for one in coming if one.day == day), None)
    if found is None:
        raise Refusal(f"No month has a day {day}. Please look at the day again.")
    return found


def _lend_month(one: Day, other: Day) -> Day:
    if one.day is None or one.month is not None:
        return one
    if other.month is None:
        raise _which_month()
    return Day(day=one.day, month=other.month, year=one.year)


def _which_month() -> Refusal:
    return Refusal("Which month? Please write it too, such as `3-14 Aug`.")


def _resolve(said: Day, *, year: int, since: date) -> date:
    if said.exact is not None:
        return said.exact
    if said.weekday is not None:
        return _coming(said, since=since)
    if said.day is None:
        raise unclear()
    if said.month is None:
        raise _which_month()
    return on_calendar(year if said.year is None else said.year, said.month, said.day)


def _coming(said: Day, *, since: date) -> date:
    """The next such weekday, that day itself included; `next friday` is the one of next week."""
    weekday = said.weekday or 0
    if said.next_week:
        return since + timedelta(days=7 - since.weekday() + weekday)
    return since + timedelta(days=(weekday - since.weekday()) % 7)


def _soonest(first: Day, last: Day, *, years: Sequence[int], today: date) -> Span:
    """The days in the first of these years in which they are not over.

    Where they have only just gone by they are returned as they were, to be refused as over: nobody means next year.
    """
    spans, problem = _in_years(first, last, years=years, today=today)
    if not spans:
        raise problem or unclear()
    right = [span for span in spans if span.first <= span.last] or spans
    coming = next((span for span in right if span.last >= today), right[-1])
    past = [span for span in right if span.last < today]
    return past[-1] if past and coming.first > today and today - past[-1].last <= _JUST_PAST else coming


def _in_years(first: Day, last: Day, *, years: Sequence[int], today: date) -> tuple[list[Span], Refusal | None]:
    spans: list[Span] = []
    problem = None
    for year in years:
        try:
            spans.append(_in_year(first, last, year=year, today=today))
        except Refusal as error:  # 29 February is in some years only
            problem = error
    return spans, problem


def _in_year(first: Day, last: Day, *, year: int, today: date) -> Span:
    begins = _resolve(first, year=year, since=today)
    if first is last:
        return Span(begins, begins)
    ends = _resolve(last, year=begins.year, since=begins)
    if last.next_week:  # both are said from today: `next monday to next friday` is one week
        near = _resolve(last, year=begins.year, since=today)
        ends = near if near >= begins else ends
    if ends < begins and last.year is None and last.month is not None:
        later = _resolve(last, year=begins.year + 1, since=begins)
        ends = later if later - begins <= _OVER_NEW_YEAR else ends
    return Span(begins, ends)


def on_calendar(year: int, month: int, day: int) -> date:
    """Return this day. Raises Refusal where no calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        shown = f"{day} {MONTHS[month - 1].title()}" if 1 <= month <= len(MONTHS) else f"month {month}"  # a calendar's
        raise Refusal(f"There is no {shown} {year}. Please look at the day again.") from None


def unclear() -> Refusal:
    """What is said of words that are no days."""
    return Refusal(f"I couldn't read those days. Try {EXAMPLES}.")
