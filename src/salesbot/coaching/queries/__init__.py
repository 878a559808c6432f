"""What coaching asks the database, a file a subject."""

from salesbot.coaching.queries.counts import Count, counts, readers
from salesbot.coaching.queries.history import (
    Had,
    had,
    last,
    on_day,
    open_commitments,
    past,
    shown,
    snoozed,
    weeks_with_deeds,
)
from salesbot.coaching.queries.said import Text, said, texts
from salesbot.coaching.queries.shelf import OWN, own_prompt, own_prompts, own_words
from salesbot.coaching.queries.standing import (
    AGAIN,
    COACHED,
    PROMPT,
    WEEKLY,
    Place,
    appointment,
    coachees,
    lock_team,
    lock_workspace,
    places,
    seats,
    teams,
)

__all__ = [
    "AGAIN",
    "COACHED",
    "OWN",
    "PROMPT",
    "WEEKLY",
    "Count",
    "Had",
    "Place",
    "Text",
    "appointment",
    "coachees",
    "counts",
    "had",
    "last",
    "lock_team",
    "lock_workspace",
    "on_day",
    "open_commitments",
    "own_prompt",
    "own_prompts",
    "own_words",
    "past",
    "places",
    "readers",
    "said",
    "seats",
    "shown",
    "snoozed",
    "teams",
    "texts",
    "weeks_with_deeds",
]
