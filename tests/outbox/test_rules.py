"""The pure decisions of the outbox: what an answer means, how long to wait, and how fast to go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbot.outbox import pace, rules
from salesbot.outbox.rules import Failure, Verdict
from salesbot.room import Message

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failure", "verdict"),
    [
        (Failure("ratelimited", status=429), Verdict.NOT_PROCESSED),
        (Failure("not_json", status=429), Verdict.NOT_PROCESSED),
        (Failure("cannot_connect", reached=False), Verdict.NOT_PROCESSED),
        (Failure("internal_error"), Verdict.AMBIGUOUS),
        (Failure("not_json", status=503), Verdict.AMBIGUOUS),
        (Failure("something_new", status=502), Verdict.AMBIGUOUS),
        (Failure("timeout"), Verdict.AMBIGUOUS),
        (Failure("connection_lost"), Verdict.AMBIGUOUS),
        (Failure("something_new"), Verdict.UNHEARD_OF),
        (Failure("org_login_required"), Verdict.SLOW),
        (Failure("is_archived"), Verdict.TARGET_GONE),
        (Failure("restricted_action_that_is_new"), Verdict.TARGET_GONE),
        (Failure("thread_not_found"), Verdict.THREAD_GONE),
        (Failure("token_revoked"), Verdict.WORKSPACE_GONE),
        (Failure("msg_blocks_too_long"), Verdict.OUR_BUG),
        (Failure("missing_scope"), Verdict.NO_SCOPE),
    ],
)
def test_every_failure_has_its_place(failure, verdict):
    """What may have happened is never mistaken for what surely did not."""
    assert rules.classify(failure) is verdict


def test_no_code_has_two_meanings():
    """Each of Slack's codes is sorted once."""
    sorted_codes = [code for codes in rules._KINDS.values() for code in codes]
    assert len(sorted_codes) == len(set(sorted_codes))


@given(st.integers(1, 10_000), st.floats(0.01, 30))
def test_waits_grow_up_to_five_minutes(times, seconds):
    """Each wait is at least the one before it and never shorter than the least, nor longer than five minutes."""
    least = timedelta(seconds=seconds)
    wait = rules.back_off(times, least=least)
    assert times > 10 or wait <= 4 * least
    assert least <= wait <= timedelta(minutes=5)
    assert wait <= rules.back_off(times + 1, least=least)


def test_a_delivery_is_called_the_same_everywhere():
    """The id comes from the workspace and the key alone, and differs where either does."""
    names = {rules.delivery_id(one, key) for one in ("T1", "T2") for key in ("a", "b") for _ in range(2)}
    assert len(names) == 4


def test_a_message_waits_unharmed():
    """What is stored comes back as it was."""
    message = Message("hi", [{"type": "divider"}], fallback=[])
    assert rules.from_json(rules.as_json(message)) == message


def test_only_what_is_seen_makes_a_message_another():
    """Equal text and blocks are the same message; a fallback that nobody sees makes no difference."""
    shown = Message("hi", [{"type": "divider"}])
    assert rules.fingerprint(shown) == rules.fingerprint(Message("hi", [{"type": "divider"}], fallback=[]))
    assert rules.fingerprint(shown) != rules.fingerprint(Message("hi"))


def test_the_plain_form_keeps_the_words():
    """Refused blocks give way to the fallback, or to the text alone."""
    assert rules.plain(Message("hi", [{"a": 1}])) == Message("hi", [])
    assert rules.plain(Message("hi", [{"a": 1}], fallback=[{"b": 2}])) == Message("hi", [{"b": 2}])


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=80), st.integers(1, 5), st.integers(50, 2000))
def test_no_lane_is_faster_than_its_rate(gaps_ms, burst, interval_ms):
    """However calls arrive, any stretch of time holds at most its burst and one call for each interval in it."""
    lane = pace.rested(pace.Rate(float(interval_ms), burst), at=NOON)
    at, taken = NOON, []
    for gap in gaps_ms:
        at += timedelta(milliseconds=gap)
        if pace.allowance(lane, at=at):
            lane = pace.take(lane, 1, at=at)
            taken.append(at)
    for first, start in enumerate(taken):
        for last in range(first, len(taken)):
            room = burst + (taken[last] - start) / timedelta(milliseconds=interval_ms)
            assert last - first + 1 <= room + 1e-3


@given(st.integers(0, 30), st.integers(1, 5), st.integers(50, 2000))
def test_the_next_call_may_start_when_it_says(taken, burst, interval_ms):
    """At `next_at` there is room, and a moment earlier there was none."""
    lane = pace.take(pace.rested(pace.Rate(float(interval_ms), burst), at=NOON), taken, at=NOON)
    opens = pace.next_at(lane, at=NOON)
    assert pace.allowance(lane, at=opens + timedelta(milliseconds=1)) >= 1
    if opens > NOON:
        assert pace.allowance(lane, at=opens - timedelta(milliseconds=2)) == 0


def test_too_fast_halves_once_and_blocks():
    """Several refusals of one moment halve the pace once; nothing goes before Retry-After; updates are only blocked."""
    lane = pace.rested(pace.workspace(4), at=NOON)
    slow = pace.slowed(lane, retry_after=timedelta(seconds=3), at=NOON, halve=True)
    again = pace.slowed(slow, retry_after=timedelta(seconds=2), at=NOON + timedelta(seconds=1), halve=True)
    assert (slow.interval_ms, again.interval_ms) == (500, 500)
    assert pace.allowance(again, at=NOON + timedelta(seconds=2.9)) == 0
    assert pace.allowance(again, at=NOON + timedelta(seconds=3)) > 0
    assert pace.slowed(lane, retry_after=timedelta(seconds=3), at=NOON, halve=False).interval_ms == 250


def test_the_pace_never_falls_below_a_quarter_and_grows_back():
    """Ten refusals leave four seconds between messages; quiet minutes bring the first pace back and no more."""
    rate, at = pace.workspace(4), NOON
    lane = pace.rested(rate, at=at)
    for _ in range(10):
        lane = pace.slowed(lane, retry_after=timedelta(seconds=1), at=at, halve=True)
        at += timedelta(seconds=2)
    assert lane.interval_ms == pace.SLOWEST_MS
    later = pace.eased(lane, rate, at=at + timedelta(minutes=1))
    assert later.interval_ms == pytest.approx(4000 / 1.1)
    assert pace.eased(later, rate, at=at + timedelta(hours=2)).interval_ms == 250
