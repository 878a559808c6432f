"""The verbs of blockers, a file each."""

from salesbot.blockers.service.announce import ANNOUNCED, announced_key
from salesbot.blockers.service.say import say
from salesbot.blockers.service.settle import change, known, mine, resolve, still
from salesbot.blockers.service.shown import listing, meant, open_blockers, readable, reminder
from salesbot.blockers.service.silence import REMINDED, look
from salesbot.blockers.service.watch import follow_seats, stop_watching, watch_new

__all__ = [
    "ANNOUNCED",
    "REMINDED",
    "announced_key",
    "change",
    "follow_seats",
    "known",
    "listing",
    "look",
    "meant",
    "mine",
    "open_blockers",
    "readable",
    "reminder",
    "resolve",
    "say",
    "still",
    "stop_watching",
    "watch_new",
]
