"""The verbs of check-ins, a file each."""

from salesbot.checkins.service.answer import Submission, again, answer, answer_many
from salesbot.checkins.service.ask import Asked, ask
from salesbot.checkins.service.begin import begin, seats_changed
from salesbot.checkins.service.close import close, look_back, remind
from salesbot.checkins.service.early import EARLIEST, ask_everyone, open_early
from salesbot.checkins.service.form import Form, current, form
from salesbot.checkins.service.publish import give_pages, publish, report_key
from salesbot.checkins.service.skip import away, follow_away, skip
from salesbot.checkins.service.typed import keep, mine, use

__all__ = [
    "EARLIEST",
    "Asked",
    "Form",
    "Submission",
    "again",
    "answer",
    "answer_many",
    "ask",
    "ask_everyone",
    "away",
    "begin",
    "close",
    "current",
    "follow_away",
    "form",
    "give_pages",
    "keep",
    "look_back",
    "mine",
    "open_early",
    "publish",
    "remind",
    "report_key",
    "seats_changed",
    "skip",
    "use",
]
