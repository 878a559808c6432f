"""Who and what a client can read, tokens, scopes, rates: driven by plain slack_sdk."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from salesbot.playground import Settings


async def refused(call):
    """Slack's whole answer of no."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response


async def test_a_token_says_whose_it_is(client, bot, acme):
    """auth.test, with the granted scopes in the header of every answer."""
    me = await client.auth_test()
    assert (me["team_id"], me["user_id"], me["bot_id"]) == (acme.id, bot.bot.id, bot.bot_id)
    assert "chat:write" in me.headers["X-OAuth-Scopes"].split(",")


async def test_wrong_tokens_are_told_apart(slack, client, bot, session):
    """not_authed, invalid_auth, not_allowed_token_type, token_revoked and account_inactive."""

    async def error(token):
        asked = AsyncWebClient(token=token, base_url=slack.url, session=session).auth_test()
        return (await refused(asked))["error"]

    assert await error(None) == "not_authed"
    assert await error("xoxb-nobody") == "invalid_auth"
    assert await error(bot.app_token) == "not_allowed_token_type"
    slack.revoke(bot)
    assert await error(bot.bot_token) == "token_revoked"
    slack.uninstall(bot)
    assert await error(bot.bot_token) == "account_inactive"
    slack.reinstall(bot)
    assert (await client.auth_test())["ok"]


async def test_a_missing_scope_is_named(slack, acme, session, ana):
    """missing_scope says what is needed and what was provided, also by kind of conversation."""
    poor = slack.install(acme, scopes=["im:history", "channels:read"], name="poor")
    client = AsyncWebClient(token=poor.bot_token, base_url=slack.url, session=session)
    room = slack.channel("room", members=[ana, poor.bot])
    told = await refused(client.users_list())
    assert (told["error"], told["needed"]) == ("missing_scope", "users:read")
    assert told["provided"] == "channels:read,im:history"
    told = await refused(client.conversations_history(channel=room.id))
    assert (told["error"], told["needed"]) == ("missing_scope", "channels:history")
    assert (await client.conversations_info(channel=room.id))["channel"]["name"] == "room"


async def test_people_come_in_pages_with_zone_and_status(client, slack, acme, ana, ben):
    """users.list pages by cursor; users.info has the zone, guests and strangers are marked."""
    slack.user("Dev", is_ultra_restricted=True)
    eve = slack.stranger("Eve")
    slack.change(ana, status_text="On leave", status_emoji=":palm_tree:")
    names, cursor = [], None
    while cursor != "":
        page = await client.users_list(limit=2, cursor=cursor)
        names += [member["real_name"] for member in page["members"]]
        cursor = page["response_metadata"]["next_cursor"]
    assert names == ["salesbot", "Ana", "Ben", "Dev", "Slackbot"]
    assert (await client.users_info(user="USLACKBOT"))["user"]["is_bot"] is False
    shown = (await client.users_info(user=ana.id))["user"]
    assert (shown["tz"], shown["is_admin"], shown["profile"]["status_text"]) == ("Europe/Berlin", True, "On leave")
    assert (await client.users_info(user=eve.id))["user"]["is_stranger"]
    assert (await client.users_profile_get(user=ana.id))["profile"]["status_emoji"] == ":palm_tree:"
    assert (await refused(client.users_info(user="U404")))["error"] == "user_not_found"


async def test_conversations_are_listed_by_what_one_may_see(client, slack, bot, ana, ben):
    """Public channels are seen by every app, private ones only from inside."""
    slack.channel("open", members=[ana])
    slack.channel("mine", members=[ana, bot.bot], private=True)
    hidden = slack.channel("hidden", members=[ana], private=True)
    slack.archive(slack.channel("old"))
    both = "public_channel,private_channel"
    listed = await client.conversations_list(types=both, exclude_archived=True)
    assert [channel["name"] for channel in listed["channels"]] == ["open", "mine"]
    mine = await client.users_conversations(types=both)
    assert [channel["name"] for channel in mine["channels"]] == ["mine"]
    assert (await refused(client.conversations_info(channel=hidden.id)))["error"] == "channel_not_found"


async def test_members_come_in_pages(client, slack, bot, ana, ben):
    """conversations.members honours limit and cursor."""
    room = slack.channel("room", members=[ana, ben, bot.bot])
    first = await client.conversations_members(channel=room.id, limit=2)
    rest = await client.conversations_members(
        channel=room.id, limit=2, cursor=first["response_metadata"]["next_cursor"]
    )
    assert [*first["members"], *rest["members"]] == [ana.id, ben.id, bot.bot.id]


async def test_an_app_joins_public_channels_only(client, slack, bot, ana):
    """conversations.join, after which history can be read."""
    room = slack.channel("room", members=[ana], ext_shared=True)
    assert (await refused(client.conversations_history(channel=room.id)))["error"] == "not_in_channel"
    joined = await client.conversations_join(channel=room.id)
    assert joined["channel"]["is_member"]
    assert joined["channel"]["is_ext_shared"]
    assert (await client.conversations_join(channel=room.id))["warning"] == "already_in_channel"
    assert (await client.conversations_history(channel=room.id))["ok"]


async def test_a_direct_message_is_opened_once(client, slack, ana, ben):
    """conversations.open gives the same D… every time, and one for several people."""
    first = (await client.conversations_open(users=ana.id))["channel"]["id"]
    again = await client.conversations_open(users=[ana.id], return_im=True)
    assert (again["channel"]["id"], again["already_open"], again["channel"]["user"]) == (first, True, ana.id)
    many = (await client.conversations_open(users=[ana.id, ben.id]))["channel"]["id"]
    assert (await client.conversations_open(users=[ben.id, ana.id]))["channel"]["id"] == many
    assert (await refused(client.conversations_open(users="U404")))["error"] == "user_not_found"


async def test_groups_bots_and_teams_can_be_read(client, slack, acme, bot, ana, ben):
    """usergroups.list, usergroups.users.list, bots.info, team.info."""
    group = slack.group("closers", [ana, ben])
    listed = (await client.usergroups_list(include_users=True))["usergroups"][0]
    assert (listed["handle"], listed["users"]) == ("closers", [ana.id, ben.id])
    assert (await client.usergroups_users_list(usergroup=group.id))["users"] == [ana.id, ben.id]
    assert (await client.bots_info(bot=bot.bot_id))["bot"]["user_id"] == bot.bot.id
    assert (await client.team_info())["team"]["name"] == "Acme"


async def test_json_forms_and_query_parameters_mean_the_same(slack, bot, ana, session):
    """A call may carry its arguments in a JSON body, a form or the query, its token in the header or the form."""
    url, header = f"{slack.url}chat.postMessage", {"Authorization": f"Bearer {bot.bot_token}"}
    said = {"channel": ana.id, "text": "Hi", "blocks": '[{"type":"divider"}]'}
    calls = [
        {"json": said, "headers": header}, {"data": said, "headers": header}, {"params": said, "headers": header},
        {"data": said | {"token": bot.bot_token}},
    ]  # fmt: skip
    for call in calls:
        async with session.post(url, **call) as answer:
            assert (await answer.json())["ok"], call
    assert [message.blocks[0]["type"] for message in slack.messages(ana)] == ["divider"] * 4
    async with session.post(url, data="{", headers=header | {"Content-Type": "application/json"}) as answer:
        assert (await answer.json())["error"] == "invalid_json"


async def test_posting_too_fast_is_refused_until_later(client, slack, ana, ben):
    """One message a second per channel after a short burst; another channel is free."""
    slack.settings.posts_per_channel_burst = 2
    for _ in range(2):
        await client.chat_postMessage(channel=ana.id, text="x")
    told = await refused(client.chat_postMessage(channel=ana.id, text="x"))
    assert (told.status_code, told["error"], told.headers["Retry-After"]) == (429, "ratelimited", "1")
    await client.chat_postMessage(channel=ben.id, text="x")
    assert slack.log.counters["chat.postMessage ratelimited"] == 1
    slack.settings.strict_rates = False
    await client.chat_postMessage(channel=ana.id, text="x")


async def test_every_method_has_its_tier(client, slack):
    """users.list is tier 2: 20 a minute."""
    for _ in range(20):
        await client.users_list()
    assert (await refused(client.users_list())).status_code == 429


async def test_the_log_holds_calls_and_no_tokens(client, slack, bot, ana):
    """Calls are kept with method, status and time; tokens are not."""
    await client.chat_postMessage(channel=ana.id, text="Hi")
    seen = slack.calls[-1]
    assert (seen.method, seen.status, seen.ok, seen.args["text"]) == ("chat.postMessage", 200, True, "Hi")
    assert bot.bot_token not in str([each.json() for each in slack.calls])


def test_slacks_numbers_are_the_defaults():
    """3 s to ack, 3 s for a trigger, five uses in 30 minutes for a response URL, retries after 0, 1 and 5 minutes."""
    knobs = Settings()
    assert (knobs.ack_within, knobs.trigger_life, knobs.response_life, knobs.response_uses) == (3, 3, 1800, 5)
    assert knobs.event_retries == (0, 60, 300)
