"""The decisions of tips: what makes one, who may do what with it, which word was meant, and what fits a blocker."""

from salesbot.folding import root, telling
from salesbot.tips.rules.fitting import MOST, best, common
from salesbot.tips.rules.mending import nearest, pieces, pieces_typed, slips
from salesbot.tips.rules.reading import (
    KINDS,
    LONGEST,
    LONGEST_OUTCOME,
    LOSS,
    PARTS,
    STORIES,
    TIP,
    WIN,
    Draft,
    checked,
    findable,
    looked_for,
    outcome,
    read,
    split_tags,
    words_of,
)
from salesbot.tips.rules.rights import Viewer
from salesbot.tips.rules.still import LOOKING_AT, STALE, due

__all__ = [
    "KINDS",
    "LONGEST",
    "LONGEST_OUTCOME",
    "LOOKING_AT",
    "LOSS",
    "MOST",
    "PARTS",
    "STALE",
    "STORIES",
    "TIP",
    "WIN",
    "Draft",
    "Viewer",
    "best",
    "checked",
    "common",
    "due",
    "findable",
    "looked_for",
    "nearest",
    "outcome",
    "pieces",
    "pieces_typed",
    "read",
    "root",
    "slips",
    "split_tags",
    "telling",
    "words_of",
]
