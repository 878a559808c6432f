"""Several processes serve one workspace: each knows how many connections to Slack the others hold."""

from __future__ import annotations

from salesbot.app.presence import Presence
from salesbot.config import Transport


async def test_the_living_are_counted_and_the_gone_are_not(office):
    """Two processes in Socket Mode on PostgreSQL count each other; on SQLite or over HTTP there is nobody to count."""
    house = office.house
    can_be_two = house.store.dialect == "postgresql" and house.settings.transport is Transport.SOCKET
    one, two = Presence(house), Presence(house)
    for each in (one, two):
        await each.tell()
    assert two.others == (2 if can_be_two else 0)

    await one.end()
    await two.tell()
    assert two.others == 0
