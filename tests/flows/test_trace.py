"""One id leads from what somebody did in Slack, or from a beat, to every message that came of it."""

from __future__ import annotations

import pytest
import structlog

from salesbot import log
from salesbot.outbox import queries


@pytest.fixture
def lines():
    """What is logged meanwhile, a mapping a line."""
    before, said = structlog.get_config(), []

    def keep(_logger, _method, event):
        said.append(dict(event))
        raise structlog.DropEvent

    structlog.configure(processors=[log.with_trace, log.without_words, keep])
    yield said
    structlog.configure(**before)


def _named(lines, event, **about):
    return [one for one in lines if one["event"] == event and about.items() <= one.items()]


async def _rows(office, key):
    async with office.house.store.read() as db:
        return [one for one in await queries.listed(db, states=["sent", "waiting", "dead"]) if one.key.startswith(key)]


async def test_a_question_carries_the_id_of_its_beat_and_an_answer_that_of_its_request(office, lines):
    """What is asked by itself is a beat's; what an answer changes is the story of that answer, to its last update."""
    await office.set_up()
    await office.at("2026-03-03 09:15", "America/New_York")
    asked = _named(lines, "outbox.sent", kind="checkin.question", did="posted")
    beats = {one["trace"] for one in _named(lines, "beat.done")}
    assert asked
    assert {one["trace"] for one in asked} <= beats
    lines.clear()
    await office.answer(office.ben, "Two demos", "Send the offer")
    (request,) = _named(lines, "door.answered", kind="submission", name="checkin.answer", member_id="UBEN")
    told = _named(lines, "outbox.sent", trace=request["trace"])
    assert {one["kind"] for one in told} >= {"checkin.question", "checkin.report"}
    assert request["trace"].startswith("request-")
    assert request["outcome"] == "ok"


@pytest.mark.parametrize("place", ["postgresql-http"], indirect=True)
async def test_every_request_has_an_id_of_its_own(office, lines):
    """Two commands of one person are two stories, and their messages tell them apart."""
    await office.set_up()
    lines.clear()
    await office.act(office.ben).command("/kudos", "@ana for the calm Acme renewal #teamwork", channel=office.emea)
    await office.act(office.ben).command("/kudos", "@cleo for the early Globex call #teamwork", channel=office.emea)
    await office.settle()
    requests = [one["trace"] for one in _named(lines, "door.answered", name="/kudos")]
    assert len(set(requests)) == 2
    sent = _named(lines, "outbox.sent", did="posted")
    for request, who in zip(requests, (office.ana, office.cleo), strict=True):
        rows = [one for one in await _rows(office, "kudos") if one.trace == request]
        assert who.id in {one.target for one in rows}
        assert all(_named(sent, "outbox.sent", key=one.key, trace=request) for one in rows)


@pytest.mark.parametrize("place", ["sqlite-socket"], indirect=True)
async def test_a_message_that_is_tried_again_and_dies_names_its_story_each_time(office, lines):
    """Tried again, and given up: each line has the id of the command of which the message came."""
    await office.set_up()
    lines.clear()
    office.slack.fault("chat.postMessage", "error", error="ratelimited", times=1)
    office.slack.fault("chat.postMessage", "error", error="invalid_blocks", times=None)
    await office.act(office.ben).command("/kudos", "@ana for the calm Acme renewal #teamwork", channel=office.emea)
    await office.settle()
    (request,) = _named(lines, "door.answered", name="/kudos")
    assert _named(lines, "outbox.again", trace=request["trace"])
    assert _named(lines, "outbox.dead", trace=request["trace"])
    assert "calm" not in str(lines)
