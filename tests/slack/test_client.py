"""Two ways to call Slack: one never says a thing twice, one asks again."""

from __future__ import annotations

import aiohttp
import pytest

from salesbot.slack.client import is_local


async def test_a_post_whose_answer_was_lost_is_not_sent_again(slack, clients, ben):
    """Slack took it, nobody heard: the posting client leaves the next step to the outbox."""
    slack.fault("chat.postMessage", "reset_after", times=1)
    with pytest.raises(aiohttp.ClientError):
        await clients.posting.chat_postMessage(channel=ben.id, text="once")
    assert slack.texts(to=ben) == ["once"]
    assert slack.log.counters["chat.postMessage"] == 1


@pytest.mark.parametrize("kind", ["reset", "status"])
async def test_a_read_that_failed_is_tried_again(slack, clients, ben, kind):
    """A dropped connection or a 503 in between is not noticed by whoever reads."""
    slack.fault("users.info", kind, times=1)
    assert (await clients.reading.users_info(user=ben.id))["user"]["id"] == ben.id
    assert slack.log.counters["users.info"] == 2


async def test_a_read_waits_as_long_as_slack_says(slack, clients, ben):
    """A rate limit is obeyed and then forgotten."""
    slack.fault("users.info", "ratelimited", times=1, seconds=0)
    assert (await clients.reading.users_info(user=ben.id))["ok"]


async def test_a_call_takes_no_longer_than_its_time_out(slack, clients, settings, ben):
    """The shared session carries the time-out: slack_sdk does not apply its own to a session it was given."""
    assert clients.posting.session.timeout.total == settings.send_timeout
    slack.fault("users.info", "slow", times=1, seconds=30)
    with pytest.raises(TimeoutError):
        await clients.posting.users_info(user=ben.id)


def test_both_clients_share_one_session(clients):
    """One pool of connections for everything."""
    assert clients.posting.session is clients.reading.session


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8400/api/", True),
        ("http://localhost/", True),
        ("http://[::1]:1/", True),
        ("https://slack.com/api/", False),
        ("http://10.0.0.1/", False),
    ],
)
def test_a_proxy_is_not_asked_for_this_machine(url, local):
    """Loopback is known in each of its spellings."""
    assert is_local(url) is local
