"""Whatever fails at a door, on either transport, the person reads words and Slack sends again what it should."""

from __future__ import annotations

import asyncio
import re

import pytest
from sqlalchemy.exc import OperationalError

from salesbot.errors import AlreadyDone, Refusal
from salesbot.slack import kit
from salesbot.slack.doors import identity

NO = "Lovely, but kudos are for someone else."
SECRET = "the Acme deal is lost"


async def refuse():
    raise Refusal(NO, field="why")


async def crash():
    raise RuntimeError(SECRET)


async def come_late():
    await asyncio.sleep(30)


async def find_the_database_away():
    raise OperationalError("insert", {"text": SECRET}, Exception("database is locked"))


async def find_slack_slow():
    raise TimeoutError


async def find_it_done():
    raise AlreadyDone({})


WORDS = {
    refuse: re.escape(NO),
    crash: r"Something broke on my side \(id [0-9a-f]{4}\)\.",
    come_late: r"I could not confirm that this was saved\.",
    find_the_database_away: r"This was not saved: my database does not answer just now\.",
    find_slack_slow: r"Slack took too long to open this\.",
}
TROUBLES = pytest.mark.parametrize("trouble", list(WORDS), ids=lambda trouble: trouble.__name__)
FORM = kit.modal(
    "Kudos",
    [kit.section("Say it"), kit.text_input("Who", "who"), kit.text_input("Why", "why")],
    callback_id="kudos.form",
    submit="Send",
)


def listening(app, trouble):
    """One listener of each kind that meets the trouble; `/form` opens the form."""

    @app.command("/form")
    async def form(ack, body, client):
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    @app.command("/kudos")
    @app.action("kudos.reply")
    @app.view("kudos.form")
    @app.shortcut("kudos.give")
    @app.event("message")
    async def meet(ack):
        await trouble()
        await ack()


async def open_form(slack, ben):
    opened = await slack.act(ben).command("/form")
    assert opened.ok, opened
    return await slack.act(ben).view()


async def button(slack, clients, to):
    block = kit.actions(kit.button("Say it back", "kudos.reply", value="7"))
    await clients.posting.chat_postMessage(channel=to.id, text="Ana thanked you", blocks=[block])
    return slack.messages(to, by_bots=True)[0]


def told_in_private(slack, where):
    return [message.text for message in slack.messages(where, by_bots=True) if message.ephemeral_for == "U_BEN"]


@TROUBLES
@pytest.mark.usefixtures("reached")
async def test_a_command_in_trouble_is_answered_in_words(slack, app, ben, trouble):
    """The words come in the command's own answer, which only the person sees."""
    listening(app, trouble)
    out = await slack.act(ben).command("/kudos")
    assert out.ok, out
    assert re.match(WORDS[trouble], out.shown[0])
    assert SECRET not in out.shown[0]


@TROUBLES
@pytest.mark.usefixtures("reached")
async def test_a_submission_in_trouble_keeps_the_form_with_words_beside_a_field(slack, app, ben, trouble):
    """The form stays open with what was typed; the words stand beside the field meant, or else the first one."""
    listening(app, trouble)
    out = await slack.act(ben).submit(await open_form(slack, ben), {"who": "Ana", "why": "the demo"})
    field = "why" if trouble is refuse else "who"
    assert list(out.errors) == [field], out
    assert re.match(WORDS[trouble], out.errors[field])
    assert not out.closed


@TROUBLES
@pytest.mark.usefixtures("reached")
async def test_a_click_in_trouble_is_acked_and_answered_where_it_happened(slack, app, clients, ben, emea, trouble):
    """The button shows no warning sign; the words come beside it, for that person's eyes."""
    listening(app, trouble)
    out = await slack.act(ben).click(await button(slack, clients, emea), "kudos.reply")
    assert out.ok, out
    await slack.wait_for(lambda: told_in_private(slack, emea), within=5)
    assert re.match(WORDS[trouble], told_in_private(slack, emea)[0])


@TROUBLES
@pytest.mark.usefixtures("reached")
async def test_a_shortcut_in_trouble_is_acked_and_answered_in_a_form(slack, app, ben, trouble):
    """A shortcut happens nowhere: a small form says the words."""
    listening(app, trouble)
    out = await slack.act(ben).shortcut("kudos.give")
    assert out.ok, out
    view = await slack.act(ben).view(within=5)
    assert re.match(WORDS[trouble], view.blocks[0]["text"]["text"])


@TROUBLES
@pytest.mark.usefixtures("reached")
async def test_an_event_in_trouble_comes_again_unless_it_was_refused(slack, app, ben, trouble):
    """Slack repeats what failed, and does not repeat what we do not want."""
    slack.settings.event_retries = (0,)
    listening(app, trouble)
    await slack.act(ben).say("good morning")
    tries = 1 if trouble is refuse else 2
    await slack.wait_for(lambda: len(heard(slack)) == tries, within=5)
    await slack.settled(within=5)
    assert [each.ok for each in heard(slack)] == [trouble is refuse] * tries


def heard(slack):
    return [each for each in slack.log.deliveries if each.kind == "events_api" and each.what == "message"]


@pytest.mark.usefixtures("reached")
async def test_what_was_stored_before_gets_the_answer_it_got_then(slack, app, ben, store):
    """A submission that comes twice is stored once, and closes the form both times."""
    stored = []

    @app.command("/form")
    async def form(ack, body, client):
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    @app.view("kudos.form")
    async def keep(ack, body):
        async with store.begin(once=identity(body)) as db:
            stored.append(body["view"]["hash"])
            store.remember(db, {"response_action": "clear"})
        await ack(response_action="clear")

    view = await open_form(slack, ben)
    first = await slack.act(ben).submit(view, {"who": "Ana", "why": "the demo"})
    again = await slack.act(ben).submit(view, {"who": "Ana", "why": "the demo"}, again=True)
    assert (first.body, again.body) == ({"response_action": "clear"},) * 2
    assert len(stored) == 1


@pytest.mark.usefixtures("reached")
async def test_clicks_and_events_that_were_done_before_are_taken_silently(slack, app, clients, ben, emea):
    """Nobody is told about a repeat that changed nothing."""
    listening(app, find_it_done)
    assert (await slack.act(ben).click(await button(slack, clients, emea), "kudos.reply")).ok
    assert (await slack.act(ben).command("/kudos")).shown == ()
    await slack.act(ben).say("hi")
    assert await app.drain(2)
    assert told_in_private(slack, emea) == []
    assert [each.ok for each in heard(slack)] == [True]


@pytest.mark.usefixtures("reached")
async def test_a_refusal_in_a_form_without_fields_replaces_it_with_words(slack, app, ben):
    """Where no field is, Slack shows no error beside one: the form itself says it."""
    bare = kit.modal("Sure?", [kit.section("Erase everything?")], callback_id="sure.form", submit="Erase")

    @app.command("/form")
    async def form(ack, body, client):
        await client.views_open(trigger_id=body["trigger_id"], view=bare)
        await ack()

    @app.view("sure.form")
    async def no(ack):
        raise Refusal(NO)

    out = await slack.act(ben).submit(await open_form(slack, ben), {})
    assert out.view.title == "Sure?"
    assert out.view.blocks[0]["text"]["text"] == NO


@pytest.mark.usefixtures("reached")
async def test_nothing_that_nobody_listens_to_is_left_without_an_answer(slack, app, clients, ben, emea):
    """A stale button, an unknown command and an unknown event are all answered."""
    command = await slack.act(ben).command("/forgotten")
    assert "I do not know this command" in command.shown[0]
    assert (await slack.act(ben).click(await button(slack, clients, emea), "kudos.reply")).ok
    await slack.wait_for(lambda: told_in_private(slack, emea), within=5)
    assert "from before I changed" in told_in_private(slack, emea)[0]
    await slack.act(ben).say("hello?")
    assert [each.ok for each in heard(slack)] == [True]


@pytest.mark.usefixtures("reached")
async def test_a_form_that_nobody_listens_to_says_so_and_stays(slack, app, ben):
    """A form opened by an older version keeps what was typed."""
    await slack_form(app)
    out = await slack.act(ben).submit(await open_form(slack, ben), {"who": "Ana", "why": "the demo"})
    assert "from before I changed" in out.errors["who"]


async def slack_form(app):
    @app.command("/form")
    async def form(ack, body, client):
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()


@pytest.mark.usefixtures("reached")
async def test_words_reach_the_person_though_the_response_url_fails(slack, app, clients, ben, emea):
    """The next way is tried: here an ephemeral message in the channel."""
    listening(app, refuse)
    slack.fault("response_url", "status", times=1, status=500)
    await slack.act(ben).click(await button(slack, clients, emea), "kudos.reply")
    await slack.wait_for(lambda: told_in_private(slack, emea), within=5)
    assert told_in_private(slack, emea) == [NO]
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


async def test_an_event_is_not_lost_while_slack_will_not_say_who_we_are(slack, app, ben, socket):
    """Bolt alone would ack it; here it fails, and Slack sends it again."""
    slack.settings.event_retries = (0.1,)
    slack.fault("auth.test", "error", times=1, error="internal_error")
    came = []

    @app.event("message")
    async def take(event):
        came.append(event["text"])

    await slack.act(ben).say("good morning")
    await slack.wait_for(lambda: came, within=5)
    assert [each.ok for each in heard(slack)] == [False, True]


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
async def test_a_click_inside_a_form_is_refused_in_a_form_above_it(slack, app, ben):
    """What was typed below stays; the words lie over it."""
    menu = kit.actions(kit.button("Look it up", "kudos.reply"))

    @app.command("/form")
    async def form(ack, body, client):
        await client.views_open(trigger_id=body["trigger_id"], view=FORM | {"blocks": [*FORM["blocks"], menu]})
        await ack()

    @app.action("kudos.reply")
    async def no(ack):
        raise Refusal(NO)

    view = await open_form(slack, ben)
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
