"""The trace of a story: one id from a request of Slack's, or from a beat, to every message that comes of it."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass
class Story:
    """What is under way: its id, and in one word how it went, for whoever answers for it in the end."""

    id: str = ""
    outcome: str = "ok"


_NONE = Story()
_under_way: ContextVar[Story] = ContextVar("salesbot.story", default=_NONE)


def current() -> str:
    """Return the id of the story under way here, "" where there is none."""
    return _under_way.get().id


def mark(outcome: str) -> None:
    """Say how the story under way goes; nothing happens where there is none."""
    story = _under_way.get()
    if story is not _NONE:
        story.outcome = outcome


@contextmanager
def begun(kind: str) -> Iterator[Story]:
    """Begin a story with an id of its own; `kind` (request, beat, chore) is how the id begins."""
    with _told(Story(f"{kind}-{secrets.token_hex(6)}")) as story:
        yield story


@contextmanager
def within(kind: str) -> Iterator[Story]:
    """Go on with the story under way, or begin one where there is none."""
    story = _under_way.get()
    if story.id:
        yield story
    else:
        with begun(kind) as story:
            yield story


@contextmanager
def resumed(id_: str) -> Iterator[Story]:
    """Go on with a story that was begun elsewhere, perhaps in another process and long ago."""
    with _told(Story(id_)) as story:
        yield story


@contextmanager
def joined(ids: Sequence[str]) -> Iterator[Story]:
    """Go on with several at once: a lone one keeps its id, more get one together, which whoever joins them logs."""
    if len(set(ids)) == 1:
        with resumed(ids[0]) as story:
            yield story
    else:
        with begun("together") as story:
            yield story


@contextmanager
def _told(story: Story) -> Iterator[Story]:
    before = _under_way.set(story)
    try:
        yield story
    finally:
        _under_way.reset(before)
