"""Long messages become pages, whole and small enough."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbot.playground.strict.messages import message as strict_message
from salesbot.slack import kit, split

TEXTS = st.lists(st.text("ab <&>\nй😀", min_size=1, max_size=900).filter(str.strip), max_size=120)


@given(TEXTS)
def test_pages_hold_every_block_in_order_and_slack_takes_each(texts):
    """Nothing is cut away, and no page is larger than what Slack accepts."""
    blocks = [block for text in texts for block in kit.paragraphs(text)]
    pages = split.pages(*blocks)
    assert [block for page in pages for block in page] == blocks
    assert all(page and len(page) <= 50 and split.size(page) < 12_000 for page in pages)
    assert all(strict_message({"text": "x", "blocks": page}) is None for page in pages)


def test_one_persons_words_stay_on_one_page_where_they_fit():
    """A page breaks between people, not inside one."""
    people = [[kit.section(f"*{name}*"), kit.section("x" * 2500)] for name in "abcdefgh"]
    pages = split.groups(people)
    assert [len(page) for page in pages] == [8, 8]


def test_a_person_longer_than_a_page_goes_on_on_the_next():
    """Five long sections of one person need more than one page, and all are there."""
    part = [kit.section("x" * 2900) for _ in range(5)]
    assert [len(page) for page in split.groups([part])] == [4, 1]


def test_fifty_blocks_make_a_page():
    """A hundred and one small blocks are three pages."""
    assert [len(page) for page in split.pages(*[kit.divider()] * 101)] == [50, 50, 1]


def test_a_block_that_fits_nowhere_is_an_error():
    """Rather a clear error than a message that Slack refuses later."""
    block = {"type": "rich_text", "elements": ["x" * 12_000]}
    with pytest.raises(ValueError, match="more than a message takes"):
        split.pages(block)


def test_no_blocks_are_no_pages():
    """Nothing to say is no page."""
    assert split.pages() == []
