"""Every question that kudos ask the database."""

from salesbot.kudos.queries.acts import Act, act, acts, given_by, latest_of, locked, me_too, received_by, recent
from salesbot.kudos.queries.looking_back import (
    Tally,
    first_thanks,
    given_by_team,
    given_counts,
    last_thanked,
    lived,
    received_counts,
    tally,
    teams_with,
    thanked_ever,
)
from salesbot.kudos.queries.standing import given_on, hold, thanked_on, values_of, ways

__all__ = [
    "Act",
    "Tally",
    "act",
    "acts",
    "first_thanks",
    "given_by",
    "given_by_team",
    "given_counts",
    "given_on",
    "hold",
    "last_thanked",
    "latest_of",
    "lived",
    "locked",
    "me_too",
    "received_by",
    "received_counts",
    "recent",
    "tally",
    "teams_with",
    "thanked_ever",
    "thanked_on",
    "values_of",
    "ways",
]
