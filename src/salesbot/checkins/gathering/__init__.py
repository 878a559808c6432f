"""What check-ins tell the gatherers: the team's week, a manager's brief, one's own week, and one's home."""

from salesbot.checkins.gathering.briefs import brief
from salesbot.checkins.gathering.digests import digest
from salesbot.checkins.gathering.homes import home
from salesbot.checkins.gathering.own import own_week

__all__ = ["brief", "digest", "home", "own_week"]
