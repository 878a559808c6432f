"""The verbs of tips: share, edit, withdraw, find useful, use, look for, and look at again."""

from salesbot.tips.service.beside import beside_blocker
from salesbot.tips.service.changing import change, changeable, redraw, withdraw
from salesbot.tips.service.confirming import confirm, toggle, usable, use
from salesbot.tips.service.finding import Page, Whole, page, whole
from salesbot.tips.service.places import Places, places
from salesbot.tips.service.sharing import Shared, share
from salesbot.tips.service.still import STILL, ask_again, follow_seats, stop_looking

__all__ = [
    "STILL",
    "Page",
    "Places",
    "Shared",
    "Whole",
    "ask_again",
    "beside_blocker",
    "change",
    "changeable",
    "confirm",
    "follow_seats",
    "page",
    "places",
    "redraw",
    "share",
    "stop_looking",
    "toggle",
    "usable",
    "use",
    "whole",
    "withdraw",
]
