"""Whatever people change, whenever processes die and Slack fails: the truths of a check-in hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from machine import BusyMachine, SalesMachine
from shorten import failure, shortest, told
from sqlalchemy import select

from salesbot.checkins.model import Ask
from salesbot.checkins.service.close import OVER
from salesbot.schedule.model import Occurrence
from salesbot.schedule.rules import PAUSED

if TYPE_CHECKING:
    from company import Company

STEPS = 50
SHARDS = 12  # so that several workers share the stories; each shard has a seed of its own
RUNS, LONG_RUNS = 25, 1667


def play(company: Company, kind: type[SalesMachine], *, runs: int, number: int) -> None:
    """Play so many stories; of one that fails the steps are printed, and then as few of them as still fail."""
    machine = type("Machine", (kind,), {"company": company})
    chosen = settings(
        max_examples=runs, stateful_step_count=STEPS, database=None, deadline=None, print_blob=True,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    print(f"machine: seed {number}, {runs} runs of {STEPS} steps")  # noqa: T201  shown where it fails
    try:
        run_state_machine_as_test(seed(number)(machine), settings=chosen)
    except Exception as error:
        for steps in told(error):
            wrong = failure(machine, steps)
            found = shortest(steps, lambda some, wrong=wrong: failure(machine, some) == wrong) if wrong else steps
            print(f"{wrong or 'played again, it goes well'}:", *found, sep="\n")  # noqa: T201  the same
        raise


@pytest.mark.timeout(900)
@pytest.mark.parametrize("shard", range(SHARDS))
def test_stories(company: Company, shard: int) -> None:
    """In 300 stories of 50 steps no truth is broken."""
    play(company, SalesMachine, runs=RUNS, number=20260303 + shard)


@pytest.mark.chaos
@pytest.mark.parametrize("shard", range(SHARDS))
def test_many_stories(company: Company, shard: int, chaos_seed: int) -> None:
    """In 20,000 stories of 50 steps no truth is broken."""
    play(company, BusyMachine, runs=LONG_RUNS, number=chaos_seed + shard)


# ---- stories that failed once, made short ----


@pytest.fixture
def story(company: Company) -> SalesMachine:
    """An empty story on the fixed Monday."""

    class Machine(SalesMachine):
        pass

    Machine.company = company
    return Machine()


MONDAY = "2026-03-02T06:00"


def test_a_question_of_who_left_says_so(story: SalesMachine) -> None:
    """Who leaves with an open question reads there that nothing is left to answer."""
    story.starts_at(MONDAY)
    story.next_comes(late=0)
    story.next_comes(late=0)
    for who in sorted(story.team.people):
        story.leaves(who=who)
    story.teardown()


def test_a_report_names_who_was_off_after_the_last_close(story: SalesMachine) -> None:
    """Somebody in a later zone who turns out to be away is not *still to come* for ever."""
    story.starts_at(MONDAY)
    story.asks_on(weekdays="1", every=1)
    story.leaves(who="UCLEO")
    story.travels(who="UBEN", zone="Pacific/Pago_Pago")
    story.is_away(who="UBEN", begins=-1, days=6)
    story.next_comes(late=0)
    story.answers(who="UANA", nth=0, blocker="", word="")
    for _ in ("the reminder", "Ana's close", "Ben's morning"):
        story.next_comes(late=0)
    story.teardown()


def test_two_unclear_answers_days_apart_give_nothing_up(story: SalesMachine) -> None:
    """A process that was away for days between two resets goes on trying to say what it promised."""
    story.starts_at(MONDAY)
    story.slack_will_fail(faults=["reset", "reset", "reset"])
    story.next_comes(late=0)
    story.run(story.company.wait(timedelta(days=3)))
    story.slack_will_fail(faults=["500", "500", "500"])
    story.delivers()
    story.teardown()


def test_what_was_typed_yesterday_offers_nothing_today(story: SalesMachine) -> None:
    """The question what a typed text was loses its buttons when the next round is asked."""
    story.starts_at(MONDAY)
    story.next_comes(late=0)
    for who in sorted(story.team.people):
        story.types(who=who, use=False)
    story.delivers()
    story.run(story.company.wait(timedelta(hours=23)))
    story.next_comes(late=1)
    story.teardown()


def test_a_plan_changed_after_the_clock_was_set_back_over_a_change_holds(story: SalesMachine) -> None:
    """By the clock it is the day before the last change again: of the versions that are ahead the last is changed."""
    story.starts_at("2026-04-03T12:00")
    story.run(story.company.wait(timedelta(days=1)))
    story.asks_on(weekdays="67", every=1)
    story.clock_is_set(minutes=-180)
    story.asks_monthly(nth=4, weekday="7")
    story.beats()
    story.run(story.company.wait(timedelta(days=2)))
    story.teardown()


def test_a_change_does_not_wait_for_a_clock_that_was_set_back(story: SalesMachine) -> None:
    """What stands in Slack is changed at once, though the calendar says again that its time is to come."""
    story.starts_at(MONDAY)
    story.next_comes(late=0)
    story.clock_is_set(minutes=-180)
    for who in sorted(story.team.people):
        story.types(who=who, use=True)
    story.rests()
    story.teardown()


def test_a_report_for_the_close_comes_after_days_of_downtime(story: SalesMachine) -> None:
    """The last part is ended by the next question before its own close is done; what waits for that close comes."""
    story.starts_at("2026-03-27T20:00")
    story.is_published(mode="close", which=0)
    story.next_comes(late=20)
    story.answers(blocker="", nth=0, who="UCLEO", word="")
    story.run(story.company.wait(timedelta(hours=9)))
    story.beats()
    story.run(story.company.wait(timedelta(hours=14)))
    story.teardown()


def test_every_day_of_a_pause_is_written_down(story: SalesMachine) -> None:
    """Paused, it is asked at other hours and people travel and come; then nothing runs, and it goes on."""
    story.starts_at(MONDAY)
    story.next_comes(late=0)
    story.is_paused(on=True)
    story.hours_pass(hours=26)
    story.beats()
    story.travels(who="UBEN", zone="Australia/Sydney")
    story.joins(who="UDEV", role="rep")
    story.asks_at(wall=time(8))
    story.next_comes(late=130)
    story.days_pass(days=3)
    story.is_paused(on=False)
    story.beats()
    assert story.truths.seen[PAUSED] > len(story.team.people)
    story.next_comes(late=0)
    story.teardown()


def test_a_question_in_a_message_that_never_came_is_missed(story: SalesMachine) -> None:
    """Two questions share a message that lapses: both are called missed at that moment, not one at its close."""
    story.starts_at(MONDAY)
    story.joins(who="UBEN", role="rep")
    story.asks_on(every=1, weekdays="12345")
    story.another_asks(minutes=0)
    story.another_asks_everyone_now()
    story.asks_everyone_now()
    story.run(story.company.wait(timedelta(hours=36)))
    story.rests()
    assert story.run(_fates_of_carried(story.company)) == [("skipped", "missed")]
    story.teardown()


def test_an_announcement_names_who_manages_the_team_now(story: SalesMachine) -> None:
    """Somebody becomes a manager while a blocker is open: its message in the channel asks them as well."""
    story.starts_at(MONDAY)
    story.next_comes(late=0)
    story.answers(who="UANA", nth=0, blocker="legal", word="")
    story.delivers()
    story.joins(who="UBEN", role="manager")
    story.teardown()


def test_a_kept_answer_does_not_say_when_the_last_close_comes(story: SalesMachine) -> None:
    """It was given before its round, for a check-in read at the close; then others travelled, and the author left."""
    story.starts_at(MONDAY)
    story.leaves(who="UCLEO")
    story.is_paused(on=False)
    story.answers_early(nth=0, who="UBEN")
    story.is_published(mode="close", which=0)
    story.travels(who="UANA", zone="America/Los_Angeles")
    story.delivers()
    story.leaves(who="UBEN")
    story.asks_everyone_now()
    story.teardown()


def test_a_reminder_follows_an_answer_though_the_clock_was_set_back(story: SalesMachine) -> None:
    """By the clock it is before the reminder's time again; it stands all the same, and says thanks."""
    story.starts_at(MONDAY)
    story.asks_everyone_now()
    story.next_comes(late=1)
    story.next_comes(late=1)
    story.clock_is_set(minutes=-180)
    story.another_asks(minutes=0)
    story.another_asks_everyone_now()
    for _ in range(2):
        story.next_comes(late=0)
        for ask_id in story.run(story.team.open_parts("UCLEO")):
            story._answer("UCLEO", ask_id, blocker="")
    story.teardown()


def test_what_was_typed_is_left_where_it_is_by_whoever_left(story: SalesMachine) -> None:
    """Somebody is asked no more; the question what they typed was goes the way of the round it was about."""
    story.starts_at("2026-03-27T20:00")
    story.next_comes(late=0)
    for use in (True, False):
        story.types(who="UCLEO", use=use)
    story.joins(who="UCLEO", role="observer")
    for _ in range(2):
        story.next_comes(late=20)
    story.teardown()


def test_a_question_that_comes_anew_is_missed_when_its_message_lapses(story: SalesMachine) -> None:
    """Its early answer was taken back, it is asked in a new message, and nothing is sent until it is too late."""
    story.starts_at(MONDAY)
    story.answers_early(nth=0, who="UBEN")
    story.takes_back(nth=0, who="UBEN")
    story.asks_everyone_now()
    story.beats()
    story.run(story.company.wait(timedelta(hours=36)))
    story.rests()
    assert story.run(_fates_of_carried(story.company)) == [("skipped", "missed")]
    story.teardown()


def test_what_a_change_passed_by_stays_so_though_the_clock_is_set_back(story: SalesMachine) -> None:
    """Moved after its new hour had gone by, a check-in begins tomorrow, as its preview said."""
    story.starts_at("2026-03-27T20:00")
    story.next_comes(late=0)
    story.another_asks(minutes=0)
    story.next_comes(late=0)
    story.another_asks(minutes=15)
    story.clock_is_set(minutes=-180)
    story.beats()
    story.teardown()


def test_what_was_due_before_a_change_keeps_its_hour_though_the_clock_is_set_back(story: SalesMachine) -> None:
    """Set forward over its hour, the clock makes a question due; then comes a change, and the clock is set back."""
    story.starts_at(MONDAY)
    story.another_asks(minutes=0)
    story.another_asks(minutes=15)
    story.run(story.company.wait(timedelta(hours=8, minutes=16)))
    story.beats()
    story.clock_is_set(minutes=61)
    story.another_asks(minutes=0)
    story.clock_is_set(minutes=-180)
    story.beats()
    story.run(story.company.wait(timedelta(hours=2, minutes=20)))
    story.beats()
    story.teardown()


def test_a_prompt_no_longer_quotes_what_was_changed(company: Company) -> None:
    """It came because of a blocker, whose author then answered something else."""
    story = type("Machine", (BusyMachine,), {"company": company})()
    story.starts_at(MONDAY)
    story.takes_back(nth=0, who="UANA")
    story.coaching_is_chosen(who="UANA", days="24", wall=time(8), paused=False)
    story.asks_at(wall=time(0, 30))
    story.takes_back(nth=0, who="UBEN")
    story.day_goes_on(answering={"UANA"}, blocker="", late=0, times=5)
    story.asks_everyone_now()
    story.day_goes_on(answering={"UANA"}, blocker="", late=0, times=3)
    story.takes_back(nth=0, who="UANA")
    story.day_goes_on(answering={"UANA"}, blocker="legal", late=0, times=2)
    story.answers(who="UANA", nth=0, blocker="", word="changed")
    story.teardown()


def test_a_prompt_keeps_the_day_of_what_it_quotes(company: Company) -> None:
    """You said yesterday that this is in your way, Ana read on Friday, and says so again a week later."""
    story = type("Machine", (BusyMachine,), {"company": company})()
    story.starts_at(MONDAY)
    story.ordinary_days_go_by(days=1)
    story.hours_pass(hours=14)
    story.coaching_is_chosen(who="UANA", days="24", wall=time(8), paused=False)
    story.ordinary_days_go_by(days=2)
    story.day_goes_on(answering={"UANA", "UBEN", "UCLEO", "UDEV"}, blocker="legal", late=0, times=3)
    story.ordinary_days_go_by(days=2)
    story.days_pass(days=4)
    story.ordinary_days_go_by(days=1)
    story.answers(who="UANA", nth=0, blocker="legal", word="still")
    story.teardown()


def test_nobody_is_asked_about_a_day_before_one_that_is_over(story: SalesMachine) -> None:
    """Monday is over for somebody where the date is earliest; by a new hour, in Sydney, it would be Sunday's time."""
    story.starts_at("2026-04-03T12:00")
    story.travels(who="UBEN", zone="Pacific/Kiritimati")
    story.asks_at(wall=time(0, 0))
    story.run(story.company.wait(timedelta(hours=46)))
    story.beats()
    story.asks_at(wall=time(23, 45))
    story.asks_on(every=1, weekdays="1234567")
    story.travels(who="UBEN", zone="Australia/Sydney")
    story.teardown()


def test_a_reminder_says_since_when_on_the_wall_that_its_reader_had(story: SalesMachine) -> None:
    """Who left was blocked since Friday; the manager who was reminded flies to where it was Saturday by then."""
    machine = type("Machine", (BusyMachine,), {"company": story.company})()
    machine.starts_at("2026-10-23T05:00")
    machine.day_goes_on(answering={"UBEN", "UANA"}, blocker="legal", late=0, times=5)
    machine.asks_monthly(nth=4, weekday="5")
    machine.leaves(who="UBEN")
    machine.day_goes_on(answering={"UANA"}, blocker="", late=20, times=6)
    machine.travels(who="UANA", zone="Pacific/Apia")
    machine.teardown()


def test_a_private_answer_names_whoever_reads_it_now(company: Company) -> None:
    """Only you see this, Ana read, and the team has another manager by now."""
    story = type("Machine", (BusyMachine,), {"company": company})()
    story.starts_at("2026-12-23T10:00")
    story.is_published(mode="managers", which=0)
    story.day_goes_on(answering={"UCLEO", "UDEV", "UBEN", "UANA"}, blocker="legal", late=20, times=2)
    story.joins(who="UDEV", role="manager")
    story.teardown()


def test_a_round_that_was_over_is_looked_at_after_whom_a_new_plan_brings(company: Company) -> None:
    """Ben comes on Wednesday again, after its last close; he is missed, and nobody waits for him any more."""
    story = type("Machine", (BusyMachine,), {"company": company})()
    story.starts_at("2011-12-28T01:00")
    story.asks_everyone_now()
    story.asks_monthly(nth=5, weekday="1")
    story.day_goes_on(answering={"UBEN", "UCLEO"}, blocker="no", late=0, times=5)
    story.asks_on(every=1, weekdays="12345")
    story.types(use=True, who="UANA")
    story.joins(role="contributor", who="UCLEO")
    story.delivers()
    story.teardown()


def test_a_round_that_was_over_is_looked_at_after_whoever_moves_into_it(company: Company) -> None:
    """Ben comes to the team when its Monday is over, and flies to where it is Sunday still; he is off that Monday."""
    story = type("Machine", (BusyMachine,), {"company": company})()
    story.starts_at("2026-03-01T06:00")
    story.leaves(who="UBEN")
    for who in ("UANA", "UBEN", "UCLEO", "UDEV"):
        story.travels(who=who, zone="Pacific/Kiritimati")
    story.day_goes_on(answering={"UANA", "UCLEO", "UDEV"}, blocker="", late=0, times=2)
    story.run(story.company.wait(timedelta(hours=16)))
    story.beats()
    story.joins(who="UBEN", role="rep")
    story.delivers()
    story.travels(who="UBEN", zone="Pacific/Honolulu")
    story.is_away(who="UBEN", begins=1, days=0)
    story.run(story.company.wait(timedelta(hours=18)))
    story.beats()
    assert story.run(_looked_at(company, date(2026, 3, 2))) == ["done"]
    story.teardown()


def test_a_report_to_managers_goes_with_whoever_manages_no_more(company: Company) -> None:
    """Dev leaves when his own part of it, the last one, has closed; then Ben is asked in it as well."""
    story = type("Machine", (BusyMachine,), {"company": company})()
    story.starts_at("2026-04-03T12:00")
    story.is_published(mode="managers", which=1)
    story.asks_monthly(nth=2, weekday="1")
    story.takes_back(nth=0, who="UCLEO")
    story.travels(who="UANA", zone="Asia/Kolkata")
    story.leaves(who="UCLEO")
    story.joins(role="manager", who="UDEV")
    story.days_pass(days=2)
    story.is_away(begins=2, days=3, who="UANA")
    story.asks_on(every=3, weekdays="135")
    story.hours_pass(hours=14)
    story.hours_pass(hours=14)
    story.ordinary_days_go_by(days=1)
    story.asks_everyone_now()
    story.leaves(who="UDEV")
    story.rests()
    story.teardown()


def test_what_was_kept_is_read_again_when_its_author_is_back(company: Company) -> None:
    """Ben answers early, leaves, and is back as an observer when the question has had its time."""
    story = type("Machine", (BusyMachine,), {"company": company})()
    story.starts_at("2026-03-02T06:00")
    story.answers_early(nth=1, who="UBEN")
    story.leaves(who="UBEN")
    story.hours_pass(hours=14)
    story.next_comes(late=130)
    story.joins(role="observer", who="UBEN")
    story.teardown()


def test_a_report_says_again_what_it_said_before_a_change_that_went_wrong(company: Company) -> None:
    """Slack took Ana's late answer into the report and said that it had not; she takes it back before the next try."""
    story = type("Machine", (BusyMachine,), {"company": company})()
    story.starts_at("2011-12-28T01:00")
    story.clicks(button="skip", who="UDEV")
    story.leaves(who="UBEN")
    story.day_goes_on(answering={"UDEV"}, blocker="", late=20, times=5)
    story.joins(role="contributor", who="UCLEO")
    story.ordinary_days_go_by(days=1)
    story.day_goes_on(answering={"UDEV"}, blocker="legal", late=0, times=5)
    story.slack_will_fail(faults=["500 after"])
    story.process_will_die(times=4, where="sender.after_commit")
    story.clicks(button="again", who="UANA")
    story.delivers()
    story.takes_back(nth=0, who="UANA")
    story.teardown()


def test_what_was_kept_says_that_it_was_paused_though_nobody_looked_for_days(company: Company) -> None:
    """Salesbot was down when the question of an early answer was due, and comes back to a pause."""
    story = type("Machine", (BusyMachine,), {"company": company})()
    story.starts_at("2026-04-03T12:00")
    story.another_asks(minutes=15)
    story.answers_early(nth=1, who="UBEN")
    story.delivers()
    story.days_pass(days=4)
    story.another_is_paused(on=True)
    story.teardown()


def test_what_was_paused_over_says_what_holds_once_the_pause_is_taken_back(company: Company) -> None:
    """Ana paused while she was asked, and goes on after that day has closed."""
    story = type("Machine", (BusyMachine,), {"company": company})()
    story.starts_at("2026-03-27T20:00")
    story.asks_everyone_now()
    story.wants_silence(hours=3, who="UANA")
    story.clicks(button="away", who="UANA")
    story.ordinary_days_go_by(days=1)
    story.wants_silence(hours=None, who="UANA")
    story.teardown()


def test_a_day_that_is_asked_no_more_is_paused_too_for_who_answered_it_early(company: Company) -> None:
    """Ana answered for Tuesday, the plan asks on last Mondays only, and a pause comes over what she was promised."""
    story = type("Machine", (BusyMachine,), {"company": company})()
    story.starts_at("2026-03-06T23:30")
    story.ordinary_days_go_by(days=1)
    story.answers_early(nth=0, who="UANA")
    story.asks_monthly(nth=-1, weekday="1")
    story.next_comes(late=20)
    story.is_paused(on=True)
    story.teardown()
    assert (PAUSED, 1) in story.truths.seen.items()


def test_what_was_kept_over_a_pause_is_read_at_the_hour_that_moved_meanwhile(company: Company) -> None:
    """Ben answered for 09:15; the check-in is paused over it, moves to 17:00 and goes on at noon."""
    story = type("Machine", (BusyMachine,), {"company": company})()
    story.starts_at("2011-12-28T01:00")
    story.answers_early(nth=0, who="UBEN")
    story.is_paused(on=True)
    story.asks_at(wall=time(17, 0))
    story.run(company.wait(timedelta(hours=16)))
    story.beats()
    assert story.run(_asked(company)) == {"UBEN": None}
    story.is_paused(on=False)
    story.ordinary_days_go_by(days=1)
    assert story.run(_asked(company))["UBEN"] == datetime(2011, 12, 28, 22, tzinfo=UTC)
    story.teardown()


def test_a_clock_that_is_set_while_slack_takes_its_time_makes_nothing_late(company: Company) -> None:
    """A reminder is on its way for twelve seconds, and the clock goes on by three hours meanwhile."""
    story = type("Machine", (BusyMachine,), {"company": company})()
    story.starts_at("2026-03-06T23:30")
    story.next_comes(late=130)
    story.slack_will_fail(faults=["slow at last", ""])
    story.takes_back(nth=1, who="UDEV")
    story.clock_is_set(minutes=180)
    story.teardown()


def test_a_seat_that_began_on_a_clock_since_set_back_is_asked_at_its_new_hour(company: Company) -> None:
    """The second check-in is paused and goes on, the clock turns out three hours fast, and it moves to 00:05."""
    story = type("Machine", (BusyMachine,), {"company": company})()
    story.starts_at("2026-03-27T20:00")
    story.another_asks(minutes=0)
    story.asks_at(wall=time(0, 0))
    story.day_goes_on(answering={"UCLEO", "UDEV", "UBEN", "UANA"}, blocker="legal", late=0, times=4)
    story.another_is_paused(on=True)
    story.another_is_paused(on=False)
    story.clock_is_set(minutes=-180)
    story.another_asks(minutes=5)
    story.teardown()


def test_what_was_answered_early_is_read_where_an_edit_has_it_read(company: Company) -> None:
    """Cleo answers early and asks no more; the day is to be read by managers alone before it was read anywhere."""
    story = type("Machine", (BusyMachine,), {"company": company})()
    story.starts_at("2011-12-28T01:00")
    story.answers_early(nth=0, who="UCLEO")
    story.asks_monthly(nth=2, weekday="1")
    story.joins(role="observer", who="UCLEO")
    story.is_published(mode="managers", which=1)
    story.teardown()


def test_thanks_tell_nothing_as_over_that_stands_again(company: Company) -> None:
    """Ana takes a blocker out of her early answer as she answers today's, and names it there again."""
    story = type("Machine", (BusyMachine,), {"company": company})()
    story.starts_at("2026-03-02T06:00")
    story.answers(blocker="legal", nth=1, who="UANA", word="")
    story.answers_early(nth=1, who="UANA")
    story.answers(blocker="legal", nth=0, who="UANA", word="still")
    story.answers(blocker="", nth=1, who="UANA", word="")
    story.answers_early(nth=1, who="UANA")
    story.answers(blocker="legal", nth=0, who="UDEV", word="resolved")
    story.answers(blocker="legal", nth=0, who="UANA", word="resolved")
    story.teardown()


def test_days_of_a_pause_that_is_over_stay_paused(company: Company) -> None:
    """Cleo's pause was over long before she ended it, and nobody looked at the ledger in between."""
    story = type("Machine", (BusyMachine,), {"company": company})()
    story.starts_at("2026-03-02T06:00")
    story.wants_silence(hours=30, who="UCLEO")
    story.days_pass(days=7)
    story.wants_silence(hours=None, who="UCLEO")
    story.teardown()


async def _asked(company: Company) -> dict[str, datetime | None]:
    """When each person's first part opened."""
    async with company.store.read() as db:
        rows = await db.execute(select(Ask.member_id, Ask.asked_at).order_by(Ask.id.desc()))
        return {who: at for who, at in rows}  # noqa: C416  rows are no pairs


async def _looked_at(company: Company, day: date) -> list[str]:
    async with company.store.read() as db:
        return list(await db.scalars(select(Occurrence.state).where(Occurrence.job == OVER, Occurrence.day == day)))


async def _fates_of_carried(company: Company) -> list[tuple[str, str]]:
    async with company.store.read() as db:
        carried = select(Occurrence.state, Occurrence.reason).where(Occurrence.carried_by.is_not(None))
        return [(state, reason) for state, reason in await db.execute(carried)]
