"""A Prometheus server reads how salesbot does, over a real socket, and nobody else reads it by accident."""

from __future__ import annotations

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from office import free_port, office_of
from salesbot import clock
from salesbot.config import Transport


@pytest.fixture
async def watched(place, now):
    """An office whose metrics are on an address of their own."""
    clock.set_calendar(now)
    async with office_of(place[0], place[1], metrics_address=f"127.0.0.1:{free_port()}") as office:
        for pages in office.service.pages:
            await pages.start()
        yield office
        for pages in office.service.pages:
            await pages.stop()


async def _get(address, path="/metrics"):
    async with aiohttp.ClientSession() as session, session.get(f"http://{address}{path}") as answer:
        return answer.status, await answer.text()


async def _read(office):
    """Every sample of the page, by its name and the values of its labels."""
    status, page = await _get(office.house.settings.metrics_address)
    assert status == 200
    families = text_string_to_metric_families(page)
    return {(one.name, *one.labels.values()): one.value for each in families for one in each.samples}


async def test_a_story_is_counted_for_whoever_may_read_it(watched):
    """What came in, what was sent, what Slack said to it and how long it took: each is one more, on that page alone."""
    await watched.set_up()
    before = await _read(watched)
    watched.slack.fault("chat.postMessage", "ratelimited", times=1, seconds=0.1)
    await watched.act(watched.ana).command("/kudos", "@ben for the calm Acme renewal", channel=watched.emea)
    await watched.act(watched.ana).command("/kudos", "@ana for the calm Acme renewal", channel=watched.emea)
    await watched.settle()
    after = await _read(watched)

    def more(*name):
        return after.get(name, 0) - before.get(name, 0)

    assert more("salesbot_ack_seconds_count", "command", "ok") == 1
    assert more("salesbot_ack_seconds_count", "command", "refused") == 1
    assert more("salesbot_slack_call_seconds_count", "chat.postMessage", "429") == 1
    assert more("salesbot_slack_call_seconds_count", "chat.postMessage", "200") >= 2
    assert more("salesbot_outbox_attempts_total", "posted") >= 2
    assert more("salesbot_outbox_attempts_total", "not_processed") == 1
    assert more("salesbot_outbox_delay_seconds_count") >= 2
    assert more("salesbot_database_write_seconds_count") >= 2
    assert "calm" not in (await _get(watched.house.settings.metrics_address))[1]
    await _only_where_it_should_be(watched.house.settings, after)


async def _only_where_it_should_be(settings, found):
    """Over HTTP the port that Slack reaches has none; in Socket Mode the loopback pages have them beside health."""
    status, _ = await _get(f"127.0.0.1:{settings.port}")
    assert status == (404 if settings.transport is Transport.HTTP else 200)
    assert (await _get(settings.metrics_address, "/healthz"))[0] == 200
    assert found.get(("salesbot_socket_connections",)) == (None if settings.transport is Transport.HTTP else 2)
