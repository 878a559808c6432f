"""The verbs of digests: begin with a team, tell its week, brief its managers, and let people choose."""

from salesbot.digest.service.asking import Week, readable, settable, span_of, week_of
from salesbot.digest.service.choosing import Choice, Standing, choose, follow_seats, standing
from salesbot.digest.service.gathering import brief, own_week, week
from salesbot.digest.service.rights import erase, export
from salesbot.digest.service.standing import begin, ensure, set_digest
from salesbot.digest.service.telling import promise_briefs, promise_own_weeks, quoted_anew, tell_weeks

__all__ = [
    "Choice",
    "Standing",
    "Week",
    "begin",
    "brief",
    "choose",
    "ensure",
    "erase",
    "export",
    "follow_seats",
    "own_week",
    "promise_briefs",
    "promise_own_weeks",
    "quoted_anew",
    "readable",
    "set_digest",
    "settable",
    "span_of",
    "standing",
    "tell_weeks",
    "week",
    "week_of",
]
