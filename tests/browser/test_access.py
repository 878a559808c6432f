"""Everybody can use the page: axe finds nothing serious, light or dark, wide or narrow, and the keyboard is enough."""

from __future__ import annotations

import pytest

from salesbot.playground.screens import made
from salesbot.playground.state.blocks import with_ids

WIDE, NARROW = (1440, 900), (375, 760)


def words(text):
    return {"type": "plain_text", "text": text}


def option(text):
    return {"text": words(text), "value": text}


def field(kind, **more):
    element = {"type": kind, "action_id": kind, **more}
    return {"type": "input", "block_id": f"b.{kind}", "label": words(kind), "hint": words("A hint"), "element": element}


CHOICES = {"options": [option("One"), option("Two")]}
FORM = {"type": "modal", "title": words("All fields"), "submit": words("Send"), "blocks": [
    field("plain_text_input", multiline=True), field("number_input", is_decimal_allowed=False),
    field("static_select", **CHOICES), field("multi_static_select", **CHOICES), field("radio_buttons", **CHOICES),
    field("checkboxes", **CHOICES), field("external_select"), field("users_select"), field("multi_users_select"),
    field("datepicker"), field("timepicker"), field("email_text_input"),
    {"type": "alert", "level": "warning", "text": {"type": "mrkdwn", "text": "*Mind* the gap"}},
]}  # fmt: skip


def said(text):
    return {"type": "mrkdwn", "text": text}


MARKS = "*Bold* `code` <https://acme.example|a link>\n• one\n• two\n> said"


def everything():
    """A message with one of nearly each block."""
    points = [{"label": day, "value": value} for day, value in (("Mon", 3), ("Tue", 5))]
    axes = {"categories": ["Mon", "Tue"], "x_label": "Day", "y_label": "Answers"}
    quote = {"type": "rich_text_quote", "elements": [{"type": "text", "text": "Said"}]}
    two = [{"name": "Sent", "data": points}, {"name": "Late", "data": points}]
    rows = [[{"type": "raw_text", "text": str(at)}, {"type": "raw_number", "value": at}] for at in range(30)]
    menu = {"type": "overflow", "action_id": "more", **CHOICES}
    buttons = [
        {
            "type": "button",
            "action_id": f"a{style}",
            "text": words(style or "plain"),
            **({"style": style} if style else {}),
        }
        for style in ("", "primary", "danger")
    ]
    return with_ids([
        {"type": "header", "text": words("A header")},
        {"type": "section", "text": said(MARKS), "accessory": menu},
        {"type": "section", "fields": [said("*Left*\n1"), said("*Right*\n2")]},
        {"type": "actions", "elements": [*buttons, {"type": "static_select", "action_id": "s", **CHOICES}]},
        {"type": "context", "elements": [said("Only a context")]},
        {"type": "data_visualization", "title": "Lines", "chart": {"type": "line", "series": two, "axis_config": axes}},
        {"type": "data_visualization", "title": "Parts", "chart": {"type": "pie", "segments": points}},
        {"type": "data_table", "caption": "Rows", "rows": rows},
        {"type": "rich_text", "elements": [quote]},
        {"type": "video", "alt_text": "A video", "title": words("A video")},
        {"type": "something_new"},
    ])  # fmt: skip


@pytest.fixture
def sala(slack, ana, ben, bot):
    """A channel with everything in it: all blocks, a whisper, a reaction, an edited message, a thread."""
    room = slack.channel("emea-sales", members=[ana, ben])
    said = slack.world.post(room, ana.id, "Well done <!here> <!date^1772438400^{date_long} at {time}|then>")
    slack.world.post(room, ben.id, "Thanks", thread_ts=said.ts)
    slack.world.edit(room, said, reactions=(("tada", (ben.id,)),), edited_at=said.ts)
    slack.world.post(room, bot.bot.id, "All", blocks=tuple(everything()), bot_id=bot.bot_id, app_id=bot.app.id)
    slack.world.post(room, bot.bot.id, "Psst", bot_id=bot.bot_id, ephemeral_for=ben.id)
    return room, said


async def serious(page):
    """What axe finds that keeps somebody out."""
    axe = pytest.importorskip(
        "axe_playwright_python.async_playwright", reason="The axe check needs axe-playwright-python."
    )
    found = await axe.Axe().run(page)
    grave = [one for one in found.response["violations"] if one["impact"] in ("serious", "critical")]
    return [(one["id"], node["target"], node.get("failureSummary")) for one in grave for node in one["nodes"]]


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious(slack, acme, ben, bot, sala, tab, at, scheme, size):
    """A channel with every block, its thread, the inspector, suggestions, a form with every field, a home tab."""
    room, parent = sala
    page = await tab(at(ben, room.id), size=size, scheme=scheme)
    await page.locator(".message").first.wait_for()
    assert await serious(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= size[0]
    await page.locator("#say").fill("/")
    await page.locator("#offers li").first.wait_for()
    assert await serious(page) == []
    await page.goto(at(ben, room.id, thread=parent.ts, panel="inspector"))
    assert await serious(page) == []
    form = made(slack.world, bot, ben.id, dict(FORM))
    slack.world.keep_view(form)
    slack.world.stack(acme.id, ben.id).append(form.id)
    slack.world.changed("view")
    await page.locator("#modal[open]").wait_for()
    assert await serious(page) == []
    assert await page.locator("#modal").evaluate("(box) => box.scrollWidth <= box.clientWidth")


async def test_a_narrow_window_shows_one_thing_at_a_time(slack, ana, ben, sala, tab, at):
    """At 375 pixels the list of conversations comes and goes by its button, and a thread covers the channel."""
    room, parent = sala
    page = await tab(at(ben, room.id), size=NARROW)
    assert not await page.locator("#sidebar").is_visible()
    await page.get_by_role("button", name="Conversations").click()
    assert await page.locator("#sidebar").is_visible()
    await page.locator("#sidebar").get_by_role("link", name="emea-sales").click()
    assert not await page.locator("#sidebar").is_visible()
    await page.get_by_role("link", name="1 reply").click()
    await page.locator("#reply").wait_for()
    assert not await page.locator("#say").is_visible()
    await page.get_by_role("link", name="Close thread").click()
    await page.locator("#say").wait_for()
    await page.goto(at(ben, room.id, thread=parent.ts, panel="inspector"))
    seen = [await page.locator(each).is_visible() for each in ("main", "aside.thread", "aside.inspector")]
    assert seen == [False, False, True]
