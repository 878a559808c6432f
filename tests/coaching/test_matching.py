"""Which skill an answer shows: as good as we promise, true in its reasons, and calm with whatever is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training import measuring, report
from training.answers import TEST, VALIDATION, read, training

from salesbot.coaching.matching import Phrase, match
from salesbot.coaching.matching.cutting import LONGEST, cut, pieces
from salesbot.coaching.matching.features import read_meanings
from salesbot.coaching.matching.learned import NONE, learned
from salesbot.coaching.matching.learned import read as unpack
from salesbot.coaching.matching.matcher import _Read
from salesbot.coaching.rules.skills import Skill


@pytest.fixture(scope="module")
def said():
    return measuring.said_of(read(TEST))


def test_most_answers_are_recognised_and_the_others_left_alone(said):
    """On answers that it has not learned from it is as good as promised: 0.75 found, 0.80 right, 0.85 silent."""
    found = measuring.figures(said)

    assert found.found >= 0.75
    assert found.right >= 0.80
    assert found.silent >= 0.85


def test_the_page_shows_what_is_measured(said):
    """docs/matching.md holds the figures and the misses of the file that ships."""
    page = report.PAGE.read_text(encoding="utf-8")

    assert page == report.page(said)


def test_nothing_of_the_test_was_learned():
    """No answer of the test or of the validation stands among those that were learned from."""
    known = {" ".join(word.text for word in cut(one.text)) for one in training()}

    assert not [
        one.text for one in (*read(TEST), *read(VALIDATION)) if " ".join(w.text for w in cut(one.text)) in known
    ]


def test_there_is_enough_to_learn_from():
    """At least 1,500 answers; about a fifth of them show no skill; half of the others do not name theirs."""
    answers = training()
    showing = [one for one in answers if not one.fits_none]
    naming = [one for one in showing if any(_stem(label) in one.text.lower() for label in one.accepted)]

    assert len(answers) >= 1500
    assert len(answers) - len(showing) >= len(answers) / 5
    assert len(naming) <= len(showing) / 2


def _stem(label: str) -> str:
    return label.removesuffix("s").removesuffix("ing").removesuffix("ation")


def test_every_reason_is_true_of_the_text(said):
    """The words that are named stand in the answer, letter by letter."""
    for one in said:
        assert all(words and words in one.answer.text for words in one.words)
        assert bool(one.words) == (one.label != NONE)


@given(st.text(max_size=400))
def test_whatever_is_typed_is_read(text):
    """No text makes it stumble; what it names lies in the text, in order, and its confidence is a share."""
    found = match(text)

    if found is not None:
        assert 0 < found.confidence <= 1
        assert found.places == tuple(sorted(found.places))
        assert all(0 <= start < end <= len(text) for start, end in found.places)


@given(st.lists(st.sampled_from(["price", "they want 8% off", "Nothing.", "kids at school!\n", "ok"]), max_size=80))
def test_a_long_text_is_read_in_pieces(said):
    """Every word stands in exactly one piece, and no piece is longer than what was learned from."""
    text = " ".join(said)
    read = pieces(text)

    assert [word.text for one in read for word in cut(one.text)] == [word.text for word in cut(text)]
    assert all(text[one.start :].startswith(one.text) and len(one.words) <= LONGEST for one in read)


def test_one_telling_sentence_in_a_long_answer_is_found():
    """What says something is not drowned by what does not."""
    routine = "Visited the shop in the morning. Lunch in the canteen. Paperwork until three. "

    found = match(f"{routine * 8}Their buyer wants another 8% off before Friday. {routine * 8}")

    assert found is not None
    assert found.skill is Skill.NEGOTIATION


@pytest.mark.parametrize(
    ("text", "skill"),
    [
        ("they asked how much wiggle room we have", Skill.NEGOTIATION),
        ("only ever talk to tim, and tim is leaving in may", Skill.MULTITHREADING),
        ("thye aksed for antoher discuont", Skill.NEGOTIATION),
        ("all quiet, two demos went as planned", None),
        ("kids have a day off school", None),
        ("", None),
        ("👍", None),
    ],
)
def test_examples(text, skill):
    """Words of one's own, typos, routine and nothing at all."""
    found = match(text)

    assert (found.skill if found else None) is skill


def test_a_team_s_own_words_win():
    """What a team added is found as whole words, whatever its case, and before what was learned."""
    own = [Phrase(Skill.PARTNERS, "the blue desk"), Phrase(Skill.TONE, "blue")]

    found = match("Waiting for The  Blue Desk, and the buyer wants a discount", own=own)

    assert found is not None
    assert found.skill is Skill.PARTNERS
    assert match("they deblued it", own=own) is None


def test_the_file_is_read_as_it_was_written():
    """By training and by the matcher the scores of a well typed answer are the same, but for the rounding."""
    from training.learning import Reading, learn, packed

    answers = training()[::100]
    words = "cheaper: discount* knock_off\nboss: cfo"
    model = learn(answers, read_meanings(words), features=2_000)
    shipped = unpack(packed(model, words))
    reading = Reading(read_meanings(words), model.rarity)
    well_typed = [one for one in answers if all(shipped.mended(word.text) == word.text for word in cut(one.text))]
    for one in well_typed[:50]:
        values = reading.values(one.text)
        wanted = [
            bias + sum(values.get(name, 0) * weight for name, weight in zip(model.names, row, strict=True))
            for bias, row in zip(model.bias, model.weights, strict=True)
        ]
        assert _Read(shipped, pieces(one.text)[0]).scores() == pytest.approx(wanted, abs=0.05)


def test_the_shipped_file_knows_every_skill():
    """Its labels are the skills that the house knows, and none."""
    assert set(learned().labels) == {NONE, *(skill.value for skill in Skill)}
