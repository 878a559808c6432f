"""Every question that tips ask the database."""

from salesbot.tips.queries.found import found, tidy
from salesbot.tips.queries.tips import (
    POST,
    Shown,
    any_tip,
    authors,
    is_seated,
    is_useful,
    mine,
    names,
    post_key,
    said_before,
    shown,
    stale,
    tip,
    top,
    use,
    uses,
    viewer,
)
from salesbot.tips.queries.vocabulary import hits, how_many, lock, near
from salesbot.tips.queries.week import Week, week

__all__ = [
    "POST",
    "Shown",
    "Week",
    "any_tip",
    "authors",
    "found",
    "hits",
    "how_many",
    "is_seated",
    "is_useful",
    "lock",
    "mine",
    "names",
    "near",
    "post_key",
    "said_before",
    "shown",
    "stale",
    "tidy",
    "tip",
    "top",
    "use",
    "uses",
    "viewer",
    "week",
]
