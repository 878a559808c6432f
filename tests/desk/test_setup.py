"""Setting up a team through the form, over a real socket."""

from __future__ import annotations

import asyncio

import pytest

from salesbot import clock

from .conftest import opened, words


async def test_a_team_is_set_up_from_the_form(office):
    """Its maker manages it, the chosen people are its reps, and the last page shows what comes and offers to begin."""
    outcome = await office.set_up()
    assert outcome.view is not None, outcome
    assert await office.roster() == [("Ana", "manager"), ("Ben", "rep")]
    shown = "\n".join(words(outcome.view.blocks))
    assert "*EMEA Sales* is ready, with 2 people" in shown
    assert "The next rounds" in shown


async def test_the_form_begins_with_what_is_known(office):
    """The channel is where it was typed, the zone is its maker's, and the first template at 09:15 is proposed."""
    view = await office.open("ben", "setup", channel=office.emea)
    told = {block.get("block_id"): block.get("element", {}) for block in view.blocks}
    assert told["channel"]["initial_conversation"] == office.emea.id
    assert told["zone"]["initial_option"]["value"] == "America/New_York"
    assert told["time"]["initial_time"] == "09:15"
    assert [one["value"] for one in told["templates"]["initial_options"]] == ["standup"]


async def test_zones_are_found_by_city_and_country(office):
    """Typing part of a city or a country offers its zones, with the time there."""
    view = await office.open("ana", "setup", channel=office.emea)
    found = await office.act("ana").suggest(view, "desk.zone", "são p")
    assert "America/Sao_Paulo" in str(found)
    assert "Europe/Berlin" in str(await office.act("ana").suggest(view, "desk.zone", "germany"))


async def test_salesbot_joins_a_public_channel_by_itself(office):
    """Nobody has to invite it where anybody may come in."""
    west = office.slack.channel("west", members=[office.people["ana"]])
    await office.set_up(channel=west)
    assert office.bot.bot.id in west.members
    assert await office.roster(west) == [("Ana", "manager"), ("Ben", "rep")]


async def test_a_private_channel_needs_an_invitation_and_is_looked_at_again(office):
    """The page says what to type; after the invitation, Check again makes the team."""
    secret = office.slack.channel("board", members=[office.people["ana"]], private=True)
    outcome = await office.set_up(channel=secret)
    assert "/invite @salesbot" in "\n".join(words(outcome.view.blocks))
    assert await office.team(secret) is None
    await office.act("ana").click(outcome.view, "desk.setup_again")
    assert await office.team(secret) is None
    await office.act("ana").invite(office.bot.bot, to=secret)
    await office.act("ana").click(await office.act("ana").view(), "desk.setup_again")
    assert await office.roster(secret) == [("Ana", "manager"), ("Ben", "rep")]


async def test_a_shared_channel_is_refused_until_its_maker_names_it(office):
    """A channel that another company reads needs its name typed, and only then may be published in."""
    both = office.slack.channel("acme-and-hooli", members=[office.people["ana"]], ext_shared=True)
    outcome = await office.set_up(channel=both)
    assert "is shared with another company" in "\n".join(words(outcome.view.blocks))
    wrong = await office.act("ana").submit(outcome.view, {"confirm": "hooli"})
    assert "it is called acme-and-hooli" in str(wrong.errors)
    assert await office.team(both) is None
    await office.act("ana").submit(outcome.view, {"confirm": "#Acme-and-Hooli"})
    team = await office.team(both)
    assert team is not None
    assert team.shared
    assert team.may_publish


async def test_what_is_no_channel_at_all_is_to_be_chosen_again(office):
    """Slack's own menu never says such a thing; whoever writes a form by hand breaks nothing and reads what to do."""
    secret = office.slack.channel("board", members=[office.people["ana"]], private=True)
    outcome = await office.set_up(channel=secret)
    kept = outcome.view.body["private_metadata"]
    outcome.view.body["private_metadata"] = kept.replace(secret.id, "board> <!channel")
    pressed = await office.act("ana").click(outcome.view, "desk.setup_again")
    assert "Please choose a channel." in str(pressed)


async def test_an_archived_channel_is_refused(office):
    """The words stand beside the channel."""
    old = office.slack.channel("old", members=[office.people["ana"]])
    office.slack.archive(old)
    outcome = await office.set_up(channel=old)
    assert "#old is archived" in str(outcome.errors)


@pytest.mark.parametrize(
    ("who", "reason"),
    [("dev", "Dev is a guest here"), ("eve", "Eve works for another company"), ("bot", "is an app")],
)
async def test_who_may_not_be_in_a_team_is_named(office, who, reason):
    """Guests, strangers and apps are refused by name, and nothing is stored."""
    someone = office.bot.bot if who == "bot" else office.people[who]
    outcome = await office.set_up(members=[office.people["ben"].id, someone.id])
    assert reason in str(outcome.errors)
    assert "members" in str(outcome.errors)
    assert await office.team() is None


async def test_everyone_in_the_channel_joins_but_guests_and_apps(office):
    """Ticking everyone takes the channel as it is, without those who may not be in a team, and stores nobody else."""
    await office.act("dev").join(office.emea)
    await office.act("cleo").join(office.emea)
    await office.set_up(members=[], everyone=["everyone"])
    assert await office.roster() == [("Ana", "manager"), ("Ben", "rep"), ("Cleo", "rep")]
    assert await office.member("dev") is None


async def test_a_large_channel_follows_after_the_answer(office):
    """Whoever does not fit into the moment before the answer is in the team right after."""
    crowd = [office.slack.user(f"Rep {number:02}", id=f"UREP{number:02}") for number in range(60)]
    big = office.slack.channel("big", members=[office.people["ana"], *crowd])
    outcome = await office.set_up(channel=big, members=[], everyone=["everyone"])
    assert "follow in a moment" in "\n".join(words(outcome.view.blocks))
    for _ in range(50):
        if len(await office.roster(big)) == 61:
            break
        await asyncio.sleep(0.1)
    assert len(await office.roster(big)) == 61


async def test_the_same_form_sent_twice_makes_one_team_and_gets_one_answer(office):
    """A repeat of the very same submission gets the page of the first."""
    view = await office.open("ana", "setup", channel=office.emea)
    filled = {"name": "EMEA", "channel": office.emea.id, "members": ["UBEN"]}
    first = await office.act("ana").submit(view, filled)
    again = await office.act("ana").submit(view, filled, again=True)
    pages = [words(outcome.body["view"]["blocks"]) for outcome in (first, again)]
    assert pages[0] == pages[1]
    assert "*EMEA* is ready" in pages[0][0]


async def test_two_people_setting_up_one_channel_make_one_team(office):
    """Whoever is second reads whose it is, beside the channel."""
    await office.set_up()
    outcome = await office.set_up("ben", name="Other")
    assert "#emea-sales already belongs to the team EMEA Sales. Ana manages it" in str(outcome.errors)


async def test_a_form_without_people_is_sent_back(office):
    """Somebody must be in the team."""
    outcome = await office.set_up(members=[])
    assert "at least one person" in str(outcome.errors)


async def test_a_guest_cannot_set_up_a_team(office):
    """The form does not even open."""
    assert "full members of this workspace only" in await office.type("dev", "setup", channel=office.emea)


async def test_a_setting_restricts_setup_to_admins(sqlite_url, now):
    """With it, Ana reads so and Zoe may."""
    clock.set_calendar(now)
    async with opened(sqlite_url, admins_only_setup=True) as office:
        assert "only Slack admins set up teams" in await office.type("ana", "setup", channel=office.emea)
        await office.set_up("zoe")
        assert ("Zoe", "manager") in await office.roster()


async def test_ask_everyone_now_asks_once(office):
    """The button on the last page asks everybody at once; a second click finds everybody asked."""
    outcome = await office.set_up()
    await office.act("ana").click(outcome.view, "desk.ask_now")
    await office.settle()
    shown = "\n".join(words((await office.act("ana").view()).blocks))
    assert "Asked 2 people just now" in shown
    asked = [text for text in office.said("ben") if "Open until" in text]
    assert len(asked) == 1


async def test_nothing_is_stored_when_slack_fails_during_setup(office):
    """The form stays open with a sentence, and pressing again works."""
    view = await office.open("ana", "setup", channel=office.emea)
    office.slack.fault("conversations.info", "html", status=503, times=1)
    filled = {"name": "EMEA", "channel": office.emea.id, "members": ["UBEN"]}
    outcome = await office.act("ana").submit(view, filled)
    assert outcome.errors
    assert await office.team() is None
    await office.act("ana").submit(view, filled)
    assert await office.team() is not None


async def test_a_slow_slack_is_said_in_time(office):
    """Where Slack takes too long, the person reads so within three seconds and nothing is stored."""
    view = await office.open("ana", "setup", channel=office.emea)
    office.slack.fault("conversations.info", "slow", seconds=4, times=1)
    filled = {"name": "EMEA", "channel": office.emea.id, "members": ["UBEN"]}
    outcome = await office.act("ana").submit(view, filled)
    assert "Slack is slow just now" in str(outcome.errors)
    assert await office.team() is None
