"""What people do and what apps hear of it, with a stock bolt app on both transports."""

from __future__ import annotations

import asyncio
import re

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

ANYTHING = re.compile(".*")
TEXT = {"type": "plain_text", "text": "x"}


def button(action="go", value="1"):
    return {"type": "button", "action_id": action, "text": TEXT, "value": value}


def actions(*elements):
    return {"type": "actions", "block_id": "row", "elements": list(elements)}


def modal(*blocks, **more):
    return {"type": "modal", "callback_id": "form", "title": TEXT, "submit": TEXT, "blocks": list(blocks), **more}


def field(name="name", **element):
    inner = {"type": "plain_text_input", "action_id": name, **element}
    return {"type": "input", "block_id": f"{name}.block", "label": TEXT, "element": inner, "optional": True}


@pytest.fixture
def heard(app):
    """Every payload the app acks, in order."""
    got = []

    @app.middleware
    async def listen(body, next):  # noqa: A002  bolt's name
        got.append(body)
        await next()

    return got


def accept(app):
    """Ack all actions, shortcuts, views and events."""

    async def yes(ack):
        await ack()

    for register in (app.action, app.shortcut, app.view_submission, app.view_closed, app.event):
        register(ANYTHING)(yes)


async def test_typed_names_become_live_when_the_manifest_says_so(slack, app, ana, ben, connected, heard):
    """should_escape: people and channels as ids with names, everything else escaped."""
    room = slack.channel("emea", members=[ana, ben])

    @app.command("/kudos")
    async def kudos(ack):
        await ack()

    await slack.act(ana).command("/kudos", "@ben. in #emea for <!channel> & https://a.test", channel=room)
    told = heard[-1]
    live = f"<@{ben.id}|ben>. in <#{room.id}|emea> for &lt;!channel&gt; &amp; <https://a.test>"
    assert (told["text"], told["channel_name"], told["user_name"]) == (live, "emea", "ana")


async def test_a_command_nobody_answers_fails_as_in_slack(slack, app, bot, ana, connected):
    """The person reads Slackbot's sentence; nothing else is shown."""

    @app.command("/slow")
    async def slow(ack):
        await asyncio.sleep(0.6)
        await ack("late")

    failed = await slack.act(ana).command("/slow")
    assert (failed.ok, failed.failure) == (False, '/slow failed with the error "operation_timeout"')
    assert slack.messages(ana)[-1].text == failed.failure
    bot.app.commands = {}
    assert "not a valid command" in (await slack.act(ana).command("/slow")).failure


async def test_a_command_may_answer_for_all_to_see(slack, app, ana, connected):
    """response_type in_channel makes the answer a message; a body that is no message fails."""

    @app.command("/loud")
    async def loud(ack):
        await ack(text="Hear, hear", response_type="in_channel")

    @app.command("/bad")
    async def bad(ack):
        await ack(text="x", blocks=[{"type": "section"}])

    assert (await slack.act(ana).command("/loud")).message.ephemeral_for is None
    assert (await slack.act(ana).command("/bad")).failure == '/bad failed with the error "invalid_blocks"'


async def test_a_click_tells_where_it_happened(slack, app, client, ana, connected, heard):
    """block_actions carries message, container, state and action; buttons with one id are told apart by value."""
    accept(app)
    picker = {"type": "static_select", "action_id": "pick", "placeholder": TEXT, "options": [
        {"text": {"type": "plain_text", "text": "One"}, "value": "1"},
    ]}  # fmt: skip
    posted = await client.chat_postMessage(
        channel=ana.id, text="?", blocks=[actions(button(value="1"), button("go2", "2"), picker)]
    )
    message = slack.messages(ana)[0]
    assert (await slack.act(ana).click(message, "go2")).ok
    told = heard[-1]
    assert (told["actions"][0]["value"], told["actions"][0]["block_id"]) == ("2", "row")
    assert (told["container"]["message_ts"], told["message"]["ts"]) == (posted["ts"], posted["ts"])
    await slack.act(ana).click(message, "pick", "One")
    assert heard[-1]["actions"][0]["selected_option"]["value"] == "1"
    assert heard[-1]["state"]["values"]["row"]["pick"]["selected_option"]["value"] == "1"
    with pytest.raises(LookupError, match="nothing to press"):
        await slack.act(ana).click(message, "gone")


async def test_a_stale_client_presses_what_is_gone(slack, app, client, ana, connected, heard):
    """Whoever still sees the old message can press its button; the payload has the message as it is now."""
    accept(app)
    posted = await client.chat_postMessage(channel=ana.id, text="?", blocks=[actions(button())])
    old = slack.messages(ana)[0]
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="Closed", blocks=[])
    assert (await slack.act(ana).click(old, "go")).ok
    assert heard[-1]["message"]["text"] == "Closed"


async def test_a_click_nobody_takes_is_shown_as_failed(slack, app, client, ana, connected):
    """A raise in the listener is a failed click on both transports."""

    @app.action("go")
    async def go():
        raise RuntimeError("no")

    await client.chat_postMessage(channel=ana.id, text="?", blocks=[actions(button())])
    failed = await slack.act(ana).click(slack.messages(ana)[0], "go")
    assert (failed.acked, bool(failed.failure)) == (False, True)


async def test_a_trigger_opens_one_modal_within_its_time(slack, app, client, ana, connected):
    """expired_trigger_id, exchanged_trigger_id and invalid_trigger_id."""
    errors = []

    @app.shortcut("try")
    async def attempt(ack, body):
        for trigger in (body["trigger_id"], body["trigger_id"], "1.2.3"):
            try:
                await client.views_open(trigger_id=trigger, view=modal(field()))
            except SlackApiError as error:
                errors.append(error.response["error"])
        await ack()

    assert (await slack.act(ana).shortcut("try")).view.callback_id == "form"
    slack.settings.trigger_life = -1
    await slack.act(ana).shortcut("try")
    assert errors == [
        "exchanged_trigger_id", "invalid_trigger_id", "expired_trigger_id", "expired_trigger_id", "invalid_trigger_id",
    ]  # fmt: skip


@pytest.fixture
def opened(slack, bot, client, ana):
    """A function that opens a modal for Ana, as an app would whose button she just pressed."""

    async def open_it(view):
        await client.views_open(trigger_id=slack.world.trigger(bot, ana), view=view)
        return await slack.act(ana).view()

    return open_it


async def test_a_modal_pushes_updates_and_clears(slack, app, ana, connected, opened):
    """response_action: push stacks at most three, update changes the hash, clear closes all; empty closes one."""
    answers = iter(["push", "push", "push", "update", None, "clear"])

    @app.view("form")
    async def step(ack):
        action = next(answers)
        more = {"view": modal(field(), private_metadata="next")} if action in ("push", "update") else {}
        await (ack(response_action=action, **more) if action else ack())

    first = await opened(modal(field()))
    second = (await slack.act(ana).submit(first)).view
    assert (second.root_id, second.previous_id) == (first.id, first.id)
    third = (await slack.act(ana).submit(second)).view
    assert (await slack.act(ana).submit(third)).failure
    updated = (await slack.act(ana).submit(third)).view
    assert (updated.id, updated.body["private_metadata"]) == (third.id, "next")
    assert updated.hash != third.hash
    assert (await slack.act(ana).submit(updated)).view.id == second.id
    assert (await slack.act(ana).submit(second)).view is None


async def test_what_was_typed_survives_an_update_by_its_ids(slack, client, ana, connected, opened):
    """views.update keeps values where block id and action id stay, and refuses an old hash."""
    view = await opened(modal(field("a"), field("b")))
    slack.act(ana).fill(view, {"a": "kept", "b": "lost"})
    await client.views_update(view_id=view.id, hash=view.hash, view=modal(field("a"), field("c")))
    now = await slack.act(ana).view()
    assert now.values["a.block"]["a"]["value"] == "kept"
    assert "b.block" not in now.values
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=view.id, hash=view.hash, view=modal(field("a")))


async def test_a_field_is_told_of_at_once_only_where_its_block_asks_for_it(
    slack, app, client, ana, connected, opened, heard
):
    """Page "Input block": `dispatch_action` is false by default; what was put in is sent with the form all the same."""
    accept(app)
    eager = {"trigger_actions_on": ["on_character_entered"]}
    loud = field("loud", type="number_input", is_decimal_allowed=True, dispatch_action_config=eager)
    view = await opened(modal(field("quiet"), {**loud, "dispatch_action": True}))
    person = slack.act(ana)
    assert not (await person.click(view, "quiet", "shy")).sent
    assert (await person.click(await person.view(), "loud", "12")).acked
    (told,) = [body for body in heard if body["type"] == "block_actions"]
    assert (told["actions"][0]["type"], told["actions"][0]["value"]) == ("number_input", "12")
    assert told["view"]["state"]["values"]["quiet.block"]["quiet"]["value"] == "shy"
    assert told["view"]["hash"] == view.hash
    assert (await person.submit(await person.view(), {})).closed
    assert heard[-1]["view"]["state"]["values"]["loud.block"]["loud"]["value"] == "12"


async def test_the_same_submission_can_come_twice(slack, app, ana, connected, opened, heard):
    """`again` sends the same view with the same hash, closed or not."""
    accept(app)
    view = await opened(modal(field("a")))
    assert (await slack.act(ana).submit(view, {"a": "x"})).closed
    await slack.act(ana).submit(view, {"a": "x"}, again=True)
    one, two = (body["view"] for body in heard if body["type"] == "view_submission")
    assert (one["id"], one["hash"], one["state"]) == (two["id"], two["hash"], two["state"])


async def test_errors_must_name_inputs(slack, app, ana, connected, opened):
    """An error beside a block that is no input cannot be shown."""

    @app.view("form")
    async def refuse(ack):
        await ack(response_action="errors", errors={"nowhere": "No"})

    assert (await slack.act(ana).submit(await opened(modal(field())))).failure


async def test_closing_is_told_only_if_asked_for(slack, app, ana, connected, opened, heard):
    """notify_on_close sends view_closed."""
    accept(app)
    await slack.act(ana).close(await opened(modal(field())))
    assert heard == []
    await slack.act(ana).close(await opened(modal(field(), notify_on_close=True)))
    assert (heard[-1]["type"], heard[-1]["is_cleared"]) == ("view_closed", False)
    assert await slack.act(ana).view(within=0) is None


async def test_an_external_select_is_searched(slack, app, ana, connected, opened, heard):
    """block_suggestion gives the typed text; the chosen option comes back in the submission."""

    @app.options("zone")
    async def zones(ack, payload):
        await ack(options=[{"text": {"type": "plain_text", "text": payload["value"] + "lin"}, "value": "b"}])

    accept(app)
    select = {"type": "external_select", "action_id": "zone", "placeholder": TEXT, "min_query_length": 2}
    view = await opened(modal({"type": "input", "block_id": "z", "label": TEXT, "element": select}))
    assert await slack.act(ana).suggest(view, "zone", "b") == []
    options = await slack.act(ana).suggest(view, "zone", "Ber")
    assert options[0]["text"]["text"] == "Berlin"
    assert (await slack.act(ana).submit(view, {"zone": options[0]})).closed
    assert heard[-1]["view"]["state"]["values"]["z"]["zone"]["selected_option"]["value"] == "b"


async def test_a_response_url_works_five_times(slack, app, client, ana, connected, heard):
    """replace_original, delete_original, ephemeral and in_channel; the sixth use is refused."""
    accept(app)
    await client.chat_postMessage(channel=ana.id, text="?", blocks=[actions(button())])
    await slack.act(ana).click(slack.messages(ana)[0], "go")
    hook = AsyncWebhookClient(heard[-1]["response_url"])
    assert (await hook.send(text="psst")).body == "ok"
    assert (await hook.send(text="all", response_type="in_channel")).status_code == 200
    assert (await hook.send(text="new", replace_original=True)).status_code == 200
    assert [(m.text, bool(m.ephemeral_for)) for m in slack.messages(ana)] == [
        ("new", False), ("psst", True), ("all", False),
    ]  # fmt: skip
    refused = await hook.send(text="x", blocks=[{"type": "section"}])
    assert (refused.status_code, "invalid_blocks" in refused.body) == (400, True)
    await hook.send(text="4")
    assert (await hook.send(delete_original=True)).status_code == 200
    used = await hook.send(text="6")
    assert (used.status_code, "used_url" in used.body) == (404, True)
    assert "new" not in slack.texts(to=ana)


async def test_a_message_shortcut_brings_the_message(slack, app, ana, ben, connected, heard):
    """message_action carries message, channel and response_url."""
    accept(app)
    room = slack.channel("room", members=[ana, ben])
    said = await slack.act(ben).say("Ask for the plan", to=room)
    await slack.act(ana).shortcut("tip.save", message=said)
    told = heard[-1]
    assert (told["type"], told["message"]["text"], told["channel"]["id"]) == ("message_action", said.text, room.id)


async def test_the_home_tab_is_published_for_one_person(slack, app, client, ana, connected, heard):
    """app_home_opened, views.publish, and a click on the tab."""
    accept(app)
    await slack.act(ana).open_home()
    await slack.settled()
    assert heard[-1]["event"]["type"] == "app_home_opened"
    await client.views_publish(user_id=ana.id, view={"type": "home", "blocks": [actions(button())]})
    home = slack.act(ana).home()
    assert (await slack.act(ana).click(home, "go")).ok
    assert heard[-1]["view"]["type"] == "home"
    assert "channel" not in heard[-1]


async def test_an_external_id_is_unique_while_open(slack, bot, client, ana, opened):
    """duplicate_external_id; views.update finds a view by it."""
    view = await opened(modal(field("a"), external_id="mine"))
    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        await opened(modal(field("a"), external_id="mine"))
    await client.views_update(external_id="mine", view=modal(field("b"), external_id="mine"))
    assert (await slack.act(ana).view()).find("b")
    await slack.act(ana).close(view)
    with pytest.raises(SlackApiError, match="not_found"):
        await client.views_update(view_id=view.id, view=modal(field("b")))


async def test_commands_need_their_scope(slack, acme, ana):
    """Without the scope `commands` an app has none, whatever its manifest says."""
    slack.install(acme, scopes=["chat:write"], name="mute")
    assert (await slack.act(ana).command("/checkin")).sent is False
