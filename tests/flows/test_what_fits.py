"""What people write is longer than a box takes, or is named where only plain words stand: nothing breaks."""

from __future__ import annotations

from office import BERLIN, setup_answers
from salesbot import clock
from salesbot.people import queries as people

PARTY = "\N{PARTY POPPER}"  # two letters to Slack, one to Python


async def open_team_form(office, action):
    """Ana presses a button under `/salesbot team`; return the form, None where none opened."""
    outcome = await office.act(office.ana).command("/salesbot", "team", channel=office.emea)
    await office.act(office.ana).click(outcome.message, action)
    return await office.act(office.ana).view()


async def test_a_team_s_name_is_measured_as_the_box_measures_it(office):
    """Eighty emoji are 160 letters: refused at setup, as the settings could never show them again."""
    await office.act(office.ana).command("/salesbot", "setup")
    view = await office.act(office.ana).view()
    sent = setup_answers(office, (office.ben,), wall="09:15") | {"name": PARTY * 80}
    outcome = await office.act(office.ana).submit(view, sent)
    assert list(outcome.errors) == ["name"], outcome


async def test_a_team_s_name_shows_something(office):
    """Marks of direction alone would leave a heading and a button empty, which Slack refuses."""
    await office.act(office.ana).command("/salesbot", "setup")
    view = await office.act(office.ana).view()
    sent = setup_answers(office, (office.ben,), wall="09:15") | {"name": "\u2066\u2069"}
    outcome = await office.act(office.ana).submit(view, sent)
    assert list(outcome.errors) == ["name"], outcome


async def test_another_team_is_chosen_though_the_reason_is_too_long_as_yet(office):
    """Slack counts what is too long only at Submit: the form follows the team, and the words stay in their box."""
    emea = await office.set_up()
    await office.act(office.ana).command("/salesbot", "setup")
    apac = office.slack.channel("apac-sales", members=[office.ana, office.bot.bot])
    view = await office.act(office.ana).view()
    more = {"name": "APAC Sales", "channel": apac.id, "templates": []}
    await office.act(office.ana).submit(view, setup_answers(office, (office.ben,), wall="09:15") | more)
    await office.settle()

    lobby = office.slack.channel("lobby", members=[office.ana])
    await office.act(office.ana).command("/kudos", channel=lobby)
    view = office.act(office.ana).fill(await office.act(office.ana).view(), {"reason": "calm " * 300})
    await office.act(office.ana).click(view, "kudos.team", str(emea.id))
    await office.slack.settled()
    view = await office.act(office.ana).view()
    assert f"<#{office.emea.id}>" in str(view.blocks), view
    assert "calm " * 300 in str(view.values)
    assert "broke" not in str(office.slack.messages(office.ana))


async def test_a_long_message_is_saved_as_a_tip_with_as_much_as_fits(office):
    """One emoji in it, and it is still the beginning of the tip."""
    await office.set_up()
    said = await office.act(office.ben).say(PARTY + "price " * 600, to=office.emea)
    await office.act(office.ben).shortcut("tips.save", message=said)
    view = await office.act(office.ben).view()
    (box,) = [element for block, element in view.inputs() if block["block_id"] == "text"]
    assert len(box["initial_value"]) > 2_900


async def test_who_is_not_in_the_team_is_named_beside_the_field(office):
    """Errors of a form are plain words: a mention would stand there as an id."""
    await office.set_up()
    view = await open_team_form(office, "desk.team_away")
    outcome = await office.act(office.ana).submit(view, {"who": "UDEV", "first": "2026-03-16", "last": "2026-03-17"})
    assert "<@" not in outcome.errors["who"], outcome
    assert "UDEV" not in outcome.errors["who"]


async def test_an_old_story_of_somebody_is_not_believed(office):
    """Slack repeats what was not acked five minutes later: what it says now counts, not what it said then."""
    await office.set_up()
    office.slack.change(office.ben, tz=BERLIN)
    await office.settle()
    assert (await told_late(office, "Asia/Tokyo")).ok
    async with office.house.store.read() as db:
        ben = await people.member(db, "T_ACME", office.ben.id)
    assert ben.slack_zone == BERLIN


async def test_an_old_story_is_all_there_is_while_slack_does_not_answer(office):
    """It is told for the last time: what it says is kept, and the next look at people mends what was overtaken."""
    await office.set_up()
    office.slack.fault("users.info", kind="status", times=None)
    assert (await told_late(office, "Asia/Tokyo")).ok
    async with office.house.store.read() as db:
        ben = await people.member(db, "T_ACME", office.ben.id)
    assert ben.slack_zone == "Asia/Tokyo"


async def told_late(office, zone):
    """Slack says once more what Ben's zone was five minutes ago."""
    told = {"id": office.ben.id, "team_id": "T_ACME", "name": "ben", "tz": zone, "profile": {}}
    payload = {
        "type": "event_callback", "team_id": "T_ACME", "api_app_id": office.bot.app.id, "event_id": "Ev_OLD",
        "event_time": int(clock.real().timestamp()) - 300, "event": {"type": "user_change", "user": told},
    }  # fmt: skip
    ack = await office.slack.courier.send(office.bot.app, "events_api", payload, attempt=3, reason="timeout")
    await office.settle()
    return ack


async def test_another_kind_of_tip_is_chosen_though_its_tags_are_too_many_as_yet(office):
    """A story's boxes come, and the tags stay where they were typed."""
    await office.set_up()
    await office.act(office.ben).command("/tip", channel=office.emea)
    view = office.act(office.ben).fill(await office.act(office.ben).view(), {"tags": "price " * 90})
    await office.act(office.ben).click(view, "tips.kind", "loss")
    await office.slack.settled()
    view = await office.act(office.ben).view()
    assert "What happened?" in str(view.blocks), view
    assert "price " * 90 in str(view.values)
