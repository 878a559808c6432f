"""What came late without a reason: later than any bad day since it was due can explain."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from storm import LEASE
from verdict import owed_messages

from salesbot.outbox.model import Delivery

if TYPE_CHECKING:
    from collections.abc import Sequence

    from town import Town

IN_TIME = 5.0  # seconds after it was due in which a question comes, on a machine that tests and is tested
# Seconds after a blow that it still explains, beside once more its own length (waits between tries double): what was in
# somebody's hands then is taken up by another within a lease, looked for, and only then comes what waits behind it.
AFTERMATH = 3 * LEASE

Spell = tuple[float, float]  # when a blow began and when it was over, seconds since 1970


async def late(town: Town, spells: Sequence[Spell]) -> list[str]:
    """Questions that were neither in time nor late for as long as there was a reason."""
    async with town.store.read() as db:
        sent = dict((await db.execute(select(Delivery.key, Delivery.ts).where(Delivery.ts.is_not(None)))).all())
        said_in = await owed_messages(town, db)
    found = []
    for key, (due_at, shown_in) in said_in.items():
        ts = sent.get(shown_in)
        wait = 0.0 if ts is None else without_reason(due_at.timestamp(), float(ts), spells)  # not there: that is lost
        if wait > IN_TIME:
            found.append(
                f"{key} was due {due_at:%H:%M:%S}, came {datetime.fromtimestamp(float(ts or 0), UTC):%H:%M:%S}"
            )
    return found


def without_reason(due: float, came: float, spells: Sequence[Spell]) -> float:
    """The seconds between due and came in which no blow was going on or had just passed."""
    waited, at = 0.0, due
    for begun, over in sorted((begun, over + (over - begun) + AFTERMATH) for begun, over in spells):
        waited += max(min(begun, came) - at, 0.0)
        at = max(at, min(over, came))
    return waited + max(came - at, 0.0)
