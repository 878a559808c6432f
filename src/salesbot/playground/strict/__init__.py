"""The rule book of the local Slack: what the real one refuses, and which page of its documentation says so.

Pure: values in, a `Problem` or nothing out. Pages are named by their path on Slack's documentation site.
"""

from salesbot.playground.strict.events import EVENTS
from salesbot.playground.strict.grammar import Problem
from salesbot.playground.strict.messages import message
from salesbot.playground.strict.methods import METHODS, Method, arguments, scopes
from salesbot.playground.strict.submissions import submission
from salesbot.playground.strict.suggestions import suggestions
from salesbot.playground.strict.views import view

__all__ = [
    "EVENTS",
    "METHODS",
    "Method",
    "Problem",
    "arguments",
    "message",
    "scopes",
    "submission",
    "suggestions",
    "view",
]
