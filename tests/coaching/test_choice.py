"""The choice of a prompt: why this one, never too soon again, the same for the same inputs, and silence otherwise."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from salesbot.coaching.prompts import Library
from salesbot.coaching.rules.choice import FOCUS, NO_SUCH, NOTICED, SAID, TEAM_FOCUS, Chosen, Person, Silence, choose
from salesbot.coaching.rules.evidence import Said
from salesbot.coaching.rules.fairness import Gap
from salesbot.coaching.rules.history import REPEAT, Past
from salesbot.coaching.rules.prompt import Audience, Level, Prompt
from salesbot.coaching.rules.skills import Skill

TUESDAY = date(2026, 3, 3)
PRICE = "They asked how much wiggle room we have"


def prompt(name, skill=Skill.NEGOTIATION, *, audience=Audience.REP, level=Level.STARTER, signals=(), team=None):
    """A prompt of which only what the choice looks at matters."""
    return Prompt(
        id=name, title=name, skill=skill, audience=audience, level=level, minutes=5, signals=tuple(signals), lesson="",
        question="", action="", team_id=team,
    )  # fmt: skip


def shelf(*prompts):
    """A library of these."""
    return Library(()).with_own(prompts)


WHOLE = shelf(*(
    prompt(f"{skill}-{audience}-{level}", skill, audience=audience, level=level)
    for skill in Skill for audience in Audience for level in Level
))  # fmt: skip


def said(text=PRICE, skill=Skill.NEGOTIATION, *, day=TUESDAY, confidence=0.8, source="answer.1", **more):
    """Words that show a skill."""
    return Said(
        source=source, text=text, skill=skill, confidence=confidence, day=day, team_id=1, named=lambda: ((0, 4),),
        **more,
    )  # fmt: skip


def gap(skill=Skill.ONE_TO_ONES, *, days=23, confidence=0.4, who="UBEN"):
    """Somebody whom a manager had no time for."""
    return Gap(
        source=f"gap.{skill}.{who}", text="", skill=skill, confidence=confidence, day=TUESDAY, team_id=1,
        member_id=who, name="Ben", days=days, known=True,
    )  # fmt: skip


def ben(*, audience=Audience.REP, **more):
    """Ben, a rep of team 1."""
    heard = more.get("said", ())
    return Person(workspace_id="T1", member_id="UBEN", audience=audience, teams=(1,), **({"texts": len(heard)} | more))


def had(name, skill=Skill.NEGOTIATION, *, ago=1, **more):
    """A prompt that he had."""
    return Past(prompt=name, skill=skill, day=TUESDAY - timedelta(days=ago), **more)


def chosen(person, library=WHOLE, day=TUESDAY):
    """What is chosen; it must not be silence."""
    found = choose(person, library, day=day)
    assert isinstance(found, Chosen), found
    return found


# ---- what decides ----


def test_what_was_said_decides_and_is_the_evidence():
    """The skill of the clearest words, with the words that show it, the weightiest first."""
    older, other = (
        said(day=date(2026, 2, 24), source="answer.2"),
        said("x", Skill.TONE, confidence=0.7, source="answer.3"),
    )
    found = chosen(ben(said=[older, other, said()], checkins=3))
    assert (found.skill, found.why, found.checkins) == (Skill.NEGOTIATION, SAID, 3)
    assert [one.source for one in found.evidence] == ["answer.1", "answer.2"]


def test_a_blocker_weighs_more_than_an_answer_and_does_not_fade():
    """It is still in the way, however long ago it was said."""
    blocker = said("x", Skill.PARTNERS, day=TUESDAY - timedelta(days=20), confidence=0.6, blocker=True)
    assert chosen(ben(said=[said(confidence=0.8), blocker])).skill is Skill.PARTNERS


def test_the_newest_answer_weighs_most():
    """Of two equally clear ones."""
    old = said("x", Skill.TONE, day=TUESDAY - timedelta(days=6))
    assert chosen(ben(said=[old, said()])).skill is Skill.NEGOTIATION


def test_a_focus_of_ones_own_goes_before_the_teams_and_before_one_answer():
    """And is the reason that is told; what was said about it is told as well."""
    person = ben(said=[said(), said("y", Skill.TONE)], focus=Skill.TONE, team_focus=Skill.LOSSES, focus_team=1)
    found = chosen(person)
    assert (found.skill, found.why, len(found.evidence)) == (Skill.TONE, FOCUS, 1)
    assert chosen(ben(team_focus=Skill.LOSSES, focus_team=1)).why == TEAM_FOCUS
    clear = [said("z", source=f"answer.{at}", confidence=0.9) for at in range(3)]
    assert chosen(ben(said=clear, team_focus=Skill.LOSSES)).skill is Skill.NEGOTIATION


def test_silence_says_why():
    """Nothing said, nothing that fits, and nothing left are three reasons."""
    for person, words in (
        (ben(), "had not said anything"),
        (ben(texts=4), "nothing you said lately"),
        (ben(said=[said()], history=[had(f"negotiation-rep-{one}", ago=9, asked=True) for one in Level]),
         "every prompt that fits"),
        (ben(said=[said(confidence=0.2, day=TUESDAY - timedelta(days=13))], history=[had("b", ago=2), had("c", ago=4)]),
         "of a kind that you just had"),
    ):  # fmt: skip
        found = choose(person, WHOLE, day=TUESDAY)
        assert isinstance(found, Silence)
        assert words in found.reason


def test_managers_get_managers_prompts_and_reps_only_what_those_do_not_cover():
    """A rep's prompt comes to a manager only for what they said themselves, never for a focus."""
    library = shelf(prompt("for-reps"), prompt("for-managers", Skill.FEEDBACK, audience=Audience.MANAGER))
    manager = {"audience": Audience.MANAGER}
    assert chosen(ben(said=[said("x", Skill.FEEDBACK)], **manager), library).prompt.id == "for-managers"
    assert chosen(ben(said=[said()], **manager), library).prompt.id == "for-reps"
    assert isinstance(choose(ben(focus=Skill.NEGOTIATION, **manager), library, day=TUESDAY), Silence)
    assert isinstance(choose(ben(said=[said("x", Skill.FEEDBACK)]), library, day=TUESDAY), Silence)
    assert chosen(ben(said=[said()], **manager)).prompt.audience is Audience.MANAGER


def test_whom_a_manager_had_no_time_for_is_a_reason_where_they_said_nothing():
    """The longest wait alone, however many wait; faint and old words of their own go before it all the same."""
    gaps = [gap(), gap(confidence=1.0, who="UDEV"), *(gap(Skill.RECOGNITION, who=f"U{at}") for at in range(9))]
    ana = {"audience": Audience.MANAGER, "gaps": gaps}
    found = chosen(ben(**ana))
    assert (found.skill, found.why, [one.source for one in found.evidence]) == (
        Skill.ONE_TO_ONES, NOTICED, ["gap.one-to-ones.UDEV"]
    )  # fmt: skip
    old = said("x", Skill.TONE, day=TUESDAY - timedelta(days=14), confidence=0.55)
    assert chosen(ben(said=[old], **ana)).skill is Skill.TONE
    heard = chosen(ben(said=[said("x", Skill.ONE_TO_ONES)], **ana))
    assert (heard.why, [one.source for one in heard.evidence]) == (SAID, ["answer.1"])
    assert chosen(ben(focus=Skill.ONE_TO_ONES, **ana)).why == FOCUS
    ignored = [had("a", Skill.ONE_TO_ONES, ago=2), had("b", Skill.RECOGNITION, ago=5)]
    assert isinstance(
        choose(ben(audience=Audience.MANAGER, gaps=[gap()], history=ignored), WHOLE, day=TUESDAY), Silence
    )


def test_what_was_ignored_or_useless_sinks_and_what_was_done_rises():
    """Two skills as clear as one another: the one whose prompts were used comes."""
    both = [said(), said("x", Skill.TONE)]
    for past in (had("a", ago=20, useless="not_me"), had("a", ago=20)):
        assert chosen(ben(said=both, history=[past, had("t", Skill.OBJECTIONS, ago=5, did=True)])).skill is Skill.TONE
    risen = [had("t", Skill.TONE, ago=20, did=True), had("o", Skill.OBJECTIONS, ago=5, did=True)]
    assert chosen(ben(said=both, history=risen)).skill is Skill.TONE


def test_not_three_of_a_skill_running_unless_it_is_the_focus():
    """Then something else that they said has its turn, for a week."""
    twice = [had("a", ago=2, did=True), had("b", ago=5, did=True)]
    clear = [said(confidence=1.0), said("x", Skill.TONE, confidence=0.2)]
    assert chosen(ben(said=clear, history=twice)).skill is Skill.TONE
    assert chosen(ben(said=clear, history=twice, focus=Skill.NEGOTIATION)).skill is Skill.NEGOTIATION
    a_week_ago = [had("a", ago=7, did=True), had("b", ago=9, did=True)]
    assert chosen(ben(said=clear, history=a_week_ago)).skill is Skill.NEGOTIATION


def test_a_focus_for_which_there_is_no_prompt_says_so():
    """A manager to whom nothing came on it has not had all that fits; a team's focus has its turns, as all else."""
    library = shelf(prompt("for-reps"))
    manager = ben(audience=Audience.MANAGER, team_focus=Skill.NEGOTIATION)
    assert choose(manager, library, day=TUESDAY) == Silence(NO_SUCH)
    twice = [had("a", ago=2, did=True), had("b", ago=5, did=True)]
    assert isinstance(choose(ben(team_focus=Skill.NEGOTIATION, history=twice), WHOLE, day=TUESDAY), Silence)


# ---- which prompt of a skill ----


def test_signals_that_come_near_to_the_words_decide_which_prompt():
    """By their telling words, whatever their endings."""
    library = shelf(
        prompt("far", signals=["procurement sent their terms"]),
        prompt("near", signals=["asking for wiggle room", "they want a rebate"]),
    )
    assert chosen(ben(said=[said()]), library).prompt.id == "near"


def test_where_no_signal_comes_near_the_prompts_other_words_decide():
    """A lesson that speaks of the same thing fits better than one that does not, at the same level."""
    library = shelf(prompt("of wiggle room"), *(prompt(f"other {at}") for at in range(9)))
    assert chosen(ben(said=[said()]), library).prompt.id == "of wiggle room"


def test_the_level_rises_with_use():
    """A starter first; what somebody knew already, noted and did asks for more."""
    for history, level in (
        ([], Level.STARTER),
        ([had("a", ago=70, did=True), had("b", ago=80, did=True)], Level.PRACTISED),
        ([had("a", ago=70, useless="known")], Level.PRACTISED),
        ([had(f"p{at}", ago=70 + at, did=True, done=True) for at in range(3)], Level.SEASONED),
    ):
        assert chosen(ben(said=[said()], history=history)).prompt.level is level


def test_of_equals_the_one_not_seen_for_longest_comes():
    """Then a stable hash decides, not chance and not the library's order."""
    library = shelf(prompt("seen"), prompt("seen-long-ago"), prompt("new"))
    past = [had("seen", ago=100, did=True), had("seen-long-ago", ago=200)]
    assert chosen(ben(said=[said()], history=past), library).prompt.id == "new"
    assert chosen(ben(said=[said()], history=[*past, had("new", ago=61)]), library).prompt.id == "seen-long-ago"


def test_a_teams_own_prompt_counts_for_that_team():
    """It comes to that team's people, and its team is the one whose managers count it."""
    own = prompt("own.1", team=1, signals=["wiggle room"])
    found = chosen(ben(said=[said()], own=[own]), shelf(prompt("ours", signals=["wiggle room"])))
    assert (found.prompt.id, found.team_id) == ("own.1", 1)


# ---- whatever the inputs ----

skills = st.sampled_from(Skill)
days = st.dates(TUESDAY - timedelta(days=120), TUESDAY - timedelta(days=1))
heard = st.builds(
    said, st.sampled_from([PRICE, "Zenith", "the board wants a discount"]), skills,
    day=st.dates(TUESDAY - timedelta(days=14), TUESDAY), confidence=st.floats(0.1, 1.0),
    source=st.integers(1, 40).map(lambda number: f"answer.{number}"), blocker=st.booleans(),
)  # fmt: skip
pasts = st.builds(
    Past, prompt=st.sampled_from([one.id for one in WHOLE.prompts]), skill=skills, day=days, did=st.booleans(),
    useless=st.sampled_from(["", "known", "not_me", "not_now", "unclear"]), snoozed=st.booleans(),
)  # fmt: skip
missed = st.builds(
    gap, skills, confidence=st.floats(0.3, 1.0), who=st.sampled_from(["UBEN", "UCLEO", "UDEV"]),
)  # fmt: skip
persons = st.builds(
    ben, said=st.lists(heard, max_size=9, unique_by=lambda one: one.source), history=st.lists(pasts, max_size=30),
    focus=st.none() | skills, team_focus=st.none() | skills, focus_team=st.just(1),
    audience=st.sampled_from(Audience), gaps=st.lists(missed, max_size=5, unique_by=lambda one: one.source),
)  # fmt: skip


@given(persons, st.randoms(use_true_random=False))
def test_the_same_inputs_make_the_same_choice_and_nothing_comes_twice(person, chance):
    """In whatever order the database gives them; never within 60 days; and the reason is true of what it cites."""
    found = choose(person, WHOLE, day=TUESDAY)
    shuffled = Person(**{
        **vars(person), "said": chance.sample(list(person.said), len(person.said)),
        "history": chance.sample(list(person.history), len(person.history)),
        "gaps": chance.sample(list(person.gaps), len(person.gaps)),
    })  # fmt: skip
    assert choose(shuffled, WHOLE, day=TUESDAY) == found
    if isinstance(found, Silence):
        return
    recent = {one.prompt for one in person.history if TUESDAY - one.day < REPEAT}
    assert found.prompt.id not in recent
    assert found.prompt.skill is found.skill
    assert all(one in (*person.said, *person.gaps) and one.skill is found.skill for one in found.evidence)
    spoken = sum(one.skill is found.skill for one in person.said)
    assert len(found.evidence) == (spoken or any(one.skill is found.skill for one in person.gaps))
    reasons = {
        SAID: bool(spoken),
        NOTICED: bool(found.evidence) and not spoken,
        FOCUS: person.focus is found.skill,
        TEAM_FOCUS: person.team_focus is found.skill,
    }
    assert reasons[found.why]


@given(st.lists(st.tuples(skills, st.booleans()), min_size=1, max_size=40))
def test_over_a_year_of_prompts_none_repeats_within_sixty_days(script):
    """Whatever is said, and whatever is done with them."""
    history, day = [], TUESDAY
    for skill, did in script:
        found = choose(ben(said=[said("x", skill, day=day)], history=history), WHOLE, day=day)
        if isinstance(found, Chosen):
            earlier = [one.day for one in history if one.prompt == found.prompt.id]
            assert all(day - one >= REPEAT for one in earlier)
            history.append(Past(prompt=found.prompt.id, skill=found.skill, day=day, did=did))
        day += timedelta(days=3)
