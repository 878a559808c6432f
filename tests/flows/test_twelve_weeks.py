"""Twelve weeks of six people: what every prompt says of itself is true, and what was kept to oneself stays there."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from coached import COACHED
from sqlalchemy import select
from test_thirty import CLUMSY
from thirty import counted
from twelve_weeks import BEGIN, END, QUOTE, Weeks, opened

from office import office_of
from salesbot import clock
from salesbot.coaching.model import Shown
from salesbot.coaching.rules.history import REPEAT
from salesbot.config import Transport

GONE = {  # who was away or had paused their prompts, and when
    "cleo": (date(2026, 4, 6), date(2026, 4, 10)),
    "finn": (date(2026, 3, 30), date(2026, 4, 20)),
    "ben": (date(2026, 5, 12), date(2026, 5, 12)),
}


@pytest.fixture
async def weeks(sqlite_url):
    """All of it in one play, for the play is long; what was shown is `weeks.shown`."""
    clock.set_calendar(BEGIN)
    async with office_of(sqlite_url, Transport.SOCKET) as office:
        weeks = Weeks(office)
        await opened(weeks)
        await weeks.play(until=END)
        async with office.house.store.read() as db:
            weeks.shown = list(await db.scalars(select(Shown)))
        yield weeks


@pytest.mark.chaos
@pytest.mark.timeout(1800)
async def test_twelve_weeks_are_true(weeks):
    """Some fifty prompts and more, and each as it should be."""
    assert len(weeks.came) >= 40
    for look in (_no_repeat, _none_to_who_is_gone, _quotes_are_theirs, _why_tells, _kept_stays_kept, _reads_well):
        look(weeks)


def _no_repeat(weeks):
    """No prompt comes twice to one person within sixty days."""
    for who in weeks.shown:
        same = [one for one in weeks.shown if (one.member_id, one.prompt) == (who.member_id, who.prompt)]
        days = sorted(one.day for one in same)
        assert all(later - day >= REPEAT for day, later in pairwise(days)), same


def _none_to_who_is_gone(weeks):
    """Nothing comes to whoever is away or paused."""
    for one in weeks.came:
        first, last = GONE.get(one.who, (date.max, date.min))
        assert not first <= _day(weeks, one) <= last, one


def _day(weeks, one):
    return one.at.astimezone(ZoneInfo(weeks.homes[one.who])).date()


def _quotes_are_theirs(weeks):
    """What a prompt quotes stands, word for word, in an answer that this person had written by then."""
    quoted = [(one, words) for one in weeks.came for words in QUOTE.findall(one.words)]
    assert len(quoted) >= len(weeks.came) / 2
    for one, words in quoted:
        theirs = [_flat(said) for who, at, said in weeks.wrote if who == one.who and at <= one.at]
        assert any(_flat(words.strip("…")) in said for said in theirs), (one.who, words)


def _flat(words):
    return " ".join(words.split())


def _why_tells(weeks):
    """On the Friday after it, `/salesbot why` has a line for each prompt."""
    for who in COACHED:
        told = [
            one
            for one in weeks.seen
            if (one.where, one.how) == (who, "only for you") and "What comes next" in one.words
        ]
        for one in (each for each in weeks.came if each.who == who):
            after = [each for each in told if timedelta(0) <= each.at - one.at <= timedelta(days=6)]
            local = one.at.astimezone(ZoneInfo(weeks.homes[who]))
            line = re.compile(rf"{local:%H:%M}.*(?:a|the) coaching prompt (?:about|that you had put off)")
            assert after, one
            assert line.search(after[0].words), (one.words, after[0].words)


def _kept_stays_kept(weeks):
    """What somebody noted and did not share is in nobody else's messages, pages and forms."""
    assert len(weeks.kept) >= 5
    for author, words in weeks.kept:
        elsewhere = [one for one in weeks.seen if one.where != author and words in one.words]
        assert not elsewhere, (author, elsewhere)


def _reads_well(weeks):
    """No clumsy word, and few messages a day."""
    read = [(one.where, one.words.replace("None opened", "")) for one in weeks.seen if one.how != "did"]
    clumsy = [one for one in read if CLUMSY.search(one[1])]
    assert not clumsy, clumsy[:3]
    a_day = {who: few for who, few in counted(weeks).items() if who in weeks.homes}
    assert all(mean <= 3 for mean, _ in a_day.values()), a_day
