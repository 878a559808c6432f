"""The words of tips, a file for each place in which people read them."""

from salesbot.tips.blocks.form import edit_form, share_form, use_form
from salesbot.tips.blocks.gathered import card, own_week, week
from salesbot.tips.blocks.listing import LISTED, listing
from salesbot.tips.blocks.one import drawn, shared, whole
from salesbot.tips.blocks.post import beside, post
from salesbot.tips.blocks.still import still

__all__ = [
    "LISTED",
    "beside",
    "card",
    "drawn",
    "edit_form",
    "listing",
    "own_week",
    "post",
    "share_form",
    "shared",
    "still",
    "use_form",
    "week",
    "whole",
]
