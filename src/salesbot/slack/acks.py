"""How each payload was answered: a line of the log with its story's id, and its time for Prometheus."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

import structlog

from salesbot import metrics, trace
from salesbot.slack.kinds import Kind, kind_of
from salesbot.slack.reading import user_of, workspace_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from salesbot.slack.reading import Body
    from salesbot.trace import Story

log = structlog.get_logger(__name__)

_LONGEST_NAME = 60


@contextmanager
def told(body: Body) -> Iterator[Story]:
    """Begin the story of a payload, and tell in the end what came in and how it was answered."""
    began = perf_counter()
    with trace.begun("request") as story:
        try:
            yield story
        finally:
            seconds, kind = perf_counter() - began, kind_of(body)
            metrics.ACKS.labels(str(kind), story.outcome).observe(seconds)
            if kind is not Kind.SUGGESTION:  # a line for each letter typed helps nobody
                asyncio.get_running_loop().call_soon(_line, body, kind, story, seconds)  # the answer goes first


def _line(body: Body, kind: Kind, story: Story, seconds: float) -> None:
    log.info("door.answered", **_about(body, kind), outcome=story.outcome, ms=round(seconds * 1000, 1))


def _about(body: Body, kind: Kind) -> Mapping[str, str]:
    """Ids and verbs, never words; `slack_id` is the same when Slack sends an event again."""
    who = {"workspace_id": workspace_of(body), "member_id": user_of(body)}
    again = {"slack_id": str(body["event_id"])} if "event_id" in body else {}
    return {"kind": str(kind), "name": _name(body, kind), **who, **again}


def _name(body: Body, kind: Kind) -> str:
    """Return which command, button, form or event it is: `/kudos`, `checkin.answer`, `member_joined_channel`."""
    match kind:
        case Kind.COMMAND:
            name = body["command"]
        case Kind.CLICK:
            name = (body.get("actions") or [{}])[0].get("action_id")
        case Kind.SUBMISSION | Kind.CLOSING:
            name = (body.get("view") or {}).get("callback_id")
        case Kind.EVENT:
            name = (body.get("event") or {}).get("type")
        case _:
            name = body.get("callback_id") or body.get("type")
    return str(name or "")[:_LONGEST_NAME]
