"""What Slack's user object says of a person."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from salesbot.people.described import NO_END, away_until, person, plain_name


@pytest.mark.parametrize(
    ("text", "emoji"),
    [
        ("Vacationing", ":palm_tree:"),
        ("", ":palm_tree:"),
        ("Out sick", ":face_with_thermometer:"),
        ("On vacation until Monday", ""),
        ("OOO, back Tuesday", ":spiral_calendar_pad:"),
        ("Urlaub bis 14.8.", ""),
        ("Annual leave", ""),
        ("Parental leave :)", ":baby:"),
    ],
)
def test_a_status_that_says_away(text, emoji):
    """Slack's own suggestions and the words people use for days off count as away."""
    assert away_until({"status_text": text, "status_emoji": emoji, "status_expiration": 0}) == NO_END


@pytest.mark.parametrize(
    ("text", "emoji"),
    [
        ("", ""),
        ("In a meeting", ":spiral_calendar_pad:"),
        ("Commuting", ":bus:"),
        ("Working remotely", ":house_with_garden:"),
        ("Back from vacation", ""),
        ("Not away, just slow", ""),
        ("Working from a palm tree", ":palm_tree:"),
        ("Away from keyboard", ""),
        ("Leaving no stone unturned", ""),
        ("Keeping the booking app up", ""),
    ],
)
def test_a_status_that_does_not(text, emoji):
    """What only sounds like it, and what people do while they work, is not away."""
    assert away_until({"status_text": text, "status_emoji": emoji, "status_expiration": 0}) is None


def test_a_status_ends_when_slack_says_so():
    """The end that Slack names is the end of being away."""
    said = {"status_text": "Vacationing", "status_emoji": ":palm_tree:", "status_expiration": 1772524800}
    assert away_until(said) == datetime(2026, 3, 3, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({}, ""),
        ({"is_bot": True}, "bot"),
        ({"id": "USLACKBOT"}, "bot"),
        ({"is_restricted": True}, "guest"),
        ({"is_ultra_restricted": True}, "guest"),
        ({"is_stranger": True}, "stranger"),
        ({"team_id": "T2"}, "stranger"),
        ({"team_id": "E1", "enterprise_user": {"teams": ["T1", "T3"]}}, ""),
        ({"team_id": "E1", "enterprise_user": {"teams": ["T3"]}}, "stranger"),
    ],
)
def test_kinds_of_people(said, kind):
    """Guests, apps and people of other companies are told apart; an organisation's people are at home in its teams."""
    who = person({"id": "U1", "team_id": "T1", "name": "ana"} | said, workspace_id="T1")
    assert [name for name in ("bot", "guest", "stranger") if getattr(who, f"is_{name}")] == ([kind] if kind else [])


def test_a_zone_that_nobody_knows_is_no_zone():
    """What Slack sends is not trusted blindly: an unknown name leaves the zone as it was."""
    assert person({"id": "U1", "tz": "Mars/Base"}, workspace_id="T1").zone == ""
    assert person({"id": "U1", "tz": "Asia/Kolkata"}, workspace_id="T1").zone == "Asia/Kolkata"
    assert person({"id": "U1", "tz": None}, workspace_id="T1").zone == ""


def test_names_cannot_turn_the_text_around_them():
    """Marks of direction and line breaks are taken out of names."""
    assert plain_name("Ana\u202e\u2066 Lopez\n\u200f") == "Ana Lopez"


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        ({"display_name": "Benny", "real_name": "Ben Miller"}, "Benny"),
        ({"display_name": "", "real_name": "Ben Miller"}, "Ben Miller"),
        ({"display_name": "ben", "real_name": "Ben Miller"}, "Ben Miller"),
        ({}, "ben"),
    ],
)
def test_people_are_called_as_they_chose(profile, name):
    """The display name if it is more than the login, else the real name."""
    assert person({"id": "U1", "name": "ben", "profile": profile}, workspace_id="T1").name == name
