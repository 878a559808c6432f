"""What a client can do with messages, and what Slack refuses: driven by plain slack_sdk."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError

HELLO = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Hello*"}}]


async def refusal(call) -> str:
    """The error Slack answers with."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response["error"]


@pytest.fixture
def emea(slack, acme, bot, ana, ben):
    return slack.channel("emea-sales", members=[ana, ben, bot.bot])


@pytest.fixture
def secret(slack, ana):
    return slack.channel("secret", members=[ana], private=True)


async def test_a_post_to_a_person_opens_their_direct_message(client, slack, ben):
    """chat.postMessage takes U… and answers with the D… that update and history need."""
    posted = await client.chat_postMessage(channel=ben.id, text="Morning")
    assert posted["channel"][0] == "D"
    assert slack.texts(to=ben) == ["Morning"]
    assert await refusal(client.chat_update(channel=ben.id, ts=posted["ts"], text="x")) == "channel_not_found"
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="Good morning")
    assert slack.texts(to=ben) == slack.texts(to="ben") == ["Good morning"]


async def test_timestamps_rise(client, emea):
    """Every ts is unique and later than the one before."""
    stamps = [(await client.chat_postMessage(channel=emea.id, text=str(n)))["ts"] for n in range(4)]
    assert stamps == sorted(set(stamps))


async def test_an_update_keeps_blocks_only_without_text(client, slack, emea):
    """chat.update: text without blocks removes the blocks, metadata alone changes nothing one can see."""
    posted = await client.chat_postMessage(channel=emea.id, text="Hi", blocks=HELLO)
    where = {"channel": emea.id, "ts": posted["ts"]}
    about = {"event_type": "salesbot.delivery", "event_payload": {"id": "1"}}
    await client.api_call("chat.update", json={**where, "metadata": about})
    assert slack.messages(emea)[0].words == "*Hello*"
    await client.chat_update(**where, text="Bye")
    assert slack.messages(emea)[0].blocks == ()
    assert slack.messages(emea)[0].metadata == about


async def test_metadata_comes_back_only_when_asked_for(client, emea):
    """conversations.history shows metadata with include_all_metadata."""
    about = {"event_type": "salesbot.delivery", "event_payload": {"id": "7"}}
    await client.chat_postMessage(channel=emea.id, text="Hi", metadata=about)
    plain = await client.conversations_history(channel=emea.id)
    told = await client.conversations_history(channel=emea.id, include_all_metadata=True)
    assert "metadata" not in plain["messages"][0]
    assert told["messages"][0]["metadata"] == about


async def test_history_comes_in_pages_newest_first(client, slack, emea):
    """Pagination by cursor gives every message once, and oldest and latest narrow it."""
    slack.settings.strict_rates = False
    stamps = [(await client.chat_postMessage(channel=emea.id, text=str(n)))["ts"] for n in range(5)]
    seen, cursor = [], None
    while cursor != "":
        page = await client.conversations_history(channel=emea.id, limit=2, cursor=cursor)
        seen += [message["ts"] for message in page["messages"]]
        cursor = page.get("response_metadata", {}).get("next_cursor", "")
    assert seen == stamps[::-1]
    between = await client.conversations_history(channel=emea.id, oldest=stamps[1], latest=stamps[3])
    assert [message["ts"] for message in between["messages"]] == [stamps[2]]
    closed = await client.conversations_history(channel=emea.id, oldest=stamps[1], latest=stamps[3], inclusive=True)
    assert len(closed["messages"]) == 3
    assert await refusal(client.conversations_history(channel=emea.id, cursor="!!")) == "invalid_cursor"


async def test_a_thread_is_read_by_replies(client, emea):
    """Replies are not in history; conversations.replies gives the parent and them, oldest first."""
    parent = await client.chat_postMessage(channel=emea.id, text="Report")
    for words in ("one", "two"):
        await client.chat_postMessage(channel=emea.id, text=words, thread_ts=parent["ts"])
    history = (await client.conversations_history(channel=emea.id))["messages"]
    thread = (await client.conversations_replies(channel=emea.id, ts=parent["ts"]))["messages"]
    assert [(m["text"], m["reply_count"]) for m in history] == [("Report", 2)]
    assert [m["text"] for m in thread] == ["Report", "one", "two"]
    page = await client.conversations_replies(channel=emea.id, ts=parent["ts"], limit=1)
    rest = await client.conversations_replies(
        channel=emea.id, ts=parent["ts"], limit=1, cursor=page["response_metadata"]["next_cursor"]
    )
    assert [m["text"] for m in rest["messages"]] == ["Report", "two"]
    assert await refusal(client.chat_postMessage(channel=emea.id, text="x", thread_ts="1.0")) == "thread_not_found"


async def test_a_delete_leaves_nothing_but_a_tombstone_over_replies(client, slack, emea):
    """chat.delete, which slack_sdk sends as query parameters."""
    alone = await client.chat_postMessage(channel=emea.id, text="alone")
    parent = await client.chat_postMessage(channel=emea.id, text="parent")
    await client.chat_postMessage(channel=emea.id, text="reply", thread_ts=parent["ts"])
    for message in (alone, parent):
        await client.chat_delete(channel=emea.id, ts=message["ts"])
    history = (await client.conversations_history(channel=emea.id))["messages"]
    assert [(m["ts"], m["subtype"]) for m in history] == [(parent["ts"], "tombstone")]
    assert await refusal(client.chat_delete(channel=emea.id, ts=alone["ts"])) == "message_not_found"


async def test_only_the_author_changes_a_message(client, slack, emea, ben):
    """What a person wrote can neither be changed nor deleted by the app."""
    said = await slack.act(ben).say("mine", to=emea)
    assert await refusal(client.chat_update(channel=emea.id, ts=said.ts, text="x")) == "cant_update_message"
    assert await refusal(client.chat_delete(channel=emea.id, ts=said.ts)) == "cant_delete_message"
    assert await refusal(client.chat_update(channel=emea.id, ts="1.000000", text="x")) == "message_not_found"


async def test_where_an_app_may_not_post(client, slack, acme, bot, ana, ben, emea, secret):
    """The error table of chat.postMessage, row by row."""
    other = slack.install(acme, name="other")
    outside = slack.channel("outside", members=[ana])
    bot.scopes = bot.scopes - {"chat:write.public"}
    expected = {
        "C404": "channel_not_found", secret.id: "channel_not_found", outside.id: "not_in_channel",
        other.bot.id: "cannot_dm_bot", "U404": "channel_not_found",
    }  # fmt: skip
    for channel, error in expected.items():
        assert await refusal(client.chat_postMessage(channel=channel, text="x")) == error
    slack.change(ben, deleted=True)
    assert await refusal(client.chat_postMessage(channel=ben.id, text="x")) == "user_disabled"
    bot.app.messages_tab = False
    assert await refusal(client.chat_postMessage(channel=ana.id, text="x")) == "messages_tab_disabled"
    emea.posting_restricted = True
    assert await refusal(client.chat_postMessage(channel=emea.id, text="x")) == "restricted_action"
    slack.archive(emea)
    assert await refusal(client.chat_postMessage(channel=emea.id, text="x")) == "is_archived"


async def test_what_is_no_message(client, emea):
    """No text, blocks that do not fit, too many characters in blocks, unknown arguments."""
    many = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}] * 5

    async def error(method="chat.postMessage", **said):
        return await refusal(client.api_call(method, json={"channel": emea.id, **said}))

    assert await error(text="") == "no_text"
    assert await error(text="x", blocks=[{"type": "nonsense"}]) == "invalid_blocks"
    assert await error(text="x", blocks=many) == "msg_blocks_too_long"
    assert await error(text="x", tekst="y") == "invalid_arguments"
    assert await error("chat.postMessages") == "unknown_method"


async def test_an_ephemeral_is_for_one_person(client, slack, emea, ben, secret):
    """chat.postEphemeral is seen by one member and by no history."""
    await client.chat_postEphemeral(channel=emea.id, user=ben.id, text="psst")
    assert [(m.text, m.ephemeral_for) for m in slack.messages("#emea-sales")] == [("psst", ben.id)]
    assert (await client.conversations_history(channel=emea.id))["messages"] == []
    cleo = slack.user("Cleo", tz="Australia/Sydney")
    assert await refusal(client.chat_postEphemeral(channel=emea.id, user=cleo.id, text="x")) == "user_not_in_channel"


async def test_a_permalink_names_channel_and_message(client, emea):
    """chat.getPermalink."""
    posted = await client.chat_postMessage(channel=emea.id, text="Hi")
    link = (await client.chat_getPermalink(channel=emea.id, message_ts=posted["ts"]))["permalink"]
    assert link.endswith(f"/archives/{emea.id}/p{posted['ts'].replace('.', '')}")


async def test_client_msg_id_is_recorded_and_dedupes_only_if_told_to(client, slack, emea):
    """Slack documents nothing, so the playground counts on nothing, unless the setting says otherwise."""
    for _ in range(2):
        await client.chat_postMessage(channel=emea.id, text="once?", client_msg_id="a-b")
    assert [m.client_msg_id for m in slack.messages(emea)] == ["a-b", "a-b"]
    slack.settings.dedupe_client_msg_id = True
    again = await client.chat_postMessage(channel=emea.id, text="once?", client_msg_id="a-b")
    assert len(slack.messages(emea)) == 2
    assert again["ts"] == slack.messages(emea)[-1].ts


async def test_reactions_are_counted_once(client, slack, emea, ben):
    """reactions.add refuses the second of the same kind."""
    posted = await client.chat_postMessage(channel=emea.id, text="Hi")
    where = {"channel": emea.id, "timestamp": posted["ts"], "name": "tada"}
    await client.reactions_add(**where)
    assert await refusal(client.reactions_add(**where)) == "already_reacted"
    await slack.act(ben).react(slack.messages(emea)[0], "tada")
    assert (await client.conversations_history(channel=emea.id))["messages"][0]["reactions"][0]["count"] == 2
