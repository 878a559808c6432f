"""The words of check-ins, a file for each thing that people see."""

from salesbot.checkins.blocks.channels import channel_confirmed, confirm_button, confirm_channel, now_shared
from salesbot.checkins.blocks.entries import entry
from salesbot.checkins.blocks.fields import NONE
from salesbot.checkins.blocks.form import answer_form
from salesbot.checkins.blocks.listing import Listed, choose, comes, listing, nothing_open
from salesbot.checkins.blocks.question import Shown, closing, question
from salesbot.checkins.blocks.reminder import reminder
from salesbot.checkins.blocks.report import kept, report
from salesbot.checkins.blocks.typed import draft
from salesbot.checkins.blocks.welcome import Greeting, welcome

__all__ = [
    "NONE",
    "Greeting",
    "Listed",
    "Shown",
    "answer_form",
    "channel_confirmed",
    "choose",
    "closing",
    "comes",
    "confirm_button",
    "confirm_channel",
    "draft",
    "entry",
    "kept",
    "listing",
    "nothing_open",
    "now_shared",
    "question",
    "reminder",
    "report",
    "welcome",
]
