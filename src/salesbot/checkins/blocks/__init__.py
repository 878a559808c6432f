"""The words of check-ins, a file for each thing that people see."""

from salesbot.checkins.blocks.form import answer_form
from salesbot.checkins.blocks.listing import choose, listing, nothing_open
from salesbot.checkins.blocks.question import draft, question, reminder
from salesbot.checkins.blocks.report import report
from salesbot.checkins.blocks.welcome import welcome

__all__ = [
    "answer_form",
    "choose",
    "draft",
    "listing",
    "nothing_open",
    "question",
    "reminder",
    "report",
    "welcome",
]
