"""Requests that are not Slack's, or were seen before: at the running house they change nothing."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlencode

import aiohttp
import pytest
from trouble import rows

from office import NEW_YORK, fields_of, office_of
from salesbot import clock
from salesbot.config import Transport
from salesbot.playground.delivery.posts import signature

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
async def open_office(sqlite_url, now):
    """An office on the web, where Ben has been asked and has the form open: its view, and what Slack would send."""
    clock.set_calendar(now)
    async with office_of(sqlite_url, Transport.HTTP) as office:
        await office.set_up()
        await office.at("2026-03-03T09:15", NEW_YORK)
        yield office


async def submission(office):
    """The body with which Slack would submit Ben's answer."""
    view = await office.question(office.ben)
    filled = office.act(office.ben).fill(view, dict(zip(fields_of(view), ("Met Acme", "Offer"), strict=False)))
    payload = {
        "type": "view_submission", "team": {"id": "T_ACME"}, "user": {"id": "UBEN", "team_id": "T_ACME"},
        "api_app_id": office.bot.app.id, "trigger_id": "1.2.3", "view": filled.json(),
    }  # fmt: skip
    return urlencode({"payload": json.dumps(payload)}).encode()


def signed(body, secret, *, age=0):
    stamp = str(int(clock.real().timestamp()) - age)
    return {
        "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature(secret, stamp, body), "Content-Type": FORM,
    }  # fmt: skip


async def post(office, body, headers):
    async with (
        aiohttp.ClientSession() as session,
        session.post(office.bot.app.request_url, data=body, headers=headers) as answer,
    ):
        return answer.status, await answer.text()


async def test_a_real_submission_changes_something(open_office):
    """What the other tests of this file send would be taken, were it signed well: else they could not fail."""
    body = await submission(open_office)
    before = await rows(open_office)
    assert (await post(open_office, body, signed(body, open_office.bot.signing_secret)))[0] == 200
    after = await rows(open_office)
    assert after["answers"] == before["answers"] + 2


async def test_unsigned_and_wrongly_signed_requests_change_nothing(open_office):
    """No signature, another secret, an old stamp, a body that was changed: each is a 401, and no row moves."""
    body = await submission(open_office)
    secret = open_office.bot.signing_secret
    good = signed(body, secret)
    before = await rows(open_office)
    assert (await post(open_office, body, {"Content-Type": FORM}))[0] == 401
    assert (await post(open_office, body, signed(body, "another secret")))[0] == 401
    assert (await post(open_office, body, signed(body, secret, age=301)))[0] == 401
    assert (await post(open_office, body.replace(b"UBEN", b"UANA"), good))[0] == 401
    assert (await post(open_office, body, good | {"X-Slack-Signature": "v0=" + "g" * 64}))[0] == 401
    assert (await post(open_office, body, good | {"X-Slack-Request-Timestamp": "soon"}))[0] == 401
    assert await rows(open_office) == before


async def test_a_replayed_request_changes_nothing(open_office):
    """The same signed bytes once more are answered with 200 and do nothing; newly signed they are still one answer."""
    body = await submission(open_office)
    headers = signed(body, open_office.bot.signing_secret)
    await post(open_office, body, headers)
    before = await rows(open_office)
    assert await post(open_office, body, headers) == (200, "")
    assert (await post(open_office, body, signed(body, open_office.bot.signing_secret, age=2)))[0] == 200
    assert await rows(open_office) == before


async def test_garbled_requests_change_nothing_and_break_nothing(open_office):
    """Signed nonsense is no 5xx and moves no row; the next good request is served."""
    secret = open_office.bot.signing_secret
    body = await submission(open_office)
    payload = json.loads(parse_qs(body.decode())["payload"][0])
    before = await rows(open_office)
    nonsense = [
        b"", b"payload=", b"payload=%7B", b"payload=null", b"payload=%5B%5D", b"\xff\xfe\x00", b"{}", b"[1,2]",
        body[: len(body) // 2], urlencode({"payload": json.dumps(payload | {"view": {}})}).encode(),
        urlencode({"payload": json.dumps(payload | {"team": None, "user": None})}).encode(),
        _with_metadata(payload, "no number"), _with_metadata(payload, ""), _with_metadata(payload, "999999"),
        _with_metadata(payload, "9" * 40), _with_metadata(payload, "-1"), _with_metadata(payload, "²"),
    ]  # fmt: skip
    for one in nonsense:
        status, answer = await post(open_office, one, signed(one, secret))
        assert status < 500, (one[:80], status, answer)
    assert await rows(open_office) == before
    assert (await post(open_office, body, signed(body, secret)))[0] == 200
    assert (await rows(open_office))["answers"] == before["answers"] + 2


def _with_metadata(payload, text):
    view = payload["view"] | {"private_metadata": text, "id": f"V{text[:5]}"}
    return urlencode({"payload": json.dumps(payload | {"view": view})}).encode()
