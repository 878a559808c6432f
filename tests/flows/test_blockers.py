"""Blockers: said in a check-in, announced once, carried along until somebody resolves them."""

from __future__ import annotations

from office import BERLIN, NEW_YORK, fields_of


async def blocked(office, words="Legal has had the contract for a week"):
    """Ben is blocked on Tuesday."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.answer(office.ben, "Met Acme", "Send the offer", words)
    return words


def threads(office):
    """What salesbot said in threads of the team's channel."""
    return [one for one in office.slack.messages(office.emea, by_bots=True) if one.thread_ts]


def report(office, day):
    """The report of a day."""
    return next(
        one for one in office.slack.messages(office.emea, by_bots=True) if day in one.words and not one.thread_ts
    )


async def test_a_new_blocker_is_announced_once_in_the_reports_thread(office):
    """The manager is mentioned, the report shows it first, and saying the same again announces nothing more."""
    words = await blocked(office)
    (announced,) = threads(office)
    assert announced.thread_ts == report(office, "Tuesday 3 March").ts
    assert "<@UANA>" in announced.words
    assert words in announced.words
    top = report(office, "Tuesday 3 March").words.split("*Ben*")[1]
    assert words in top

    await office.act(office.ben).click(office.last(office.ben), "checkin.answer")
    view = await office.act(office.ben).view()
    await office.act(office.ben).submit(view, {fields_of(view)[0]: "Met Acme twice"})
    await office.settle()
    assert len(threads(office)) == 1


async def test_an_open_blocker_is_asked_about_first_the_next_day(office):
    """Wednesday's form begins with it; resolving it there resolves it everywhere."""
    words = await blocked(office)
    await office.at("2026-03-04T09:15", NEW_YORK)
    await office.act(office.ben).click(office.titled(office.ben, "Morning, Ben"), "checkin.answer")
    view = await office.act(office.ben).view()
    assert words in str(view.body)
    blocker = next(block["block_id"] for block in view.blocks if str(block.get("block_id", "")).startswith("blocker."))
    answers = dict(zip(fields_of(view), ("Contract back", "Close it", "none"), strict=True))
    await office.act(office.ben).submit(view, {**answers, blocker: "resolved"})
    await office.settle()
    assert "Resolved" in threads(office)[0].words
    assert words not in report(office, "Wednesday 4 March").words


async def test_a_blocker_that_changed_says_its_new_words(office):
    """`Changed` needs to say what it is now; then the announcement and the report say the new words."""
    await blocked(office)
    await office.at("2026-03-04T09:15", NEW_YORK)
    await office.act(office.ben).click(office.titled(office.ben, "Morning, Ben"), "checkin.answer")
    view = await office.act(office.ben).view()
    number = next(
        block["block_id"] for block in view.blocks if str(block.get("block_id", "")).startswith("blocker.")
    ).removeprefix("blocker.")
    answers = dict(zip(fields_of(view), ("Called legal", "Call again", ""), strict=True))
    outcome = await office.act(office.ben).submit(view, {**answers, f"blocker.{number}": "changed"})
    assert list(outcome.errors) == [f"changed.{number}"]
    outcome = await office.act(office.ben).submit(
        view, {**answers, f"blocker.{number}": "changed", f"changed.{number}": "Legal wants a new clause"}
    )
    assert outcome.closed
    await office.settle()
    assert "Legal wants a new clause" in threads(office)[0].words
    assert "Legal wants a new clause" in report(office, "Wednesday 4 March").words


async def test_a_manager_resolves_it_from_the_announcement_and_a_stranger_cannot(office):
    """The button is for its owner and the managers; somebody else reads why not."""
    await blocked(office)
    (announced,) = threads(office)
    await office.act(office.cleo).click(announced, "blocker.resolve")
    await office.slack.settled()
    told = [one for one in office.slack.messages(office.emea) if one.ephemeral_for]
    assert any("Only the person it blocks" in one.text and one.thread_ts == announced.thread_ts for one in told)
    await office.act(office.ana).click(announced, "blocker.resolve")
    await office.settle()
    assert "Resolved" in threads(office)[0].words
    assert "<@UANA>" in threads(office)[0].words
    assert ":construction:" not in report(office, "Tuesday 3 March").words


async def test_saying_that_nothing_blocks_announces_nothing(office):
    """People write `none`."""
    await blocked(office, "None.")
    assert threads(office) == []


async def test_taking_a_blocker_back_in_an_edit_resolves_it(office):
    """An emptied answer means that the road is clear."""
    await blocked(office)
    await office.act(office.ben).click(office.last(office.ben), "checkin.answer")
    view = await office.act(office.ben).view()
    await office.act(office.ben).submit(view, {fields_of(view)[2]: ""})
    await office.settle()
    assert "Resolved" in threads(office)[0].words


async def test_a_blocker_of_the_evening_before_is_announced_in_the_morning(office):
    """Nobody's evening is disturbed: it is announced when the round opens."""
    await office.set_up()
    await office.at("2026-03-03T09:15", BERLIN)
    await office.at("2026-03-03T20:00", NEW_YORK)
    await office.act(office.ben).command("/checkin")
    await office.settle()
    early = [one for one in office.slack.messages(office.ben) if "checkin.early" in one.buttons]
    await office.act(office.ben).click(early[-1], "checkin.early")
    view = await office.act(office.ben).view()
    await office.act(office.ben).submit(view, dict(zip(fields_of(view), ("Early", "Orion", "No budget"), strict=True)))
    await office.settle()
    assert threads(office) == []
    await office.at("2026-03-04T09:15", NEW_YORK)
    assert "No budget" in threads(office)[0].words
