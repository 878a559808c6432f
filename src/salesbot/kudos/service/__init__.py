"""The verbs of kudos, a file for each."""

from salesbot.kudos.service.channels import follow_channel
from salesbot.kudos.service.give import NOTE, POST, Given, Praise, give, meet, note_key, post_key
from salesbot.kudos.service.looking import Board, LeftOut, Mine, board, first_pairs, left_out, mine, month_of
from salesbot.kudos.service.me_too import me_too
from salesbot.kudos.service.places import Places, placed, places, refuse_shared, refuse_unplaced
from salesbot.kudos.service.undo import take_back, undo, undo_last
from salesbot.kudos.service.ways import change_values, managed, rank, values_for

__all__ = [
    "NOTE",
    "POST",
    "Board",
    "Given",
    "LeftOut",
    "Mine",
    "Places",
    "Praise",
    "board",
    "change_values",
    "first_pairs",
    "follow_channel",
    "give",
    "left_out",
    "managed",
    "me_too",
    "meet",
    "mine",
    "month_of",
    "note_key",
    "placed",
    "places",
    "post_key",
    "rank",
    "refuse_shared",
    "refuse_unplaced",
    "take_back",
    "undo",
    "undo_last",
    "values_for",
]
