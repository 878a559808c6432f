"""The manifest: exactly what the code needs of Slack, and as Slack wants it written."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import jsonschema
import pytest

from salesbot.cli.manifest import manifest, scopes
from salesbot.features import rooms
from salesbot.playground.strict import EVENTS, METHODS
from salesbot.room import Command, Room, Scope

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "salesbot"
SCHEMA = ROOT.parent / "shared" / "schemas" / "manifest.schema.2.0.0.json"
URL = "https://bot.example.com"
REQUIRED = {
    "commands",
    "chat:write",
    "im:write",
    "im:history",
    "users:read",
    "channels:read",
    "groups:read",
    "channels:join",
}
# The kinds of conversation in which a method is used. People are looked up in channels only, never in direct messages.
KINDS = ("channel", "group")
ALSO_DIRECT = {"chat.postMessage", "conversations.history", "conversations.open", "conversations.replies"}
# An event with several scopes comes from those conversations for which one is granted; these are none of a team's.
NOT_FOR_US = {"im:read", "mpim:read"}
# Needs a token of its own kind, or none.
OWN = {"apps.connections.open", "auth.test", "api.test"}


@pytest.fixture(params=["socket", "http", "prefixed"])
def made(request):
    """The manifest in its three forms."""
    given = {"socket": {}, "http": {"url": URL}, "prefixed": {"prefix": "acme-"}}[request.param]
    return manifest(rooms(), **given)


@pytest.mark.skipif(not SCHEMA.is_file(), reason="Slack's schema is not kept in this repository")
def test_it_holds_against_slacks_own_schema(made):
    """Slack's JSON schema finds no fault in it."""
    jsonschema.validate(made, json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_it_keeps_to_the_lengths_that_slack_counts(made):
    """Names, descriptions and commands are as long as Slack's page "App manifest reference" allows."""
    about = made["display_information"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 175 <= len(about["long_description"]) <= 4000
    commands = made["features"]["slash_commands"]
    assert 1 <= len(commands) <= 50
    assert all(len(one["command"]) <= 32 and len(one["description"]) <= 140 for one in commands)


def test_no_command_is_there_twice(made):
    """Two rooms with one command would take each other's words."""
    names = [one["command"] for one in made["features"]["slash_commands"]]
    assert len(names) == len(set(names))


def test_every_command_arrives_escaped(made):
    """Without should_escape `@ana` would arrive as plain text and name nobody."""
    assert all(one["should_escape"] is True for one in made["features"]["slash_commands"])


def test_people_can_type_to_it(made):
    """The messages tab is open for writing, and there is a home."""
    assert made["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }


def test_socket_mode_needs_no_address():
    """Without a URL nothing in the manifest has one."""
    made = manifest(rooms())
    assert made["settings"]["socket_mode_enabled"] is True
    assert "://" not in json.dumps(made)


@pytest.mark.parametrize("url", [URL, URL + "/", URL + "/slack/events"])
def test_http_sends_everything_to_one_address(url):
    """Commands, events and clicks come to the path at which salesbot listens."""
    made = manifest(rooms(), url=url)
    addresses = {one["url"] for one in made["features"]["slash_commands"]}
    addresses |= {made["settings"][part]["request_url"] for part in ("event_subscriptions", "interactivity")}
    assert addresses == {URL + "/slack/events"}
    assert made["settings"]["socket_mode_enabled"] is False


def test_a_prefix_is_before_every_command_and_in_the_words():
    """Where another app has /checkin, ours is /acme-checkin everywhere."""
    made = manifest(rooms(), prefix="acme-")
    assert all(one["command"].startswith("/acme-") for one in made["features"]["slash_commands"])
    assert "`/acme-salesbot help`" in made["display_information"]["long_description"]


def test_what_one_room_must_have_is_not_optional_for_another():
    """A scope is optional only where no room depends on it."""
    one = Room(name="one", scopes=[Scope("a:read", "x"), Scope("b:read", "x", optional=True)])
    two = Room(name="two", scopes=[Scope("a:read", "y", optional=True)], commands=[Command("x", "y")])
    assert scopes([one, two]) == {"bot": ["a:read"], "bot_optional": ["b:read"]}


def test_the_required_scopes_are_these_and_no_more():
    """Whoever installs salesbot grants eight scopes; a ninth is a decision, not an accident."""
    assert set(scopes(rooms())["bot"]) == REQUIRED


def _methods_in_use() -> set[str]:
    """Every Web API method that the code below the command line calls, found by name in its syntax trees."""
    known = {name.replace(".", "_"): name for name in METHODS} | {_snake(name): name for name in METHODS}
    found = set()
    for path in PACKAGE.rglob("*.py"):
        if "playground" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in known:
                found.add(known[node.attr])
            if isinstance(node, ast.Constant) and node.value in METHODS:
                found.add(node.value)
    return found - OWN


def _snake(method: str) -> str:
    """`chat.postMessage` is chat_postMessage in slack_sdk, `conversations.list` conversations_list."""
    return method.replace(".", "_")


def _groups() -> dict[str, list[frozenset[str]]]:
    """What is needed, by who needs it: groups of scopes of which any one suffices."""
    needs = {}
    for name in _methods_in_use():
        by_kind = METHODS[name].scopes
        kinds = ("", *KINDS, *(["im"] if name in ALSO_DIRECT else []))
        needs[name] = [by_kind[kind] for kind in kinds if by_kind.get(kind)]
    for event in {event for room in rooms() for event in room.events}:
        needs[event] = [frozenset({scope}) for scope in EVENTS[event] - NOT_FOR_US]
    if any(room.commands for room in rooms()):
        needs["slash commands"] = [frozenset({"commands"})]
    return needs


def test_methods_are_found_where_they_are_used():
    """The search that the next tests stand on finds the calls that salesbot cannot live without."""
    assert {"chat.postMessage", "chat.update", "conversations.history", "users.list", "views.open"} <= _methods_in_use()


def test_every_scope_that_is_needed_is_asked_for():
    """Required and optional scopes together are enough for every method and event in use."""
    asked = {name for names in scopes(rooms()).values() for name in names}
    lacking = {
        who: sorted(map(sorted, missing))
        for who, groups in _groups().items()
        if (missing := [group for group in groups if group and not group & asked])
    }
    assert not lacking


def test_no_scope_is_asked_for_that_nothing_needs():
    """Each scope is needed by a method or an event in use: take one away and something has no other."""
    asked = {name for names in scopes(rooms()).values() for name in names}
    groups = [group for groups in _groups().values() for group in groups]
    assert not {scope for scope in asked if not any(group & asked == {scope} for group in groups)}


def test_every_event_is_one_that_slack_knows():
    """A misspelt event is never delivered, and Slack's schema does not find it."""
    assert {event for room in rooms() for event in room.events} <= set(EVENTS)


def test_every_event_with_a_listener_is_subscribed_to():
    """An event that a room listens to and the manifest does not name never comes."""
    listened = set()
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "playground" not in path.parts:
            listened |= set(re.findall(r"\.event\(\"(\w+)\"", text))
    subscribed = {event.partition(".")[0] for room in rooms() for event in room.events}
    assert listened - subscribed == set()
