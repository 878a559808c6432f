"""Four ways to publish, in three zones: what the channel, the thread and the managers read, and when."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from office import BERLIN, NEW_YORK, SYDNEY, fields_of
from salesbot import clock
from salesbot.checkins.model import Checkin, Question


async def set_up(office, **values):
    """EMEA Sales with a standup that is published so."""
    team = await office.set_up()
    async with office.house.store.begin() as db:
        await db.execute(update(Checkin).where(Checkin.team_id == team.id).values(**values))
    return team


async def mornings(office, day="2026-03-04"):
    """Everybody's 09:15 of a day comes, from Sydney to New York; each answers."""
    for zone, who, words in (
        (SYDNEY, office.cleo, ("Closed Zenith", "Call Orion", "")),
        (BERLIN, office.ana, ("Hired a rep", "Reviews", "")),
        (NEW_YORK, office.ben, ("Met Acme", "Send the offer", "Legal is slow")),
    ):
        await office.at(f"{day}T09:15", zone)
        await office.answer(who, *words)


async def edit(office, who, *words):
    """Somebody changes their newest answer."""
    await office.act(who).click(office.titled(who, "Thanks, "), "checkin.answer")
    view = await office.act(who).view()
    await office.act(who).submit(view, dict(zip(fields_of(view), words, strict=False)))
    await office.settle()


def top(office, where):
    """What salesbot wrote somewhere, outside threads."""
    return [one for one in office.slack.messages(where, by_bots=True) if not one.thread_ts]


def below(office, where, message):
    """What salesbot wrote in a message's thread."""
    return [one for one in office.slack.messages(where, by_bots=True) if one.thread_ts == message.ts and one.is_reply]


async def test_as_they_come_the_day_is_a_thread(office):
    """One message heads the day; each answer comes below it in its turn, and the blocker beside them."""
    await set_up(office, publish="thread")
    await office.at("2026-03-04T09:15", SYDNEY)
    await office.answer(office.cleo, "Closed Zenith", "Call Orion", "")
    (day,) = top(office, office.emea)
    assert "Wednesday 4 March" in day.words
    assert "Still to come:* Ana, Ben" in day.words
    await office.at("2026-03-04T09:15", BERLIN)
    await office.answer(office.ana, "Hired a rep", "Reviews", "")
    await office.at("2026-03-04T09:15", NEW_YORK)
    await office.answer(office.ben, "Met Acme", "Send the offer", "Legal is slow")
    (same,) = top(office, office.emea)
    assert same.ts == day.ts
    assert "3 of 3 answered" in same.words
    assert "Answered:* Ana, Ben, Cleo" in same.words
    said = [one.words for one in below(office, office.emea, same)]
    assert len(said) == 4
    assert "Closed Zenith" in said[0]
    assert "Hired a rep" in said[1]
    assert "Met Acme" in said[2]
    assert "<@UANA>" in said[3]

    await edit(office, office.ben, "Lost Acme")
    changed = [one.words for one in below(office, office.emea, same)]
    assert len(changed) == 4
    assert "Lost Acme" in changed[2]
    assert "edited" in changed[2]


async def test_at_the_close_the_channel_reads_it_all_at_once(office):
    """Three answers and two closes go by in silence; at the last close the report comes; then it is changed."""
    await set_up(office, publish="close")
    await mornings(office)
    assert top(office, office.emea) == []
    assert any("Legal is slow" in words for words in office.said(office.ana))
    await office.at("2026-03-04T14:00", NEW_YORK)
    (report,) = top(office, office.emea)
    for words in ("Closed Zenith", "Hired a rep", "Met Acme", "3 of 3 answered", "Wednesday 4 March"):
        assert words in report.words

    await office.restart()
    await office.at("2026-03-04T14:10", NEW_YORK)
    await edit(office, office.ben, "Lost Acme")
    (same,) = top(office, office.emea)
    assert same.ts == report.ts
    assert "Lost Acme" in same.words


async def test_at_the_close_a_crash_before_it_loses_nothing(office):
    """The house was down at the last close: the report comes once it is back, once."""
    await set_up(office, publish="close")
    await mornings(office)
    await office.restart()
    await office.at("2026-03-04T18:00", NEW_YORK)
    await office.restart()
    await office.settle()
    (report,) = top(office, office.emea)
    assert "3 of 3 answered" in report.words


async def test_private_answers_reach_the_managers_only(office):
    """Ana reads the report and the blocker by direct message; the channel and the others read nothing of it."""
    await set_up(office, publish="managers")
    await mornings(office)
    assert office.slack.messages(office.emea, by_bots=True) == []
    report = office.titled(office.ana, "Only managers see this")
    for words in ("Closed Zenith", "Met Acme", "Legal is slow", "3 of 3 answered"):
        assert words in report.words
    assert not any("Met Acme" in words for words in office.said(office.cleo))
    await edit(office, office.ben, "Lost Acme")
    assert "Lost Acme" in office.titled(office.ana, "Only managers see this").words
    assert office.slack.messages(office.emea, by_bots=True) == []


async def test_nobody_answering_is_said_where_the_answers_would_be(office):
    """To the managers, after the last member's close, in one line."""
    await set_up(office, publish="managers")
    for zone in (SYDNEY, BERLIN, NEW_YORK):
        await office.at("2026-03-04T09:15", zone)
    assert not any("Nobody answered" in words for words in office.said(office.ana))
    await office.at("2026-03-04T14:00", NEW_YORK)
    wednesday = [words for words in office.said(office.ana) if "Wednesday 4 March" in words and "answered" in words]
    assert len(wednesday) == 1
    assert "Nobody answered this time" in wednesday[0]
    assert office.slack.messages(office.emea, by_bots=True) == []


@pytest.mark.parametrize("mode", ["live", "thread", "close", "managers"])
async def test_a_long_report_goes_on_in_the_thread_and_nothing_is_cut(office, mode):
    """Ten long answers of three people: every last word stands somewhere, in the one place where it is read."""
    await with_seven_questions(office, publish=mode)
    for zone, who in ((SYDNEY, office.cleo), (BERLIN, office.ana), (NEW_YORK, office.ben)):
        await office.at("2026-03-04T09:15", zone)
        await office.answer(who, *[f"{'word ' * 300}end-{who.id}-{n}" for n in range(7)])
    await office.at("2026-03-04T14:00", NEW_YORK)
    where = office.ana if mode == "managers" else office.emea
    (head,) = [one for one in top(office, where) if "3 of 3 answered" in one.words]
    text = head.words + "".join(one.words for one in below(office, where, head))
    for who in (office.cleo, office.ana, office.ben):
        assert all(f"end-{who.id}-{n}" in text for n in range(7))
    assert below(office, where, head)


@pytest.mark.parametrize("mode", ["live", "thread"])
async def test_a_long_answer_that_is_short_now_leaves_no_word_behind(office, mode):
    """Ana's filled pages of their own; her few words stand on one, and the others go."""
    await with_seven_questions(office, publish=mode)
    await office.at("2026-03-04T09:15", BERLIN)
    await office.answer(office.ana, *[f"{'word ' * 500}end-{n}" for n in range(7)])
    await edit(office, office.ana, *[f"short {n}" for n in range(7)])
    text = "".join(one.words for one in office.slack.messages(office.emea, by_bots=True))
    assert "word word" not in text
    assert "end-" not in text
    assert all(f"short {n}" in text for n in range(7))


async def with_seven_questions(office, **values):
    """EMEA Sales with a standup of seven questions that is published so."""
    team = await set_up(office, **values)
    async with office.house.store.begin() as db:
        number = (await db.scalars(Checkin.__table__.select().with_only_columns(Checkin.id))).one()
        for position in range(3, 7):
            db.add(
                Question(
                    workspace_id=team.workspace_id, checkin_id=number, question_set=1, position=position,
                    words=f"Deal {position}?", required=False,
                )
            )  # fmt: skip
    office.house.store.lasting.clear()  # no verb adds to what was asked


async def test_two_days_stand_beside_each_other(office):
    """Tuesday still runs in New York when Wednesday begins in Sydney: each day has a message and a count of its own."""
    await set_up(office, publish="thread")
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.answer(office.ben, "Met Acme", "Send the offer", "")
    await office.at("2026-03-04T09:15", SYDNEY)
    await office.answer(office.cleo, "Closed Zenith", "Call Orion", "")
    tuesday, wednesday = top(office, office.emea)
    assert "Tuesday 3 March" in tuesday.words
    assert "Answered:* Ben" in tuesday.words
    assert "Wednesday 4 March" in wednesday.words
    assert "Still to come:* Ana, Ben" in wednesday.words
    assert [one.words for one in below(office, office.emea, tuesday) if "Met Acme" in one.words]
    assert [one.words for one in below(office, office.emea, wednesday) if "Closed Zenith" in one.words]


# ---- a channel of its own ----


async def deals(office, **values):
    """A standup that is published in #deals, which salesbot is in."""
    channel = office.slack.channel("deals", members=[office.ana, office.ben, office.cleo, office.bot.bot])
    await set_up(office, channel_id=channel.id, channel_name="deals", **values)
    return channel


async def test_a_channel_of_its_own_gets_all_of_it(office):
    """Report and blocker stand in #deals; the team's channel stays quiet."""
    channel = await deals(office)
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.answer(office.ben, "Met Acme", "Send the offer", "Legal is slow")
    (report,) = top(office, channel)
    assert "Met Acme" in report.words
    assert "Legal is slow" in below(office, channel, report)[0].words
    assert office.slack.messages(office.emea, by_bots=True) == []


@pytest.mark.parametrize("mode", ["live", "thread"])
async def test_a_channel_that_becomes_shared_waits_for_a_managers_word(office, mode):
    """Ana is told; what stands stays as it was; a wrong name is refused; hers lets appear what waited."""
    channel = await deals(office, publish=mode)
    await office.at("2026-03-03T09:15", BERLIN)
    await office.answer(office.ana, "Hired a rep", "Reviews", "")
    before = [one.words for one in office.slack.messages(channel, by_bots=True)]
    office.slack.share(channel)
    await office.settle()
    note = office.titled(office.ana, "is now shared with another company")
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.answer(office.ben, "Met Acme", "Send the offer", "Legal is slow")
    assert [one.words for one in office.slack.messages(channel, by_bots=True)] == before
    assert any("Legal is slow" in words for words in office.said(office.ana))

    await office.act(office.ana).click(note, "checkin.shared_confirm")
    view = await office.act(office.ana).view()
    outcome = await office.act(office.ana).submit(view, {"confirm": "emea-sales"})
    assert "it is called deals" in str(outcome.errors)
    outcome = await office.act(office.ana).submit(view, {"confirm": "#deals"})
    assert not outcome.errors
    await office.settle()
    text = "".join(one.words for one in office.slack.messages(channel, by_bots=True))
    assert "Met Acme" in text
    assert "2 of 2 answered" in text


@pytest.mark.parametrize("mode", ["live", "thread"])
@pytest.mark.parametrize("deed", ["take back", "change"])
async def test_what_is_taken_back_leaves_a_channel_that_is_shared_meanwhile(office, mode, deed):
    """Nothing new appears there, and words that their author withdrew go all the same; Ana's stay."""
    channel = await deals(office, publish=mode)
    for zone, who, words in ((BERLIN, office.ana, "Closed Zenith"), (NEW_YORK, office.ben, "Margin is 41 percent")):
        await office.at("2026-03-03T09:15", zone)
        await office.answer(who, words, "Reviews", "")
    office.slack.share(channel)
    await office.settle()
    note = office.titled(office.ana, "is now shared with another company")
    if deed == "change":
        await edit(office, office.ben, "Nothing of note")
    else:
        await office.act(office.ben).click(office.titled(office.ben, "Thanks, Ben"), "checkin.retract")
        await office.settle()
    text = "".join(one.words for one in office.slack.messages(channel, by_bots=True))
    assert "41 percent" not in text
    assert "Nothing of note" not in text
    assert "Closed Zenith" in text

    if deed == "take back":
        await office.answer(office.ben, "Nothing of note", "Reviews", "")
    await office.act(office.ana).click(note, "checkin.shared_confirm")
    await office.act(office.ana).submit(await office.act(office.ana).view(), {"confirm": "#deals"})
    await office.settle()
    text = "".join(one.words for one in office.slack.messages(channel, by_bots=True))
    assert text.count("Nothing of note") == 1
    assert text.count("Closed Zenith") == 1
    assert "41 percent" not in text


async def test_only_a_manager_may_confirm_a_shared_channel(office):
    """A stale or forwarded button is no right."""
    channel = await deals(office)
    office.slack.share(channel)
    await office.settle()
    note = office.titled(office.ana, "is now shared with another company")
    await office.act(office.ben).click(note, "checkin.shared_confirm")
    await office.slack.settled()
    assert await office.act(office.ben).view() is None


async def test_a_channel_with_a_new_name_and_a_new_id_is_followed(office):
    """What stands there goes on being changed, and what comes goes where it is now."""
    channel = await deals(office)
    await office.at("2026-03-03T09:15", BERLIN)
    await office.answer(office.ana, "Hired a rep", "Reviews", "")
    office.slack.rename(channel, "big-deals")
    office.slack.renumber(channel)
    await office.settle()
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.answer(office.ben, "Met Acme", "Send the offer", "")
    (report,) = top(office, channel)
    assert "Hired a rep" in report.words
    assert "Met Acme" in report.words


async def test_the_people_sync_finds_a_shared_channel_too(office):
    """The event was missed; the next look at people and channels finds it, and nothing more appears."""
    channel = await deals(office)
    channel.ext_shared = True
    await office.house.sync(now=clock.now())
    await office.settle()
    assert office.titled(office.ana, "is now shared with another company")
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.answer(office.ben, "Met Acme", "Send the offer", "")
    assert office.slack.messages(channel, by_bots=True) == []
