"""The decisions of check-ins, from values alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbot.checkins import rules
from salesbot.checkins.blocks.entries import together
from salesbot.checkins.blocks.question import said
from salesbot.checkins.model import Question
from salesbot.checkins.rules import Asked, Entry, Weight
from salesbot.errors import Refusal
from salesbot.slack import kit, split

TUESDAY = date(2026, 3, 3)


def closing(opens: str, fire: str | None, *, ask: time = time(9, 15), close: time = time(14)) -> datetime:
    at = datetime.fromisoformat(f"2026-03-03T{fire}Z") if fire else None
    return rules.closes_at(
        TUESDAY, opens_at=datetime.fromisoformat(f"2026-03-03T{opens}Z"), ask_wall=ask, close_wall=close, fire_at=at
    )


def test_a_round_closes_at_its_closing_wall_time():
    """Asked at 09:15, closed at 14:00 of the same wall."""
    assert closing("09:15", "14:00") == datetime(2026, 3, 3, 14, tzinfo=UTC)


def test_a_round_asked_after_its_closing_time_stays_open_as_long_as_usual():
    """Asked by hand at 17:00, it closes four and three quarter hours later."""
    assert closing("17:00", "14:00") == datetime(2026, 3, 3, 21, 45, tzinfo=UTC)


def test_a_round_that_closes_after_midnight_closes_the_next_day():
    """22:00 to 02:00 is four hours, though 02:00 of the same day is long past."""
    assert closing("22:00", "02:00", ask=time(22), close=time(2)) == datetime(2026, 3, 4, 2, tzinfo=UTC)


def test_a_round_is_never_shorter_than_the_last_call_allows():
    """A question can always be answered: there are at least two hours."""
    assert closing("13:30", "14:00", ask=time(13, 30)) == datetime(2026, 3, 3, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asks", "closes"),
    [(time(9, 15), time(14)), (time(12), time(14)), (time(18, 30), time(23, 15)), (time(20), time(0, 45))],
)
def test_a_late_hour_brings_a_late_close(asks, closes):
    """A check-in set up for the evening closes as long after its question as the standup does."""
    assert rules.close_wall(asks, usual_ask=time(9, 15), usual_close=time(14)) == closes


def test_the_usual_grace_ends_an_hour_before_the_close():
    """From 09:15 to 14:00 a question may come 3 h 45 min late."""
    assert rules.usual_grace(ask_wall=time(9, 15), close_wall=time(14)) == timedelta(hours=3, minutes=45)


@pytest.mark.parametrize(
    "text",
    [
        "", "no", "None.", "nope!", " nothing ", "N/A", "N.A.", "n.a", "-", "\N{EM DASH}", "...", "All good",
        "Nothing today", "None so far", "No blockers today", "nothing right now", "Nothing at the moment, thanks!",
        "Today: nothing", "Nope, all good", "So far so good", "currently none", "not today", "Not really", "I'm good",
        "nichts", "Nichts heute", "Keine Blocker, danke", "rien pour le moment", "👍", "👍🏽", ":+1:",
        ":+1::skin-tone-4:", ":thumbsup:", "None 🙂", "✔️",
    ],
)  # fmt: skip
def test_saying_that_nothing_blocks_is_no_blocker(text):
    """People write "none" into an optional field."""
    assert not rules.is_blocker(text)


@pytest.mark.parametrize(
    "text",
    [
        "Legal has the contract", "no budget", "none of the leads call back", "Nothing works since the update",
        "No reply from legal", "No reply from legal today", "Nothing is moving right now", "no budget so far, thanks",
        "No blockers list from legal", "Not enough leads today", "Not all good", "Still nothing from legal",
        "No, legal", "Today legal", "All good leads are gone", "Nothing but legal", "None. Well, legal",
        "No demo account yet", "👎", "👍 from legal is missing", ":-1:", "no\nlegal has it", "so far", "?",
    ],
)  # fmt: skip
def test_a_sentence_is_a_blocker(text):
    """A sentence that begins with "no" still names something, however politely it ends."""
    assert rules.is_blocker(text)


@given(
    st.sampled_from(["no", "none", "nothing today", "all good", "not"]), st.text("abcdefgh", min_size=9, max_size=20)
)
def test_a_word_more_is_a_blocker(phrase, word):
    """Only whole phrases say that nothing is in the way."""
    assert rules.is_blocker(f"{phrase} {word}")
    assert rules.is_blocker(f"{word} {phrase}")


def test_a_required_answer_that_is_missing_is_refused_beside_its_field():
    """The refusal names the field, so that the form can show it there."""
    with pytest.raises(Refusal) as refused:
        rules.clean({7: "  "}, [Asked(7, required=True)])
    assert refused.value.field == "question.7"


def test_an_answer_too_long_is_refused_and_says_by_how_much():
    """3,000 characters fit; the words say how many there are."""
    with pytest.raises(Refusal, match="3,001"):
        rules.clean({7: "x" * 3001}, [Asked(7, required=False)])


def test_only_the_questions_of_the_set_are_kept():
    """A field that is not among the questions is nobody's answer."""
    assert rules.clean({7: " yes ", 8: "stray"}, [Asked(7, required=True)]) == {7: "yes"}


def test_reminders_stop_after_three_silent_rounds():
    """Three rounds without an answer are enough; one answer among them starts it again."""
    assert not rules.reminding([False, False, False])
    assert rules.reminding([False, False, True])
    assert rules.reminding([False, False])
    assert rules.reminding([])


NINE_FIFTEEN = datetime(2026, 3, 3, 9, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("late", "after"),
    [(0, 90), (1, 90), (5, 90), (6, 96), (95, 185)],
)
def test_a_reminder_never_comes_on_the_heels_of_a_late_question(late, after):
    """It is fixed by the question's own time; where an outage made the question late, by when it came."""
    asked_at = NINE_FIFTEEN + timedelta(minutes=late)
    assert rules.reminds_at(NINE_FIFTEEN, asked_at=asked_at, minutes=90) == NINE_FIFTEEN + timedelta(minutes=after)


@given(late=st.integers(-60, 1_440), minutes=st.sampled_from([30, 60, 90, 120, 180, 240]))
def test_a_reminder_leaves_time_to_answer(late, minutes):
    """However late the question, nearly all of the wait is left after it."""
    asked_at = NINE_FIFTEEN + timedelta(minutes=late)
    left = rules.reminds_at(NINE_FIFTEEN, asked_at=asked_at, minutes=minutes) - asked_at
    assert left >= timedelta(minutes=minutes) - rules.HARDLY_LATE


WEIGHTS = st.builds(Weight, size=st.integers(300, 4_000), blocks=st.integers(1, 6), pages=st.just(1))


def entries(weights: list[Weight], pages: dict[int, int] | None = None) -> list[Entry]:
    return [Entry(n, (pages or {}).get(n), weight) for n, weight in enumerate(weights)]


def fill(given: dict[int, int], weights: list[Weight]) -> dict[int, int]:
    """How many characters stand on each page."""
    sizes: dict[int, int] = {}
    for n, page in given.items():
        sizes[page] = sizes.get(page, 0) + weights[n].size
    return sizes


@given(st.lists(WEIGHTS, min_size=1, max_size=60))
def test_pages_never_overflow_and_none_is_left_empty(weights):
    """Entries fill pages in order; each stays under Slack's limit, the first with room for its head."""
    given_pages = rules.paginate(entries(weights))
    sizes = fill(given_pages, weights)
    assert all(size + (rules.HEAD_SIZE if page == 0 else 0) <= rules.PAGE_LIMIT for page, size in sizes.items())
    assert set(range(1, max(sizes) + 1)) <= set(sizes)


@given(WEIGHTS, st.integers(2, 60))
def test_nobody_stands_alone_on_the_last_page_of_a_report_that_comes_at_once(weight, people):
    """The last page is about as full as the one before it; whoever stood already is not moved for that."""
    found = list(rules.paginate(entries([weight] * people)).values())
    last = max(found)
    assert (
        last == 0
        or found.count(last) in {found.count(last - 1), found.count(last - 1) - 1}
        or last == 1 < found.count(1)
    )
    assert found == sorted(found)


@given(st.lists(WEIGHTS, min_size=1, max_size=40), st.lists(WEIGHTS, min_size=1, max_size=40))
def test_whoever_stands_in_a_report_stays_where_they_are(before, after):
    """New answers never move anybody."""
    first = rules.paginate(entries(before))
    second = rules.paginate(entries(before + after, first))
    assert {n: second[n] for n in first} == first


@given(st.lists(WEIGHTS, min_size=2, max_size=30), st.data())
def test_an_edit_moves_nobody_else(weights, data):
    """Whoever's answer grows may have to move; the others stay."""
    first = rules.paginate(entries(weights))
    who = data.draw(st.integers(0, len(weights) - 1))
    grown = [*weights[:who], Weight(9_000, 8, 1), *weights[who + 1 :]]
    second = rules.paginate(entries(grown, first))
    assert sum(second[n] != first[n] for n in first) <= len([n for n in first if first[n] == first[who]])
    assert all(
        size + (rules.HEAD_SIZE if page == 0 else 0) <= rules.PAGE_LIMIT for page, size in fill(second, grown).items()
    )


def test_an_entry_longer_than_a_page_gets_pages_of_its_own():
    """It stands after all others, and nobody is put onto its pages later."""
    long, short = Weight(30_000, 14, 4), Weight(400, 2, 1)
    first = rules.paginate(entries([short, long]))
    assert first == {0: 0, 1: 1}
    assert rules.paginate(entries([short, long, short], first)) == {0: 0, 1: 1, 2: 5}


@given(st.lists(st.text(max_size=3_000), min_size=1, max_size=3))
def test_the_estimated_weight_is_never_too_low(texts):
    """What the rules reckon is at least what the blocks take, in characters, blocks and pages."""
    questions = [Question(id=n, words="What is the one thing today?", position=n) for n in range(len(texts))]
    answers = {n: text for n, text in enumerate(texts) if text}
    blocks = together([kit.section("*Ben* · 09:15, late, edited"), *said(questions, answers)])
    weight = rules.weigh([f"{questions[n].words}\n{text}" for n, text in answers.items()])
    assert weight.size >= split.size(blocks) - 2
    assert weight.blocks >= len(blocks)
    assert weight.pages >= len(split.pages(*blocks))
