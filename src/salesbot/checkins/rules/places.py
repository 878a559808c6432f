"""Where a round's answers are read, and by whom."""

from __future__ import annotations

from dataclasses import dataclass

# How answers are published, as a check-in has it and each round keeps it.
LIVE = "live"  # one report in the channel, from the first answer on, always up to date
THREAD = "thread"  # as they come: each answer in the thread under the day's message
CLOSE = "close"  # one report in the channel, at the last member's close
MANAGERS = "managers"  # one report by direct message to each manager of the team
MODES = (LIVE, THREAD, CLOSE, MANAGERS)

NAME_FIELD = "confirm"  # in which a manager types the name of a shared channel


@dataclass(frozen=True)
class Place:
    """How and where a round is published. `channel_id` is empty where only managers read it.

    `may_publish` is False where another company reads the channel and no manager confirmed it by name: then answers
    are kept and shown to nobody but their author and the managers.
    """

    mode: str
    channel_id: str
    may_publish: bool = True
