"""What the engine forgets by itself: messages, occurrences and reasons that nobody asks about any more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from salesbot.attention import queries as attention
from salesbot.attention.model import Decision
from salesbot.checkins import queries as checkins
from salesbot.checkins.model import Proposal
from salesbot.outbox import queries as outbox
from salesbot.outbox.model import Delivery
from salesbot.schedule import queries as schedule
from salesbot.schedule.model import Occurrence
from salesbot.store import forget

if TYPE_CHECKING:
    from datetime import datetime

    from salesbot.store import Store

# Longer than answers are kept (365 days): the place of a message in Slack stays as long as what it says.
KEPT = timedelta(days=400)
REASONS_KEPT = timedelta(days=100)  # `/salesbot why` looks back seven days
PROPOSALS_KEPT = timedelta(days=100)  # who changed a check-in last is told to whoever edits it at the same time


async def forget_old(store: Store, *, now: datetime) -> int:
    """Forget what is long over at this calendar time; returns how many rows. A job of the heartbeat."""
    forgotten = await forget(store, Decision, *attention.long_over(now - REASONS_KEPT))
    forgotten += await forget(store, Delivery, *outbox.long_over(now - KEPT))
    forgotten += await forget(store, Proposal, *checkins.long_untouched(now - PROPOSALS_KEPT))
    return forgotten + await forget(store, Occurrence, *schedule.long_over(now - KEPT))
