"""The verbs of check-ins, a file each."""

from salesbot.checkins.service.answer import Answered, Submission, again, answer, answer_many
from salesbot.checkins.service.ask import Asked, ask
from salesbot.checkins.service.begin import begin
from salesbot.checkins.service.channels import confirm as confirm_channel
from salesbot.checkins.service.channels import on_channel, release, to_confirm
from salesbot.checkins.service.close import close, look_back, remind
from salesbot.checkins.service.early import EARLIEST, ask_everyone, member_moved, open_early
from salesbot.checkins.service.form import Form, Typed, at_hand, current, form, left_open, readers_of, second_page
from salesbot.checkins.service.kept import KEPT, come_due, slot_of
from salesbot.checkins.service.offered import retype
from salesbot.checkins.service.publish import (
    News,
    entry_key,
    give_pages,
    publish,
    readers_changed,
    report_key,
    withdraw,
)
from salesbot.checkins.service.retract import take_back
from salesbot.checkins.service.rewritten import tell_rewritten
from salesbot.checkins.service.seats import seats_changed
from salesbot.checkins.service.skip import away, follow_away, skip
from salesbot.checkins.service.typed import keep, mine, use

__all__ = [
    "EARLIEST",
    "KEPT",
    "Answered",
    "Asked",
    "Form",
    "News",
    "Submission",
    "Typed",
    "again",
    "answer",
    "answer_many",
    "ask",
    "ask_everyone",
    "at_hand",
    "away",
    "begin",
    "close",
    "come_due",
    "confirm_channel",
    "current",
    "entry_key",
    "follow_away",
    "form",
    "give_pages",
    "keep",
    "left_open",
    "look_back",
    "member_moved",
    "mine",
    "on_channel",
    "open_early",
    "publish",
    "readers_changed",
    "readers_of",
    "release",
    "remind",
    "report_key",
    "retype",
    "seats_changed",
    "second_page",
    "skip",
    "slot_of",
    "take_back",
    "tell_rewritten",
    "to_confirm",
    "use",
    "withdraw",
]
