"""A month of a team of thirty reads well: few messages a day, no plural that is none, nothing left of whoever left."""

from __future__ import annotations

import re

import pytest
from thirty import BEGIN, END, HOMES, LEAVER, Team, counted, opened

from office import office_of
from salesbot import clock
from salesbot.config import Transport

CLUMSY = re.compile(
    r"\bNone\b|\bNaN\b|[{}]|&amp;amp;|\b1 (?:tips|people|days|weeks|answers|blockers)\b|\bone (?:people|days|tips)\b"
    r"|(\w+day)'s \1\b|\b0 |given 0|<@|\bU[A-Z]{3,}\b"
)


@pytest.mark.chaos
@pytest.mark.timeout(1200)
async def test_a_month_of_thirty_reads_well(sqlite_url):
    """All of it in one play, for the play is long."""
    clock.set_calendar(BEGIN)
    async with office_of(sqlite_url, Transport.SOCKET) as office:
        team = Team(office)
        await opened(team)
        await team.play(until=END)
        posts = [one for one in office.slack.messages(office.emea, by_bots=True) if not one.ephemeral_for]
        stands = [team.read(one) for one in posts]
    clumsy = [(one.where, one.words) for one in team.seen if one.how != "did" and CLUMSY.search(one.words)]
    assert not clumsy, clumsy[:3]
    a_day = {who: few for who, few in counted(team).items() if who in HOMES}
    assert all(mean <= 3.5 for mean, _ in a_day.values()), a_day
    assert sum(mean for mean, _ in a_day.values()) <= 2 * len(HOMES), a_day
    weeks = [one.words for one in team.seen if one.how == "new" and "· the week to" in one.words.split("\n")[0]]
    assert len({one.split("\n")[0] for one in weeks}) == len(weeks) == 4
    assert not [one for one in stands if re.search(rf"\b{LEAVER.title()}\b", one)]
