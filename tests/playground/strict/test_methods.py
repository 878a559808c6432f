"""The table of methods and events, held against Slack's own client."""

import inspect

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from salesbot.playground import strict

NOT_SENT = {"self", "kwargs", "app_token"}


@pytest.mark.parametrize("method", sorted(strict.METHODS))
def test_what_slacks_own_client_can_say_is_known(method):
    """Every argument that slack_sdk names for a method is one that the method knows."""
    call = getattr(AsyncWebClient, method.replace(".", "_"))
    named = set(inspect.signature(call).parameters) - NOT_SENT
    assert named <= strict.METHODS[method].arguments


@pytest.mark.parametrize("method", sorted(strict.METHODS))
def test_what_is_required_is_enough(method):
    """The required arguments and one of each choice make a call; without a required one it is refused."""
    known = strict.METHODS[method]
    enough = {*known.required, *(min(group) for group in known.either), "token"}
    assert strict.arguments(method, enough) is None
    for name in enough - {"token"}:
        assert strict.arguments(method, enough - {name}).error == "invalid_arguments"


def test_unknown_names_are_refused():
    """A misspelt argument is named; a method that does not exist is unknown."""
    problem = strict.arguments("chat.postMessage", ["channel", "txet"])
    assert problem == strict.Problem("invalid_arguments", ("[ERROR] unknown argument: txet [json-pointer:/txet]",))
    assert strict.arguments("chat.shout", []) == strict.Problem("unknown_method")


def test_scopes_follow_the_kind_of_conversation():
    """History needs the scope of its own kind; posting needs the same everywhere; some methods need none."""
    assert strict.scopes("conversations.history", "im") == {"im:history"}
    assert strict.scopes("conversations.history", "group") == {"groups:history"}
    assert strict.scopes("conversations.list") == {"channels:read", "groups:read", "im:read", "mpim:read"}
    assert strict.scopes("chat.postMessage", "mpim") == {"chat:write"}
    assert strict.scopes("views.open") == frozenset()


def test_rates_are_slacks_tiers():
    """20, 50 and 100 calls a minute, one socket address a minute, and rules of their own."""
    tiers = {name: method.tier for name, method in strict.METHODS.items()}
    assert (tiers["users.list"], tiers["chat.update"], tiers["users.info"]) == (20, 50, 100)
    assert (tiers["apps.connections.open"], tiers["chat.postMessage"]) == (1, 0)


def test_each_rule_names_its_page():
    """A reader finds the page of every method."""
    assert {method.page for method in strict.METHODS.values()} == {
        f"reference/methods/{name}" for name in strict.METHODS
    }


def test_events_name_their_scopes():
    """Direct messages need im:history, people users:read, the home tab nothing."""
    assert strict.EVENTS["message.im"] == {"im:history"}
    assert strict.EVENTS["user_change"] == {"users:read"}
    assert strict.EVENTS["member_joined_channel"] == {"channels:read", "groups:read"}
    assert strict.EVENTS["app_home_opened"] == frozenset()
