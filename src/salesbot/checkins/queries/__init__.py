"""Every question that check-ins ask the database."""

from salesbot.checkins.queries.parts import (
    Part,
    answered_lately,
    asks,
    current_parts,
    draft,
    last_words,
    left_open,
    part,
    texts,
)
from salesbot.checkins.queries.report import Line, Report, report
from salesbot.checkins.queries.rounds import (
    answered,
    answered_in,
    last_page,
    open_in,
    round_and_team,
    rounds,
    still_to_come,
    to_page,
)
from salesbot.checkins.queries.standing import checkins, checkins_of, name, plan, questions, seats, seats_of, wall

__all__ = [
    "Line",
    "Part",
    "Report",
    "answered",
    "answered_in",
    "answered_lately",
    "asks",
    "checkins",
    "checkins_of",
    "current_parts",
    "draft",
    "last_page",
    "last_words",
    "left_open",
    "name",
    "open_in",
    "part",
    "plan",
    "questions",
    "report",
    "round_and_team",
    "rounds",
    "seats",
    "seats_of",
    "still_to_come",
    "texts",
    "to_page",
    "wall",
]
