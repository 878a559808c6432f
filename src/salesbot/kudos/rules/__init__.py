"""The decisions of kudos: what was typed, what may be given in a day, which values a team has."""

from salesbot.kudos.rules.limits import A_DAY, MOST_RECEIVERS, TO_ONE, UNDO_HOURS, local_day, may_undo, refuse_more
from salesbot.kudos.rules.naming import all_of, named_in, thankers
from salesbot.kudos.rules.typed import LONGEST, Typed, praise, read
from salesbot.kudos.rules.values import DEFAULTS, MOST_VALUES, Value, listed, parsed

__all__ = [
    "A_DAY",
    "DEFAULTS",
    "LONGEST",
    "MOST_RECEIVERS",
    "MOST_VALUES",
    "TO_ONE",
    "UNDO_HOURS",
    "Typed",
    "Value",
    "all_of",
    "listed",
    "local_day",
    "may_undo",
    "named_in",
    "parsed",
    "praise",
    "read",
    "refuse_more",
    "thankers",
]
