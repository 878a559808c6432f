"""What one may do with the schedule: make, change, pause and end appointments, give seats, and write in the ledger."""

from salesbot.schedule.service.ledger import cancel_later, carry, later, later_all, miss, record, record_all, reopen
from salesbot.schedule.service.seats import moved, refresh, seat, seat_all, seat_team, team_moved, unseat
from salesbot.schedule.service.standing import appoint, appoint_all, change, end, pause, resume

__all__ = [
    "appoint",
    "appoint_all",
    "cancel_later",
    "carry",
    "change",
    "end",
    "later",
    "later_all",
    "miss",
    "moved",
    "pause",
    "record",
    "record_all",
    "refresh",
    "reopen",
    "resume",
    "seat",
    "seat_all",
    "seat_team",
    "team_moved",
    "unseat",
]
