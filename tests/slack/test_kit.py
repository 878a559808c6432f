"""Blocks keep within Slack's limits, and people's words stay words."""

from __future__ import annotations

import html
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbot.letters import letters
from salesbot.playground.strict.messages import message as strict_message
from salesbot.playground.strict.views import view as strict_view
from salesbot.slack import kit

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=400)
LIVELY = st.lists(
    st.sampled_from(["<!channel>", "<@UBEN>", "<https://a.b|x>", "&lt;", "&", "<", ">", "a ", "😀", "\n"])
)


@given(WORDS)
def test_escaped_words_hold_nothing_live(text):
    """Whatever a person wrote, no bracket is left that Slack could read as its own, and it reads back whole."""
    escaped = kit.escape(text)
    assert "<" not in escaped
    assert ">" not in escaped
    assert escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


@pytest.mark.parametrize(
    "text", ["<!channel>", "<!here>", "<@UBEN>", "<https://evil.example|Acme>", "&lt;!channel&gt;"]
)
def test_live_tokens_in_words_are_shown_as_typed(text):
    """A mention or link that a person typed is shown letter by letter."""
    assert html.unescape(kit.escape(text)) == text
    assert "<" not in kit.escape(text)


def test_every_mrkdwn_object_is_verbatim():
    """A bare @here or #channel in words is not turned into a mention by Slack."""
    assert kit.mrkdwn("@here")["verbatim"] is True


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\u061c", "\u202a", "\u2069"])
def test_a_name_cannot_turn_the_text_around_it(mark):
    """Marks of direction and line breaks are taken out of names."""
    assert kit.name(f"A{mark}na\n<!here>") == "Ana &lt;!here&gt;"


@given(WORDS.map(lambda text: text * 20) | LIVELY.map(lambda parts: "".join(parts) * 60))
def test_paragraphs_lose_no_word(text):
    """However long and however odd: the sections together say every word that was written, in order."""
    blocks = kit.paragraphs(text)
    shown = "".join(unescaped(block["text"]["text"]) for block in blocks)
    assert shown.split() == text.split()
    assert all(0 < letters(block["text"]["text"]) <= 3000 for block in blocks)


def unescaped(text):
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def test_an_entity_is_never_cut_in_two():
    """3,000 brackets, four times as long when escaped, come in whole entities."""
    blocks = kit.paragraphs("<" * 3000, lead="*Today*\n")
    assert blocks[0]["text"]["text"].startswith("*Today*\n&lt;")
    assert all(set(block["text"]["text"].replace("*Today*\n", "").split("&lt;")) == {""} for block in blocks)


def test_paragraphs_break_where_a_reader_pauses():
    """A long answer is divided between words."""
    first, second = kit.paragraphs("word " * 700)
    assert first["text"]["text"].endswith("word ")
    assert second["text"]["text"].startswith("word")


def test_paragraphs_of_nothing_but_joiners_are_no_letter_each():
    """Signs that join emoji, thousands of them, make as many paragraphs as any other words."""
    assert len(kit.paragraphs("\u200d" * 7000)) <= 6


def test_empty_words_make_no_block():
    """Slack refuses an empty section, so there is none."""
    assert kit.paragraphs("") == []
    assert kit.paragraphs(" \n ") == []


def test_a_long_section_is_refused_not_cut():
    """Cutting words silently is worse than an error that a test finds."""
    with pytest.raises(ValueError, match="3001 characters"):
        kit.section("x" * 3001)


@given(WORDS.filter(lambda text: text.strip()), st.integers(2, 150))
def test_a_label_keeps_its_limit(text, limit):
    """A button's or an option's text is shortened to its limit, counted as JavaScript counts."""
    assert letters(kit.shorten(text, limit)) <= limit


def test_a_shortened_label_says_so():
    """An ellipsis tells that there is more."""
    assert kit.button("x" * 80, "a.b")["text"]["text"] == "x" * 74 + "…"


@pytest.mark.parametrize("bad", ["U1> <!channel", "", "ben", "U1|x"])
def test_only_ids_are_mentioned(bad):
    """What is not an id cannot become a mention."""
    with pytest.raises(ValueError, match="not a Slack id"):
        kit.mention(bad)


def test_a_date_is_read_on_each_clock():
    """An instant carries its seconds, its form and a fallback that cannot close the token."""
    at = datetime(2026, 3, 3, 8, tzinfo=UTC)
    assert kit.date(at, "{time}", fallback="09:00|>") == "<!date^1772524800^{time}|09:00¦&gt;>"


def test_a_link_is_ours_only():
    """An address that could close the token is refused."""
    assert kit.link("https://a.b/?x=1&y=2", "A|b") == "<https://a.b/?x=1&amp;y=2|A¦b>"
    with pytest.raises(ValueError, match="starts with http"):
        kit.link("https://a.b|<!channel>", "x")


def test_the_initial_option_is_one_of_the_options():
    """A menu shows what was chosen before, and nothing where that is gone."""
    options = [kit.option("One", "1"), kit.option("Two", "2")]
    assert kit.static("Pick", "a.b", options=options, initial="2")["initial_option"]["value"] == "2"
    assert "initial_option" not in kit.static("Pick", "a.b", options=options, initial="3")


def test_every_block_of_the_kit_is_one_that_slack_takes():
    """All functions of the kit make blocks that the strict local Slack accepts."""
    options = [kit.option("One", "1", description="first"), kit.option("Two", "2")]
    sure = kit.confirm("Sure?", "It cannot be undone", yes="Do it")
    elements = [
        kit.button("Go", "a.1", value="7", style="primary", confirm=sure),
        kit.static("Pick", "a.2", options=options, initial="1"),
        kit.external("Pick", "a.3", min_query_length=2),
        kit.users("Who", "a.4", initial="U1"),
        kit.multi_users("Who", "a.5", initial=["U1"], most=5),
        kit.channels("Where", "a.6"),
        kit.conversations("Where", "a.7", current=True),
        kit.radio("a.8", options, initial="1"),
        kit.checkboxes("a.9", options, initial=["2"]),
        kit.overflow("a.10", options),
        kit.timepicker("a.11", initial="09:15"),
        kit.datepicker("a.12", initial=datetime(2026, 3, 3, tzinfo=UTC).date()),
        kit.multi_static("Pick", "a.13", options=options, initial=["1"]),
        kit.multi_external("Pick", "a.14", min_query_length=1),
    ]
    message = [
        kit.header("Standup"),
        kit.divider(),
        kit.context("small"),
        kit.fields("*A*", "b"),
        kit.actions(*elements),
    ]
    assert strict_message({"text": "x", "blocks": message}) is None


def test_forms_and_homes_are_such_that_slack_takes_them():
    """Modals with every kind of field, and homes, pass the strict local Slack."""
    options = [kit.option("One", "1"), kit.option("Two", "2")]
    fields = [
        kit.text_input(
            "Today", "today", multiline=True, initial="x", placeholder="…", optional=True, hint="h", focus=True
        ),
        kit.input_block("Zone", kit.external("Zone", "zone", min_query_length=2), block_id="zone"),
        kit.input_block("Who", kit.multi_users("Who", "who"), block_id="who"),
        kit.input_block("Pick", kit.radio("pick", options, initial="2"), block_id="pick", dispatch=True),
    ]
    modal = kit.modal(
        "A title longer than Slack allows", fields, callback_id="a.form", submit="Send", private_metadata="7"
    )
    assert strict_view(modal) is None
    assert modal["title"]["text"] == "A title longer than Sla…"
    assert strict_view(kit.home([kit.section("hi")])) is None


def test_no_label_is_empty():
    """A pasted line that holds only a mark of direction is an option all the same, and the form opens."""
    options = [kit.option("\u200f", "1"), kit.option("Won", "2")]
    blocks = [kit.header("\u2066\u2069"), kit.actions(kit.button("\u200e", "a"), kit.static("x", "b", options=options))]
    assert strict_message({"text": "x", "blocks": blocks}) is None
