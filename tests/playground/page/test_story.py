"""A morning on the page, with a stock bolt app behind it: everything that a person does in the demo."""

from __future__ import annotations

import asyncio
import re


def words(text):
    return {"type": "plain_text", "text": text}


def question(ts=""):
    return {
        "type": "actions",
        "block_id": "asked",
        "elements": [{"type": "button", "action_id": "checkin.answer", "text": words("Answer"), "value": ts}],
    }


FORM = {
    "type": "modal",
    "callback_id": "checkin.form",
    "title": words("Standup"),
    "submit": words("Send"),
    "blocks": [
        {
            "type": "input",
            "block_id": "today",
            "label": words("The one thing today"),
            "element": {"type": "plain_text_input", "action_id": "text", "min_length": 3},
        },
        {
            "type": "input",
            "block_id": "zone",
            "optional": True,
            "label": words("Zone"),
            "element": {"type": "external_select", "action_id": "zone", "min_query_length": 1},
        },
    ],
}


def checkins(app):
    """The app of this story: asks, opens a form, refuses once, stores, and answers what is typed."""

    @app.command("/checkin")
    async def ask(ack, command, client):
        await client.chat_postMessage(channel=command["user_id"], text="What today?", blocks=[question("7")])
        await ack("Asked you.")

    @app.action("checkin.answer")
    async def form(ack, body, client):
        view = FORM | {"private_metadata": body["container"]["message_ts"]}
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.options("zone")
    async def zones(ack, payload):
        await ack(options=[{"text": words(f"{payload['value']}lin"), "value": "Europe/Berlin"}])

    @app.view("checkin.form")
    async def store(ack, body, view, client):
        values = view["state"]["values"]
        answer = values["today"]["text"]["value"]
        if answer == "nothing":
            await ack(response_action="errors", errors={"today": "Surely something?"})
            return
        zone = values["zone"]["zone"]["selected_option"]["value"]
        channel = (await client.conversations_open(users=body["user"]["id"]))["channel"]["id"]
        await client.chat_update(channel=channel, ts=view["private_metadata"], text=f"Today: {answer}, in {zone}")
        await ack()

    @app.event("message")
    async def typed(event, client):
        if "bot_id" not in event and "subtype" not in event:
            await client.chat_postMessage(
                channel=event["channel"], thread_ts=event["ts"], text=f"Heard: {event['text']}"
            )


async def test_a_morning_on_the_page(slack, app, socket, bot, ana, ben, browser):
    """Command, click, a refused and a right answer, a typed message in a thread, and a look through other eyes."""
    checkins(app)
    told = await browser.tell("say", ben, **{"in": bot.bot.id}, text="/checkin please")
    assert told["ok"], told
    seen = await browser.parts(ben, bot.bot.id)
    assert "Only visible to you" in seen["pane"]
    assert "Asked you." in seen["pane"]
    assert seen["modal"] == ""

    posted = slack.messages(ben, by_bots=True)[0]
    here = {"channel": posted.channel, "ts": posted.ts}
    pressed = await browser.tell("press", ben, **here, block="asked", action="checkin.answer", value=None)
    assert pressed["ok"], pressed
    modal = (await browser.parts(ben))["modal"]
    assert "The one thing today" in modal
    view = re.search(r'data-view="(\w+)"', modal)[1]

    async def send(text):
        values = {"today": {"text": text}, "zone": {"zone": "Europe/Berlin"}}
        return await browser.tell("submit", ben, view=view, values=values)

    found = await browser.tell("suggest", ben, view=view, block="zone", action="zone", value="Ber")
    assert found["options"] == [{"value": "Europe/Berlin", "label": "Berlin"}]
    assert "today" in (await send("x"))["errors"]
    assert (await send("nothing"))["errors"] == {"today": "Surely something?"}
    assert 'value="nothing"' in (await browser.parts(ben))["modal"]
    assert (await send("Call Acme"))["ok"]
    seen = await browser.parts(ben, bot.bot.id)
    assert seen["modal"] == ""
    assert "Today: Call Acme, in Europe/Berlin" in seen["pane"]
    assert "(edited)" in seen["pane"]

    assert (await browser.tell("say", ben, **{"in": bot.bot.id}, text="I am *late*"))["ok"]
    await slack.wait_for(lambda: [m for m in slack.messages(ben, by_bots=True) if m.text.startswith("Heard")])
    seen = await browser.parts(ben, bot.bot.id)
    assert "1 reply" in seen["pane"]
    parent = next(m for m in slack.messages(ben) if not m.bot_id)
    thread = (await browser.parts(ben, bot.bot.id, parent.ts))["thread"]
    assert "Heard: I am <b>late</b>" in thread

    other = await browser.parts(ana, bot.bot.id)
    assert "Call Acme" not in other["pane"]
    assert "Call Acme" not in (await browser.parts(ana, posted.channel))["pane"]


async def test_a_click_after_the_message_changed_says_so(slack, app, socket, bot, ben, browser):
    """A button that is gone by the time it is pressed gives a sentence, not an error page."""
    checkins(app)
    await browser.tell("say", ben, **{"in": bot.bot.id}, text="/checkin")
    posted = slack.messages(ben, by_bots=True)[0]
    slack.world.edit(slack.im(ben), posted, blocks=())
    here = {"channel": posted.channel, "ts": posted.ts}
    told = await browser.tell("press", ben, **here, block="asked", action="checkin.answer", value=None)
    assert told == {"ok": False, "words": "That is no longer there."}


async def test_a_modal_is_closed(slack, app, socket, bot, ben, browser):
    """Closing takes the modal off the page, and only its own person can."""
    checkins(app)
    await browser.tell("say", ben, **{"in": bot.bot.id}, text="/checkin")
    posted = slack.messages(ben, by_bots=True)[0]
    here = {"channel": posted.channel, "ts": posted.ts}
    await browser.tell("press", ben, **here, block="asked", action="checkin.answer", value=None)
    view = slack.world.open_view(bot.workspace.id, ben.id)
    assert (await browser.tell("close", ben, view=view.id))["ok"]
    assert (await browser.parts(ben))["modal"] == ""


async def test_a_channel_is_joined_by_writing(slack, acme, bot, ana, ben, browser):
    """Who is not in a public channel joins it with the first message; an archived one refuses in words."""
    room = slack.channel("emea-sales", members=[ana])
    assert (await browser.tell("say", ben, **{"in": room.id}, text="Hello"))["ok"]
    assert ben.id in room.members
    assert "Hello" in (await browser.parts(ana, room.id))["pane"]
    room.archived = True
    refused = await browser.tell("say", ben, **{"in": room.id}, text="Still there?")
    assert (refused["ok"], "archived" in refused["words"]) == (False, True)


async def test_people_write_to_each_other(slack, acme, bot, ana, ben, browser):
    """A direct message is made with the first word, and a third person never sees it."""
    cleo = slack.user("Cleo", tz="Australia/Sydney")
    assert (await browser.tell("say", ana, **{"in": ben.id}, text="Lunch?"))["ok"]
    assert "Lunch?" in (await browser.parts(ben, ana.id))["pane"]
    direct = slack.world.im(acme, ana.id, ben.id)
    assert "Lunch?" not in (await browser.parts(cleo, direct.id))["pane"]


async def test_the_home_tab_is_opened_and_pressed(slack, app, socket, bot, ben, browser):
    """Opening the tab tells the app, what it publishes is drawn, and a choice there reaches it."""
    heard = []

    @app.event("app_home_opened")
    async def publish(event, client):
        menu = {"type": "static_select", "action_id": "zone", "options": [{"text": words("Berlin"), "value": "b"}]}
        block = {"type": "section", "block_id": "s", "text": {"type": "mrkdwn", "text": "*Hi*"}, "accessory": menu}
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [block]})

    @app.action("zone")
    async def chosen(ack, action):
        heard.append(action["selected_option"]["value"])
        await ack()

    home = f"home:{bot.app.id}"
    status, _ = await browser.get("/", **{"team": browser.team, "as": ben.id, "in": home})
    assert status == 200
    view = await slack.wait_for(lambda: slack.act(ben).home())
    assert "<b>Hi</b>" in (await browser.parts(ben, home))["pane"]
    told = await browser.tell("press", ben, view=view.id, values={}, block="s", action="zone", value="b")
    assert told["ok"], told
    assert heard == ["b"]
    assert (await browser.tell("press", ben, view=view.id, values={}, block="s", action="zone", value=None))["ok"]
    assert heard == ["b"]


async def test_the_clock_moves_and_is_hidden_without_a_calendar(bot, ben, browser, page, calendar):
    """No clock without a hook; with one, the next event and an hour more, on the person's own wall."""
    assert (await browser.parts(ben))["clock"] == ""
    assert not (await browser.tell("clock", ben, move="hour"))["ok"]
    page.clock = calendar
    assert "Tue 3 Mar 2026, 03:00" in (await browser.parts(ben))["clock"]
    assert (await browser.tell("clock", ben, move="next"))["words"] == ""
    assert "04:10" in (await browser.parts(ben))["clock"]
    assert (await browser.tell("clock", ben, move="next"))["words"] == "Nothing is due."
    await browser.tell("clock", ben, move="hour")
    assert "05:10" in (await browser.parts(ben))["clock"]


async def test_news_comes_as_soon_as_it_happens(slack, bot, ana, ben, browser):
    """A browser that has seen everything is answered by the next message, not by a timer."""
    room = slack.channel("emea-sales", members=[ana, ben])
    asked = {"team": browser.team, "as": ben.id, "in": room.id, "since": str(slack.world.version)}
    waiting = asyncio.create_task(browser.get("/page/parts", **asked))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await slack.act(ana).say("News", to=room)
    status, body = await asyncio.wait_for(waiting, 5)
    assert status == 200
    assert "News" in body


async def test_opening_the_messages_tells_the_app(slack, app, socket, bot, ben, browser):
    """Looking at the app's direct message is app_home_opened with its messages tab, and at a channel it is nothing."""
    tabs = []

    @app.event("app_home_opened")
    async def opened(event):
        tabs.append(event["tab"])

    room = slack.channel("emea-sales", members=[ben])
    for place in (room.id, bot.bot.id):
        await browser.get("/", **{"team": browser.team, "as": ben.id, "in": place})
    await slack.wait_for(lambda: tabs)
    assert tabs == ["messages"]


async def test_nobody_waits_for_a_browser(bot, ben, browser, slack):
    """A browser that waits for news is answered when the playground stops."""
    asked = {"team": browser.team, "as": ben.id, "since": str(slack.world.version)}
    waiting = asyncio.create_task(browser.get("/page/parts", **asked))
    await asyncio.sleep(0.05)
    slack.page.close()
    status, _ = await asyncio.wait_for(waiting, 5)
    assert status == 200
