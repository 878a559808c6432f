"""Requests that Slack did not sign, not now, not with this secret, or not for this door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attacks import Attack, encoded

if TYPE_CHECKING:
    import random

    from world import World


def _unsigned(one: Attack, _world: World, rng: random.Random) -> None:
    one.signature = rng.choice(["none", "empty"])


def _wrongly_signed(one: Attack, _world: World, rng: random.Random) -> None:
    one.signature = rng.choice(["wrong", "another"])


def _stale(one: Attack, _world: World, rng: random.Random) -> None:
    one.age = rng.choice([302, 400, 3600, 86_400, 10**8])


def _future(one: Attack, _world: World, rng: random.Random) -> None:
    one.age = -rng.choice([303, 400, 3600, 86_400, 10**9])


def _replayed(one: Attack, _world: World, _rng: random.Random) -> None:
    one.repeats = True


def _changed(one: Attack, _world: World, rng: random.Random) -> None:
    one.signature = "another"
    one.body = encoded(one.payload) + rng.choice([b"&", b" ", b"\0", b"x"])


def _headers(one: Attack, _world: World, rng: random.Random) -> None:
    name, value = rng.choice(_HEADERS)
    one.signature = "none" if name.startswith("X-Slack-") and "Bolt" not in name else "right"
    one.headers = [(name, value)] * rng.choice([1, 2])


_HEADERS = [
    ("X-Slack-Signature", "v0=" + "0" * 64), ("X-Slack-Signature", "v0=" + "g" * 64), ("X-Slack-Signature", "v1=x"),
    ("X-Slack-Signature", "v0=" + "0" * 6000), ("X-Slack-Signature", "v0=\u00e9"), ("X-Slack-Request-Timestamp", "1e9"),
    ("X-Slack-Request-Timestamp", "-000000001"), ("X-Slack-Request-Timestamp", "9" * 400),
    ("X-Slack-Request-Timestamp", "\u0661\u0662"), ("X-Slack-Request-Timestamp", "nan"),
    ("X-Slack-Bolt-Lazy-Only", "1"), ("X-Slack-Bolt-Lazy-Function-Name", "kudos"), ("X-Forwarded-For", "127.0.0.1"),
    ("X-HTTP-Method-Override", "DELETE"), ("Host", "slack.com"), ("Transfer-Encoding", "identity"),
    ("Expect", "200-maybe"), ("Content-Encoding", "gzip"), ("Cookie", "a=" + "b" * 7000), ("Range", "bytes=0-0"),
]  # fmt: skip


def _method(one: Attack, _world: World, rng: random.Random) -> None:
    one.method = rng.choice(["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "SALES"])


def _path(one: Attack, _world: World, rng: random.Random) -> None:
    one.path = rng.choice([
        "/", "/slack", "/slack/events/", "/slack/events/x", "/SLACK/EVENTS", "//slack/events", "/slack/%65vents/..",
        "/slack/events%00", "/../slack/events", "/healthz/x", "/metrics/../etc", "/" + "a" * 4000, "/slack/events;x",
    ])  # fmt: skip


KINDS: dict[str, tuple[int, Any]] = {
    "unsigned": (20, _unsigned), "wrongly signed": (30, _wrongly_signed), "stale": (20, _stale),
    "from the future": (20, _future), "replayed": (30, _replayed), "changed on the way": (20, _changed),
    "headers": (30, _headers), "methods": (15, _method), "paths": (15, _path),
}  # fmt: skip
