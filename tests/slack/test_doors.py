"""The doors answer everything once, in time, and let go in order."""

from __future__ import annotations

import asyncio

import pytest

from salesbot.errors import AlreadyDone, Refusal
from salesbot.slack import kit
from salesbot.slack.doors import identity

NO = "Lovely, but kudos are for someone else."


async def refuse():
    raise Refusal(NO)


async def find_it_done():
    raise AlreadyDone({})


@pytest.mark.usefixtures("store", "reached")  # in this order: while a server starts, doors would believe they slept
async def test_what_was_stored_before_gets_the_answer_it_got_then(slack, app, ben, store, visit):
    """A submission that comes twice is stored once, and closes the form both times."""
    stored = []

    visit.offer_form()

    @app.view("kudos.form")
    async def keep(ack, body):
        async with store.begin(once=identity(body)) as db:
            stored.append(body["view"]["hash"])
            store.remember(db, {"response_action": "clear"})
        await ack(response_action="clear")

    view = await visit.open_form()
    first = await slack.act(ben).submit(view, {"who": "Ana", "why": "the demo"})
    again = await slack.act(ben).submit(view, {"who": "Ana", "why": "the demo"}, again=True)
    assert (first.body, again.body) == ({"response_action": "clear"},) * 2
    assert len(stored) == 1


@pytest.mark.usefixtures("reached")
async def test_clicks_and_events_that_were_done_before_are_taken_silently(slack, app, ben, emea, visit):
    """Nobody is told about a repeat that changed nothing."""
    visit.meet(find_it_done)
    assert (await slack.act(ben).click(await visit.button(emea), "kudos.reply")).ok
    assert (await slack.act(ben).command("/kudos")).shown == ()
    await slack.act(ben).say("hi")
    assert await app.drain(2)
    assert visit.told(emea) == []
    assert [each.ok for each in visit.heard()] == [True]


@pytest.mark.usefixtures("reached")
async def test_a_refusal_in_a_form_without_fields_replaces_it_with_words(slack, app, ben, visit):
    """Where no field is, Slack shows no error beside one: the form itself says it."""
    bare = kit.modal("Sure?", [kit.section("Erase everything?")], callback_id="sure.form", submit="Erase")

    visit.offer_form(bare)

    @app.view("sure.form")
    async def no(ack):
        raise Refusal(NO)

    out = await slack.act(ben).submit(await visit.open_form(), {})
    assert out.view.title == "Sure?"
    assert out.view.blocks[0]["text"]["text"] == NO


@pytest.mark.usefixtures("reached")
async def test_nothing_that_nobody_listens_to_is_left_without_an_answer(slack, ben, emea, visit):
    """A stale button, an unknown command and an unknown event are all answered."""
    command = await slack.act(ben).command("/forgotten")
    assert "I do not know this command" in command.shown[0]
    assert (await slack.act(ben).click(await visit.button(emea), "kudos.reply")).ok
    await slack.wait_for(lambda: visit.told(emea), within=5)
    assert "from before I changed" in visit.told(emea)[0]
    await slack.act(ben).say("hello?")
    assert [each.ok for each in visit.heard()] == [True]


@pytest.mark.usefixtures("reached")
async def test_a_form_that_nobody_listens_to_says_so_and_stays(slack, ben, visit):
    """A form opened by an older version keeps what was typed."""
    visit.offer_form()
    out = await slack.act(ben).submit(await visit.open_form(), {"who": "Ana", "why": "the demo"})
    assert "from before I changed" in out.errors["who"]


@pytest.mark.usefixtures("reached")
async def test_a_click_that_failed_gets_no_yes_before_the_words_about_it(slack, ben, emea, visit):
    """Its ack shows nothing and looks like a yes; where the words take too long, Slack itself says that it failed."""
    visit.meet(refuse)
    assert (await slack.act(ben).click(await visit.button(emea), "kudos.reply")).ok
    assert visit.told(emea) == [NO], "the words were there first"
    slack.fault("response_url", "slow", times=1, seconds=2.3)
    out = await slack.act(ben).click(await visit.button(emea), "kudos.reply")
    assert not out.ok
    assert out.failure
    await slack.wait_for(lambda: len(visit.told(emea)) == 2, within=5)
    assert visit.told(emea) == [NO, NO]


@pytest.mark.usefixtures("reached")
async def test_a_click_whose_words_cannot_be_said_at_all_gets_no_yes(slack, ben, emea, visit):
    """Whichever way is tried, Slack refuses it: then Slack itself says that something went wrong."""
    button = await visit.button(emea)
    visit.meet(refuse)
    slack.fault("response_url", "status", times=1, status=500)
    for method in ("chat.postEphemeral", "views.open", "views.push", "chat.postMessage"):
        slack.fault(method, "error", times=5, error="fatal_error")
    assert not (await slack.act(ben).click(button, "kudos.reply")).ok
    assert visit.told(emea) == []


@pytest.mark.usefixtures("reached")
async def test_words_reach_the_person_though_the_response_url_fails(slack, ben, emea, visit):
    """The next way is tried: here an ephemeral message in the channel."""
    visit.meet(refuse)
    slack.fault("response_url", "status", times=1, status=500)
    await slack.act(ben).click(await visit.button(emea), "kudos.reply")
    await slack.wait_for(lambda: visit.told(emea), within=5)
    assert visit.told(emea) == [NO]
    assert slack.log.counters["chat.postEphemeral"] == 1


@pytest.mark.usefixtures("reached")
async def test_slack_is_asked_once_who_we_are(slack, app, ben):
    """Ten commands make one auth.test."""

    @app.command("/hi")
    async def hi(ack, context):
        assert context.bot_user_id
        await ack("hi")

    for _ in range(10):
        assert (await slack.act(ben).command("/hi")).shown == ("hi",)
    assert slack.log.counters["auth.test"] == 1


async def test_an_event_is_not_lost_while_slack_will_not_say_who_we_are(slack, app, ben, socket, visit):
    """Bolt alone would ack it; here it fails, and Slack sends it again."""
    slack.settings.event_retries = (0.1,)
    slack.fault("auth.test", "error", times=1, error="internal_error")
    came = []

    @app.event("message")
    async def take(event):
        came.append(event["text"])

    await slack.act(ben).say("good morning")
    await slack.wait_for(lambda: came, within=5)
    assert [each.ok for each in visit.heard()] == [False, True]


@pytest.mark.usefixtures("reached")
async def test_our_own_messages_come_back_to_no_door(slack, app, clients, ben):
    """What the bot says itself is not a typed answer."""
    slack.settings.echo_bot_messages = True
    came = []

    @app.event("message")
    async def take(event):
        came.append(event["text"])

    await clients.posting.chat_postMessage(channel=ben.id, text="What today?")
    await slack.act(ben).say("Call Acme")
    await slack.settled(within=5)
    assert came == ["Call Acme"]


@pytest.mark.usefixtures("reached")
async def test_the_doors_wait_for_what_is_under_way(slack, app, ben):
    """A stop lets a door finish what it began."""
    begun, finished = asyncio.Event(), []

    @app.command("/slow")
    async def slow(ack, command):
        begun.set()
        await asyncio.sleep(0.2)
        finished.append(command["command"])
        await ack()

    typing = asyncio.create_task(slack.act(ben).command("/slow"))
    await asyncio.wait_for(begun.wait(), 5)
    assert await app.drain(2)
    assert finished == ["/slow"]
    assert (await typing).ok


@pytest.mark.usefixtures("reached")
async def test_a_click_inside_a_form_is_refused_in_a_form_above_it(slack, app, ben, visit):
    """What was typed below stays; the words lie over it."""
    menu = kit.actions(kit.button("Look it up", "kudos.reply"))

    visit.offer_form(visit.form | {"blocks": [*visit.form["blocks"], menu]})

    @app.action("kudos.reply")
    async def no(ack):
        raise Refusal(NO)

    view = await visit.open_form()
    assert (await slack.act(ben).click(view, "kudos.reply")).ok
    await slack.wait_for(lambda: slack.log.counters["views.push"], within=5)
    above = await slack.act(ben).view(within=5)
    assert above.blocks[0]["text"]["text"] == NO


async def test_a_stop_of_the_web_door_lets_answers_out(slack, app, ben, web):
    """A command under way when salesbot stops is still answered, and nothing new is taken."""
    begun = asyncio.Event()

    @app.command("/slow")
    async def slow(ack):
        begun.set()
        await asyncio.sleep(0.2)
        await ack("done")

    typing = asyncio.create_task(slack.act(ben).command("/slow"))
    await asyncio.wait_for(begun.wait(), 5)
    await web.stop(2)
    assert (await typing).shown == ("done",)
    assert not (await slack.act(ben).command("/slow")).ok


@pytest.mark.parametrize("door_deadline", [0.5])  # and 2.5 s for a busy machine to bring the words
async def test_a_late_door_is_cancelled_and_what_it_did_is_not_undone(slack, app, ben, socket):
    """The words do not claim that nothing was saved."""
    done = []

    @app.command("/slow")
    async def slow(ack):
        done.append("saved")
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            done.append("cancelled")
            raise

    out = await slack.act(ben).command("/slow")
    assert out.shown[0].startswith("I could not confirm that this was saved.")
    assert await app.drain(2)
    assert done == ["saved", "cancelled"]
