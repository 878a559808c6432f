"""One story from command to modal to message, over both transports, with a stock bolt app."""

from __future__ import annotations

BUTTON = {"type": "button", "action_id": "checkin.answer", "text": {"type": "plain_text", "text": "Answer"}}
FORM = {
    "type": "modal",
    "callback_id": "checkin.form",
    "title": {"type": "plain_text", "text": "Standup"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "today",
            "label": {"type": "plain_text", "text": "The one thing today"},
            "element": {"type": "plain_text_input", "action_id": "text", "min_length": 3},
        }
    ],
}


async def test_a_question_is_answered_in_a_modal(slack, app, ben, connected):
    """A command asks, a button opens a modal, the modal is sent, and the message says so."""

    @app.command("/checkin")
    async def ask(ack, command, client):
        posted = await client.chat_postMessage(
            channel=command["user_id"], text="What today?", blocks=[{"type": "actions", "elements": [BUTTON]}]
        )
        assert posted["channel"].startswith("D")
        await ack(f"Asked with {command['text']}")

    @app.action("checkin.answer")
    async def form(ack, body, client):
        await client.views_open(
            trigger_id=body["trigger_id"], view=FORM | {"private_metadata": body["container"]["message_ts"]}
        )
        await ack()

    @app.view("checkin.form")
    async def store(ack, body, view, client):
        answer = view["state"]["values"]["today"]["text"]["value"]
        if answer == "nothing":
            await ack(response_action="errors", errors={"today": "Surely something?"})
            return
        channel = (await client.conversations_open(users=body["user"]["id"]))["channel"]["id"]
        await client.chat_update(channel=channel, ts=view["private_metadata"], text=f"Today: {answer}")
        await ack()

    asked = await slack.act(ben).command("/checkin", "care")
    assert asked.ok, asked
    assert asked.shown == ("Asked with care",)
    question = slack.messages(ben, by_bots=True)[0]
    assert question.buttons == {"checkin.answer": "Answer"}
    pressed = await slack.act(ben).click(question, "checkin.answer")
    assert pressed.ok, pressed
    view = await slack.act(ben).view()
    assert view.title == "Standup"
    held_back = await slack.act(ben).submit(view, {"text": "x"})
    assert (held_back.sent, list(held_back.errors)) == (False, ["today"])
    refused = await slack.act(ben).submit(view, {"today": "nothing"})
    assert refused.errors == {"today": "Surely something?"}
    assert refused.view.id == view.id
    stored = await slack.act(ben).submit(view, {"today": "Call Acme"})
    assert stored.closed
    assert stored.view is None
    assert slack.fresh(question).text == "Today: Call Acme"
    assert slack.fresh(question).edited_at
