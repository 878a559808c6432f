"""What Slack accepts as options of an external select (page `block-elements/select-menu-element`)."""

from typing import Any

from salesbot.playground.strict.grammar import Check, Problem, both, exactly_one, items, record
from salesbot.playground.strict.texts import OPTIONS_MAX, option_group, plain_option


def suggestions(answer: Any) -> Problem | None:
    """Why Slack shows no options for this answer; None when it takes it. No option at all is a fair answer."""
    faults = tuple(_ANSWER(answer, ""))
    return Problem("invalid_options", faults) if faults else None


_LISTS: dict[str, Check] = {
    "options": items(plain_option, most=OPTIONS_MAX, least=0),
    "option_groups": items(option_group, most=OPTIONS_MAX, least=0),
}
_ANSWER = both(record(may=_LISTS), exactly_one(*_LISTS))
