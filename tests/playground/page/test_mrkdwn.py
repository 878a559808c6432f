"""How Slack's markup looks on the page."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import salesbot
from salesbot.playground.page import emoji, mrkdwn


class _Names:
    """Ana, the channel #emea and the group @sales, seen from Berlin in winter."""

    def person(self, member):
        return {"U1": "Ana"}.get(member, member)

    def channel(self, place):
        return {"C1": "emea"}.get(place, place)

    def group(self, group):
        return {"S1": "@sales"}.get(group, group)

    def wall(self, at):
        return at.replace(hour=at.hour + 1)


MENTION = '<span class="mention">{}</span>'
LINK = '<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* _italic_ ~gone~ `code`", "<b>bold</b> <i>italic</i> <s>gone</s> <code>code</code>"),
        ("*_both_*", "<b><i>both</i></b>"),
        ("2*3*4 snake_case_name a~b~c", "2*3*4 snake_case_name a~b~c"),
        ("* not bold *", "* not bold *"),
        ("one\ntwo", "one<br>two"),
        ("&gt; said\nmore", "<blockquote>said</blockquote>more"),
        ("before\n> a\n> b", "before<blockquote>a<br>b</blockquote>"),
        ("before\n• a\n- b\nafter", "before<ul><li>a</li><li>b</li></ul>after"),
        ("-5 and 3 - 2", "-5 and 3 - 2"),
        ("```*no* bold\nhere```", "<pre>*no* bold\nhere</pre>"),
        ("`*plain*`", "<code>*plain*</code>"),
        (":tada: at 09:15:20, :acme: and `:tada:`", "🎉 at 09:15:20, :acme: and <code>:tada:</code>"),
        ("AT&amp;T &lt;3", "AT&amp;T &lt;3"),
        ("<@U1> in <#C1|old-name>", f"{MENTION.format('@Ana')} in {MENTION.format('#emea')}"),
        ("*<@U1>*", f"<b>{MENTION.format('@Ana')}</b>"),
        ("<!here> <!subteam^S1>", f"{MENTION.format('@here')} {MENTION.format('@sales')}"),
        ("<https://acme.example|Acme>", LINK.format("https://acme.example", "Acme")),
        ("<https://acme.example?a=1&amp;b=2>", LINK.format(*["https://acme.example?a=1&amp;b=2"] * 2)),
        ("<javascript:alert(1)|Acme>", "Acme"),
        ("<!date^nonsense^{date}|on Tuesday>", "on Tuesday"),
    ],
)
def test_markup_is_drawn(text, html):
    """Each mark of Slack's becomes its tag, and what is no mark stays as it was typed."""
    assert str(mrkdwn.draw(text, _Names())) == html


def test_dates_stand_on_the_readers_wall():
    """A moment is told in the reader's time, with the fallback as its title."""
    at = int(datetime(2026, 3, 3, 8, tzinfo=UTC).timestamp())
    drawn = str(mrkdwn.draw(f"<!date^{at}^{{date_long}} at {{time}}|then>", _Names()))
    assert drawn == '<time title="then">Tuesday, 3 March 2026 at 09:00</time>'


def test_rich_text_is_drawn():
    """Lists, styles, mentions and quotes of a rich text."""
    styled = {"type": "text", "text": "hi", "style": {"bold": True, "italic": True}}
    section = {"type": "rich_text_section", "elements": [styled, {"type": "user", "user_id": "U1"}]}
    block = {"type": "rich_text", "elements": [
        {"type": "rich_text_list", "style": "ordered", "indent": 1, "elements": [section]},
        {"type": "rich_text_quote", "elements": [{"type": "broadcast", "range": "here"}]}]}  # fmt: skip
    row = f"<i><b>hi</b></i>{MENTION.format('@Ana')}"
    quote = f"<blockquote>{MENTION.format('@here')}</blockquote>"
    assert str(mrkdwn.rich(block, _Names())) == f'<ol class="indent-1"><li>{row}</li></ol>{quote}'


def test_every_emoji_that_salesbot_writes_has_a_sign():
    """What the rooms name between colons is a sign on the page, not a word."""
    root = Path(salesbot.__file__).parent
    rooms = [path for path in root.rglob("*.py") if path.relative_to(root).parts[0] not in ("playground", "cli")]
    named = {name for path in rooms for name in re.findall(r"(?<![\w:]):([a-z][a-z_]{2,}):(?![\w:])", path.read_text())}
    assert "white_check_mark" in named
    assert named - set(emoji.SIGNS) - {"memory"} == set(), "but :memory: is a database"
