"""Answers of every kind of words: nothing of them is lost, nothing of them becomes live, the report takes them all."""

from __future__ import annotations

import html
import re

import pytest

from office import NEW_YORK, fields_of

NINE_FIFTEEN = "2026-03-03T09:15"
CALLED = "<@UANA> Ben is blocked"  # the one mention of salesbot's own: the manager hears of a blocker
_LIVE = re.compile(r"<[@#!][^>]*>|<https?://[^>]*>")
STRANGE = {
    "emoji only": ("🎉🎉🎉", "👩🏽‍🚀👨‍👩‍👧‍👦🇩🇪", "🧱"),
    "right to left": ("פגשתי את אקמה", "سأرسل العرض غداً", "אין גישה"),
    "calls": ("<!channel> look at this", "<!here> and <!subteam^S123|@closers>", "<!everyone>"),
    "mentions": ("Met <@UANA> and <#C123|secret>", "Ask <@UDEV>", "<@UEVE> is away"),
    "entities": ("a &lt; b &amp;&amp; c &gt; d", "&lt;@UANA&gt; &#60;!channel&#62;", "R&D < Sales > R&D"),
    "markup": (
        "*bold* _italic_ ~gone~ `code`",
        "> quote\n>>> all",
        "```\nblock\n``` :tada: <https://evil.example|bank>",
    ),
}


def everything(office):
    """The report as the channel reads it: its first page, and the pages in its thread."""
    return "\n".join(office.said(office.emea))


def read_as(text):
    """What a person reads of mrkdwn in which nothing is live."""
    return html.unescape(text)


@pytest.mark.parametrize("kind", list(STRANGE))
async def test_strange_words_are_shown_as_they_were_written(office, kind):
    """Every word stands in the report and in the member's own message as typed, and nobody is notified by it."""
    await office.set_up()
    await office.at(NINE_FIFTEEN, NEW_YORK)
    outcome = await office.answer(office.ben, *STRANGE[kind])
    assert outcome.closed
    report = everything(office)
    for text in STRANGE[kind]:
        for line in text.splitlines():
            escaped = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            assert escaped in report, report
    for words in (report, *office.said(office.ben)[1:]):
        ours = words.replace(CALLED, "").replace(f"<#{office.emea.id}>", "")
        assert not _LIVE.search(ours), words
    for call in office.slack.calls:
        if call.method == "chat.postMessage":
            assert not call.error, call


async def test_strange_words_come_back_into_the_form_unchanged(office):
    """Editing starts from exactly what was typed, not from what the report made of it."""
    await office.set_up()
    await office.at(NINE_FIFTEEN, NEW_YORK)
    typed = STRANGE["entities"]
    await office.answer(office.ben, *typed)
    await office.act(office.ben).click(office.titled(office.ben, "Thanks, Ben"), "checkin.answer")
    view = await office.act(office.ben).view()
    shown = {block["block_id"]: block["element"].get("initial_value") for block in view.blocks if "element" in block}
    assert [shown[field] for field in fields_of(view)] == list(typed)


@pytest.mark.parametrize("letter", ["x", "&", "é", "🎉", "\n"], ids=["plain", "escaped", "accent", "emoji", "lines"])
async def test_three_answers_of_3000_characters_are_shown_whole(office, letter):
    """The longest answers that Slack's form takes: the report is accepted, and every character of them is in it."""
    await office.set_up()
    await office.at(NINE_FIFTEEN, NEW_YORK)
    wide = len(letter.encode("utf-16-le")) // 2  # Slack's form counts as browsers do
    long = [_long(name, letter, 3_000 // wide) for name in ("first", "second", "third")]
    outcome = await office.answer(office.ben, *long)
    assert outcome.closed, outcome
    shown = "".join(read_as(everything(office)).split())
    for text in long:
        for word in text.split():
            assert "".join(word.split()) in shown
    assert shown.count(letter.strip() or "row") >= sum(text.count(letter.strip() or "row") for text in long)
    assert not [call for call in office.slack.calls if call.method.startswith("chat.") and call.error]
    assert "Thanks, Ben" in office.said(office.ben)[-1]


def _long(name, letter, length):
    """A text of that length in words of some letters, which begins and ends with its own name."""
    word = "row" if letter == "\n" else letter * 12
    gap = "\n" if letter == "\n" else " "
    body = gap.join([word] * (length // (len(word) + 1)))
    room = length - 2 * len(name) - 5
    return f"{name}0 {body[:room].rstrip()} {name}1"
