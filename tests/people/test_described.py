"""What Slack's user object says of a person."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from salesbot.people import status
from salesbot.people.described import NO_END, away_until, person, plain_name, status_mark


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
        ("OOO, back tomorrow", ""),
        ("Out sick today and tomorrow", ""),
        ("On vacation today & tomorrow", ""),
        ("OOO until next week, not reachable", ""),
        ("Out-of-office", ""),
        ("not working today", ""),
        ("EN CONGE jusqu'au 14", ""),
        ("Nicht im Büro", ":office:"),
        ("Vacaciones!", ""),
        ("på ferie", ""),
        ("Ledig idag", ""),
        ("夏季休暇中", ""),
        ("休假中", ""),
        ("여름 휴가", ""),
        ("", ":baby_bottle::skin-tone-3:"),
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
        ("On vacation next week", ":palm_tree:"),
        ("OOO from Monday", ""),
        ("Planning my holidays", ""),
        ("Happy holidays!", ":christmas_tree:"),
        ("Zurück aus dem Urlaub", ""),
        ("De retour de vacances", ""),
        ("Not on vacation (yet)", ""),
        ("Lunch", ":sandwich:"),
        ("Travelling to Acme", ":airplane:"),
        ("Ledig", ""),
    ],
)
def test_a_status_that_does_not(text, emoji):
    """What only sounds like it, and what people do while they work, is not away."""
    assert away_until({"status_text": text, "status_emoji": emoji, "status_expiration": 0}) is None


def test_every_word_and_emoji_is_on_the_page_that_tells_of_them():
    """docs/away.md names all that counts, language by language, so that nobody has to guess."""
    page = (Path(__file__).parents[2] / "docs" / "away.md").read_text("utf-8")
    for language, words in status.WORDS.items():
        assert f"| {language} | {', '.join(words)} |" in page
    for emoji in status.EMOJI:
        assert f"`:{emoji}:`" in page


def test_one_status_is_told_from_the_next_without_keeping_its_words():
    """The same status has the same mark, another text or end has another, and one that does not say away has none."""
    said = {"status_text": "OOO", "status_emoji": ":palm_tree:", "status_expiration": 0}
    marks = [status_mark(said | more) for more in ({}, {}, {"status_text": "PTO"}, {"status_expiration": 1772524800})]
    assert marks[0] == marks[1]
    assert len({*marks, ""}) == 4
    assert "OOO" not in marks[0]
    assert status_mark({"status_text": "In a meeting"}) == ""


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
