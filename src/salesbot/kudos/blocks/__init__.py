"""The words of kudos, a file for each place in which people read them."""

from salesbot.kudos.blocks.answers import confirmed, given, taken_back
from salesbot.kudos.blocks.board import board, choose
from salesbot.kudos.blocks.form import FORM, Form, form
from salesbot.kudos.blocks.gathered import brief, card, digest, own_week
from salesbot.kudos.blocks.mine import mine
from salesbot.kudos.blocks.post import note, post
from salesbot.kudos.blocks.values import kept, values_form, values_list

__all__ = [
    "FORM",
    "Form",
    "board",
    "brief",
    "card",
    "choose",
    "confirmed",
    "digest",
    "form",
    "given",
    "kept",
    "mine",
    "note",
    "own_week",
    "post",
    "taken_back",
    "values_form",
    "values_list",
]
