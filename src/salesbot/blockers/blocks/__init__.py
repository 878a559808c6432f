"""The words of blockers, a file for each place in which people read them."""

from salesbot.blockers.blocks.announced import announced, to_manager
from salesbot.blockers.blocks.forms import change_form, changed, whole
from salesbot.blockers.blocks.listing import choose, listing
from salesbot.blockers.blocks.reminded import reminded

__all__ = [
    "announced",
    "change_form",
    "changed",
    "choose",
    "listing",
    "reminded",
    "to_manager",
    "whole",
]
