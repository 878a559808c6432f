"""Blocks as a browser draws them: a chart, a table that is sorted and paged, and nothing hostile that runs."""

from __future__ import annotations

from salesbot.playground.screens import made
from salesbot.playground.state.blocks import with_ids


def cell(text):
    return {"type": "raw_text", "text": str(text)}


def number(value):
    return {"type": "raw_number", "value": value}


def numbers():
    """A bar chart and a table of three pages."""
    points = [{"label": day, "value": value} for day, value in (("Mon", 3), ("Tue", 5), ("Wed", 4))]
    chart = {"type": "bar", "series": [{"name": "Answers", "data": points}],
             "axis_config": {"categories": ["Mon", "Tue", "Wed"], "y_label": "Answers"}}  # fmt: skip
    rows = [[cell("Who"), cell("Days")], *([cell(f"Person {at}"), number(at * 7 % 11)] for at in range(11))]
    return with_ids([
        {"type": "data_visualization", "title": "Answers by day", "chart": chart},
        {"type": "data_table", "caption": "Days answered", "rows": rows, "page_size": 4},
    ])  # fmt: skip


async def test_a_chart_is_drawn_and_a_table_is_sorted_and_paged(slack, ben, bot, tab, at):
    """The chart says its numbers to those who do not see it; numbers are sorted as numbers, page by page."""
    slack.world.post(
        slack.im(ben), bot.bot.id, "Numbers", blocks=tuple(numbers()), bot_id=bot.bot_id, app_id=bot.app.id
    )
    page = await tab(at(ben, bot.bot.id))
    drawing = page.get_by_role("img", name="bar chart, Answers by day. Mon: Answers 3. Tue: Answers 5. Wed: Answers 4")
    assert await drawing.locator("path.fill").count() == 3
    heights = [await drawing.locator("path.fill").nth(at).evaluate("(n) => n.getBBox().height") for at in range(3)]
    assert heights[0] < heights[2] < heights[1]
    shown = page.locator("table.data tbody tr:visible")
    assert await shown.count() == 4
    head = page.get_by_role("columnheader", name="Days")
    await head.get_by_role("button").click()
    await head.get_by_role("button").click()
    assert await head.get_attribute("aria-sort") == "descending"
    assert [await shown.nth(at).locator("td").nth(1).text_content() for at in range(4)] == ["10", "9", "8", "7"]
    await page.get_by_role("button", name="Rows after").click()
    assert await page.locator(".pages span").text_content() == "5\u20138 of 11"
    assert [await shown.nth(at).locator("td").nth(1).text_content() for at in range(4)] == ["6", "5", "4", "3"]
    slack.world.post(slack.im(ben), bot.bot.id, "More", bot_id=bot.bot_id, app_id=bot.app.id)
    await page.locator(".message", has_text="More").wait_for()
    assert await head.get_attribute("aria-sort") == "descending", "news elsewhere leave the table as it was sorted"


EVIL = """<script>window.ran = 1</script>"><img src=x onerror="window.ran = 1"><svg onload="window.ran = 1">
<javascript:window.ran=1|press> </textarea></dialog><script>window.ran = 1</script>{{ 7 * 7 }}"""


async def test_nothing_that_is_typed_or_sent_runs(slack, acme, ana, ben, bot, tab, at):
    """Hostile text in a message, a name, a thread, blocks, a form and a toast is read, and none of it runs."""
    ana.real_name = EVIL
    plain, mark = {"type": "plain_text", "text": EVIL}, {"type": "mrkdwn", "text": EVIL}
    room = slack.channel("emea-sales", members=[ana, ben])
    blocks = [
        {"type": "section", "text": mark, "fields": [plain]},
        {"type": "data_visualization", "title": EVIL, "chart": {
            "type": "pie", "segments": [{"label": EVIL, "value": 1}]}},
        {"type": "data_table", "caption": EVIL, "rows": [[cell(EVIL)], [cell(EVIL)]]},
        {"type": "actions", "elements": [{"type": "button", "action_id": EVIL, "text": plain, "confirm": {
            "title": plain, "text": plain, "confirm": words_of("Yes"), "deny": words_of("No")}}]},
        {"type": EVIL},
    ]  # fmt: skip
    slack.world.post(room, bot.bot.id, EVIL, blocks=tuple(with_ids(blocks)), bot_id=bot.bot_id, app_id=bot.app.id)
    page = await tab(at(ben, room.id))
    await page.locator("#say").fill(EVIL)
    await page.keyboard.press("Enter")
    said = page.locator(".message", has=page.locator(".block.text"))
    await said.wait_for()
    assert "window.ran = 1" in await said.text_content()
    await page.locator("table.data .sort").click()
    await page.locator(".press").click()
    await page.get_by_role("dialog").get_by_role("button", name="No").click()
    form = {"type": "modal", "title": plain, "submit": plain, "blocks": [
        {"type": "input", "block_id": EVIL, "label": plain, "hint": plain, "element": {
            "type": "plain_text_input", "action_id": EVIL, "multiline": True, "initial_value": EVIL}}]}  # fmt: skip
    view = made(slack.world, bot, ben.id, form)
    slack.world.keep_view(view)
    slack.world.stack(acme.id, ben.id).append(view.id)
    slack.world.changed("view")
    await page.locator("#modal[open]").wait_for()
    assert await page.locator("#modal textarea").input_value() == EVIL
    await page.locator("#modal .primary").click()
    await page.evaluate("document.getElementById('toasts').textContent")
    assert await page.evaluate("window.ran") is None


def words_of(text):
    return {"type": "plain_text", "text": text}
