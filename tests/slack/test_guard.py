"""Only what Slack signed, lately and once, comes to the doors over HTTP; nothing else ever makes a 5xx."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from datetime import timedelta
from urllib.parse import urlencode

import aiohttp
import pytest
import time_machine
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from salesbot import clock
from salesbot.slack.guard import Guard

SECRET = "not so secret"
COMMAND = urlencode({"command": "/hi", "text": "x", "team_id": "T_ACME", "user_id": "UBEN", "trigger_id": "1"})
FORM = "application/x-www-form-urlencoded"


def signed(body, *, secret, at=None, **more):
    stamp = str(int(clock.real().timestamp() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    kind = "application/json" if body.startswith("{") else FORM
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}", "content-type": kind} | more


@pytest.fixture
def said(app):
    """How often the listener ran."""
    ran = []

    @app.command("/hi")
    async def hi(ack, command):
        ran.append(command["text"])
        await ack("hi")

    return ran


@pytest.fixture
async def post(web, bot):
    """Post to the doors as Slack would, or as somebody else would."""
    async with aiohttp.ClientSession() as session:

        async def send(body, headers, path="/slack/events", method="POST"):
            url = bot.app.request_url.replace("/slack/events", path)
            async with session.request(method, url, data=body, headers=headers) as answer:
                return answer.status, await answer.text()

        yield send


async def test_a_signed_request_comes_through(post, said, bot):
    """What Slack signs is served."""
    status, text = await post(COMMAND, signed(COMMAND, secret=bot.signing_secret))
    assert (status, text, said) == (200, "hi", ["x"])


async def test_the_same_request_again_is_taken_without_running(post, said, bot):
    """A replay gets a plain yes and changes nothing."""
    headers = signed(COMMAND, secret=bot.signing_secret)
    await post(COMMAND, headers)
    assert await post(COMMAND, headers) == (200, "")
    assert said == ["x"]


async def test_what_failed_may_be_sent_again(post, app, bot):
    """A proxy that sends a failed request again finds the door open."""
    came = []

    @app.event("message")
    async def fail_once():
        came.append(1)
        if len(came) == 1:
            raise RuntimeError

    event = {
        "type": "event_callback",
        "team_id": "T_ACME",
        "event_id": "Ev1",
        "event": {"type": "message", "user": "U1"},
    }
    headers = signed(json.dumps(event), secret=bot.signing_secret)
    assert [(await post(json.dumps(event), headers))[0] for _ in range(3)] == [500, 200, 200]
    assert len(came) == 2


@pytest.mark.parametrize("seconds", [-400, 400])
async def test_an_old_or_future_stamp_is_refused(post, said, bot, seconds):
    """Five minutes is Slack's own window."""
    headers = signed(COMMAND, secret=bot.signing_secret, at=clock.real().timestamp() + seconds)
    assert (await post(COMMAND, headers))[0] == 401
    assert said == []


async def test_the_set_calendar_does_not_move_the_window(post, said, bot):
    """Signatures are measured by machine time; a demo's Monday is not theirs."""
    clock.set_calendar(clock.real() - timedelta(days=400))
    assert (await post(COMMAND, signed(COMMAND, secret=bot.signing_secret)))[0] == 200


@pytest.mark.parametrize(
    ("missing", "value"),
    [
        ("x-slack-signature", ""),
        ("x-slack-signature", "v0=" + "g" * 64),
        ("x-slack-signature", "v0=" + "0" * 64),
        ("x-slack-signature", "v1=" + "0" * 64),
        ("x-slack-request-timestamp", ""),
        ("x-slack-request-timestamp", "12345678901"),
        ("x-slack-request-timestamp", "1e9"),
        ("x-slack-request-timestamp", "-000000001"),
    ],
)
async def test_an_unsigned_or_oddly_signed_request_is_refused(post, said, bot, missing, value):
    """Headers of another shape than Slack's never reach anything that could stumble over them."""
    assert (await post(COMMAND, signed(COMMAND, secret=bot.signing_secret) | {missing: value}))[0] == 401
    assert said == []


async def test_a_changed_body_is_refused(post, said, bot):
    """One other letter and the signature is not right."""
    assert (await post(COMMAND + "1", signed(COMMAND, secret=bot.signing_secret)))[0] == 401
    assert said == []


async def test_a_body_over_a_megabyte_is_refused(post, said, bot):
    """Nothing that large comes from Slack, announced or in pieces."""
    body = "payload=" + "x" * 1_000_001
    assert (await post(body, signed(body, secret=bot.signing_secret)))[0] == 413

    async def pieces():
        for _ in range(20):
            yield b"x" * 100_000

    assert (await post(pieces(), signed("", secret=bot.signing_secret)))[0] == 413


async def test_slack_may_check_the_address(post, bot):
    """The challenge that Slack sends when the address is entered is answered."""
    body = json.dumps({"type": "url_verification", "challenge": "c123", "token": "t"})
    status, text = await post(body, signed(body, secret=bot.signing_secret))
    assert (status, json.loads(text)["challenge"]) == (200, "c123")


@pytest.mark.parametrize(("path", "method"), [("/", "GET"), ("/slack/events", "GET"), ("/slack/install", "GET")])
async def test_nothing_else_is_there(post, path, method):
    """There is one door and two health pages."""
    assert (await post(None, {}, path, method))[0] == 404


KEYS = [
    "type",
    "event",
    "view",
    "actions",
    "user",
    "team",
    "team_id",
    "authorizations",
    "command",
    "channel",
    "message",
    "container",
    "blocks",
    "id",
    "event_id",
    "state",
    "values",
    "trigger_id",
    "enterprise",
    "subtype",
]
KINDS = ["event_callback", "block_actions", "view_submission", "message", "block_suggestion"]
SHAPES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner | st.sampled_from(KINDS), max_size=5)
    ),
    max_leaves=12,
)


async def test_garbled_requests_with_a_right_signature_never_make_a_5xx_or_a_traceback(post, bot, caplog):
    """Even who knows the secret gets a clear no for nonsense, except for events, which fail so that they come again."""
    found = []

    @hypothesis_settings(max_examples=200, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(SHAPES, st.booleans())
    def collect(shape, wrapped):
        text = json.dumps(shape)
        found.append(urlencode({"payload": text}) if wrapped else text)

    await asyncio.to_thread(collect)  # it takes seconds: whoever stands still for two gives nobody a yes
    for body in [*found, "{", "payload=", "payload=%ff", "payload={", "\x00", "[]", "null", "a" * 5000, ""]:
        status, _ = await post(body, signed(body, secret=bot.signing_secret))
        assert status < 500, body
    assert "Traceback" not in caplog.text


async def test_ten_thousand_malformed_requests_make_no_5xx():
    """Random headers and bodies, straight into the guard: refused each time, and nothing came through."""
    statuses, through = [], []

    async def inner(scope, receive, send):
        through.append(scope)

    guard = Guard(inner, secret=SECRET)

    async def send(event):
        if event["type"] == "http.response.start":
            statuses.append(event["status"])

    noise = st.binary(max_size=80)
    names = st.sampled_from([b"x-slack-signature", b"x-slack-request-timestamp", b"content-length"]) | noise
    values = noise | st.sampled_from(
        [b"v0=" + b"0" * 64, b"1772524800", b"%d" % clock.real().timestamp(), b"\xff", b"9" * 80]
    )
    bodies = st.lists(noise, max_size=3)
    requests = []

    @hypothesis_settings(max_examples=1000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(names, values), max_size=5), bodies)
    def collect(headers, body):
        requests.append((headers, body))

    collect()
    for number in range(10_000):
        headers, body = requests[number % len(requests)]
        await guard({"type": "http", "headers": headers}, receiver(body), send)
    assert len(statuses) == 10_000
    assert set(statuses) <= {400, 401, 408, 413}
    assert through == []


def receiver(pieces):
    events = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    left = iter([*events, {"type": "http.request", "body": b"", "more_body": False}])

    async def receive():
        return next(left)

    return receive


async def test_a_sender_who_goes_away_in_the_middle_is_let_go():
    """A broken-off body is an answer, not an error."""
    statuses = []

    async def send(event):
        statuses.append(event.get("status"))

    async def receive():
        return {"type": "http.disconnect"}

    headers = [(key.encode(), value.encode()) for key, value in signed("", secret=SECRET).items()]
    await Guard(receiver, secret=SECRET)({"type": "http", "headers": headers}, receive, send)
    assert statuses[0] == 400


async def test_signatures_are_forgotten_after_ten_minutes():
    """The memory of the guard stays small."""
    guard = Guard(answering, secret=SECRET)
    with time_machine.travel("2026-03-03 08:00Z", tick=False) as now:
        for minute in range(30):
            body = f"n={minute}"
            headers = [(key.encode(), value.encode()) for key, value in signed(body, secret=SECRET).items()]
            await guard({"type": "http", "headers": headers}, receiver([body.encode()]), nothing)
            now.shift(60)
    assert len(guard._seen) <= 11


async def test_a_signature_is_remembered_for_as_long_as_its_stamp_is_good():
    """A stamp of five minutes ahead is good for ten: just before their end a replay still runs nothing."""
    ran = []

    async def run(scope, receive, send):
        ran.append(scope)
        await answering(scope, receive, send)

    guard = Guard(run, secret=SECRET)
    with time_machine.travel("2026-03-03 08:00Z", tick=False) as now:
        headers = signed("n=1", secret=SECRET, at=clock.real().timestamp() + 300)
        scope = {"type": "http", "headers": [(key.encode(), value.encode()) for key, value in headers.items()]}
        for seconds in (0, 301, 299):
            now.shift(seconds)
            await guard(scope, receiver([b"n=1"]), nothing)
    assert len(ran) == 1


async def answering(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})


async def nothing(event):
    await asyncio.sleep(0)
