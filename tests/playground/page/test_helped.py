"""How the page helps: suggestions, jumping, reactions, older messages, hints, and news that hold only what changed."""

from __future__ import annotations

import pytest

from salesbot.playground.page.looks import SHOWN


@pytest.fixture
def room(slack, acme, ana, ben):
    return slack.channel("emea-sales", members=[ana, ben])


async def offered(browser, who, text, *, first=True, door="complete"):
    told = await browser.tell(door, who, text=text, first=first)
    assert told["ok"]
    return [one["insert"] for one in told["offers"]]


async def test_what_is_typed_is_completed(slack, acme, ana, ben, room, browser):
    """A slash offers commands at the start only; @ people by any part of their name, # channels, and : emoji."""
    command = {"command": "/checkin", "description": "Answer", "usage_hint": "[list]", "should_escape": True}
    features = {"slash_commands": [command], "bot_user": {"display_name": "salesbot"}}
    slack.install(acme, {"display_information": {"name": "salesbot"}, "features": features})
    slack.user("Anton Berg", tz="Europe/Berlin")
    assert await offered(browser, ben, "/ch") == ["/checkin "]
    assert await offered(browser, ben, "/ch", first=False) == []
    assert await offered(browser, ben, "@an") == ["@ana ", "@anton.berg "]
    assert await offered(browser, ben, "@ber") == ["@anton.berg "]
    assert "@here " in await offered(browser, ben, "@he")
    assert await offered(browser, ben, "#eme") == ["#emea-sales "]
    assert ":tada: " in await offered(browser, ben, ":tad")
    assert await offered(browser, ben, "word") == []
    assert await offered(browser, ben, "emea", door="jump") == [room.id]
    assert ana.id in await offered(browser, ben, "an", door="jump")


async def test_a_private_channel_is_offered_to_its_members_only(slack, bot, ana, ben, browser):
    """Who is not in a private channel finds it neither by completing nor by jumping."""
    hidden = slack.channel("board", members=[ana], private=True)
    assert await offered(browser, ben, "#boa") == []
    assert await offered(browser, ben, "board", door="jump") == []
    assert await offered(browser, ana, "board", door="jump") == [hidden.id]


async def test_a_reaction_goes_on_and_off(slack, bot, ana, ben, room, browser):
    """A person's emoji stands on the message once; pressed again it is gone, and an unknown one is refused."""
    said = await slack.act(ana).say("Acme renewed", to=room)
    here = {"channel": room.id, "ts": said.ts}
    for stands in ((("tada", (ben.id,)),), (), (("tada", (ben.id,)),)):
        assert (await browser.tell("react", ben, **here, name="tada"))["ok"]
        assert slack.fresh(said).reactions == stands
    assert not (await browser.tell("react", ben, **here, name="<script>"))["ok"]
    assert "tada, 1: Ben" in (await browser.parts(ana, room.id))["pane"]


async def test_only_the_newest_messages_come_first(slack, bot, ana, ben, room, browser):
    """A long conversation begins with its end; more of it comes when it is asked for, and nonsense asks for nothing."""
    for number in range(SHOWN + 5):
        slack.world.post(room, ana.id, f"Message {number}.")

    async def pane(count):
        asked = {"team": browser.team, "as": ben.id, "in": room.id, "count": count}
        return (await (await browser.client.get("/page/parts", params=asked)).json())["parts"]["pane"]

    for count in ("", "x", "-5", "99999999999999999999"):
        first = await pane(count)
        assert "Message 4." not in first, count
        assert "Show older messages" in first
    whole = await pane(str(2 * SHOWN))
    assert "Message 0." in whole
    assert "Show older messages" not in whole


async def test_news_hold_only_what_changed(slack, bot, ana, ben, room, browser):
    """A browser says which drawings it has: it gets none of them again, and after a message only what shows it."""
    asked = {"team": browser.team, "as": ben.id, "in": room.id}
    first = await (await browser.client.get("/page/parts", params=asked)).json()
    asked["have"] = ",".join(f"{name}:{mark}" for name, mark in first["marks"].items())
    again = await (await browser.client.get("/page/parts", params=asked)).json()
    assert again["parts"] == {}
    await slack.act(ana).say("News", to=room)
    fresh = await (await browser.client.get("/page/parts", params=asked)).json()
    assert set(fresh["parts"]) == {"pane"}
    assert "News" in fresh["parts"]["pane"]


async def test_marks_of_what_is_new_go_when_one_looks(slack, bot, ana, ben, room, browser):
    """Unread messages are counted beside the channel, and the first of them is marked for whoever comes to it."""

    async def arrive(who):
        asked = {"team": browser.team, "as": who.id, "in": room.id, "arriving": "yes"}
        return (await (await browser.client.get("/page/parts", params=asked)).json())["parts"]

    slack.world.post(room, ana.id, "Old")
    await arrive(ben)
    slack.world.post(room, ana.id, "Fresh")
    assert '<span class="badge">1<' in (await browser.parts(ben, ana.id))["sidebar"]
    pane = (await arrive(ben))["pane"]
    assert pane.index("Old") < pane.index('class="rule fresh"') < pane.index("Fresh")
    assert "badge" not in (await browser.parts(ben, ana.id))["sidebar"]
    assert 'class="rule fresh"' not in (await arrive(ben))["pane"]


async def test_hints_are_put_away_for_good(bot, ben, browser, page, calendar):
    """The hints of the first minute stand there as long as nobody has put them away."""
    page.clock = calendar
    assert "Press Next event." in (await browser.parts(ben))["hints"]
    assert (await browser.tell("hints", ben, shown=False))["ok"]
    assert (await browser.parts(ben))["hints"] == ""


async def test_an_hour_and_a_stop(bot, ben, browser, page, calendar):
    """A leap that is under way can be stopped, and a leap to nowhere is refused in words."""
    page.clock = calendar
    calendar.progress = "A week at speed: 5 %"
    seen = (await browser.parts(ben))["clock"]
    assert 'data-clock="stop"' in seen
    assert 'data-clock="week"' not in seen
    assert (await browser.tell("clock", ben, move="stop"))["ok"]
    assert calendar.stopped
    assert not (await browser.tell("clock", ben, move="yesterday"))["ok"]


async def test_people_are_pictured_and_grouped(slack, bot, ana, ben, room, browser):
    """What one person says in a row stands below one name; everybody has letters and a colour of their own."""
    for text in ("One", "Two"):
        slack.world.post(room, ana.id, text)
    slack.world.post(room, ben.id, "Three")
    pane = (await browser.parts(ben, room.id))["pane"]
    assert pane.count('class="message follows') == 1
    assert 'class="rule day"' in pane
    assert ">A</span>" in pane


async def test_a_refused_request_becomes_a_toast(slack, bot, ben, room, browser, client):
    """The browser hears of requests that failed since it looked last, and not of older ones."""
    asked = {"team": browser.team, "as": ben.id, "in": room.id}

    async def troubles(told):
        return (await (await browser.client.get("/page/parts", params={**asked, "told": told})).json())["troubles"]

    await client.auth_test()
    last = (await troubles(""))[-1]["id"]
    slack.fault("chat.postMessage", "status", status=500)
    with pytest.raises(Exception, match="500"):
        await client.chat_postMessage(channel=room.id, text="Hi")
    heard = await troubles(last)
    assert [one["words"] for one in heard if one["words"]] == ["chat.postMessage failed: 500 internal_error"]
    assert [one for one in await troubles(heard[-1]["id"]) if one["words"]] == []
