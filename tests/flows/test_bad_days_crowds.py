"""Reports of many people: every page accepted, every word in it, nobody twice."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from office import NEW_YORK, fields_of


@pytest.mark.parametrize("count", [17, pytest.param(60, marks=pytest.mark.chaos)])
async def test_a_report_of_many_people_shows_every_word_once(office, count):
    """All are asked at 09:15 and answer at length; what one message does not hold stands in its thread."""
    crew = [office.slack.user(f"Rep {number}", id=f"UREP{number:03}", tz=NEW_YORK) for number in range(count)]
    await office.set_up(members=tuple(crew))
    await office.at("2026-03-03T09:15", NEW_YORK)
    assert all(any("Morning, Rep" in words for words in office.said(one)) for one in crew)

    for some in range(0, count, 10):
        await asyncio.gather(*(_answer(office, one) for one in crew[some : some + 10]))
    await office.settle()

    report = " ".join(office.said(office.emea))
    counted = Counter(report.split())
    for one in crew:
        assert counted[f"done-{one.id}"] == counted[f"plan-{one.id}"] == 1, one.id
    assert f"{count} of {count} answered" in report or f"{count} of {count + 1} answered" in report
    first, *pages = office.slack.messages(office.emea, by_bots=True)
    assert pages
    assert {page.thread_ts for page in pages} == {first.ts}
    assert not [call.error for call in office.slack.calls if call.method.startswith("chat.") and call.error]


async def _answer(office, one):
    """Answer in the form, with a few sentences."""
    view = await office.question(one)
    texts = (f"done-{one.id} " + "called the customer. " * 20, f"plan-{one.id} " + "send the offer. " * 20)
    outcome = await office.act(one).submit(view, dict(zip(fields_of(view), texts, strict=False)))
    assert outcome.closed, outcome
