"""Nothing that anybody writes becomes live on the page, and nothing on it comes from elsewhere."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as some

from salesbot.playground.page import mrkdwn, shelf
from salesbot.playground.screens import made
from salesbot.playground.state.blocks import with_ids

EVIL = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<javascript:alert(1)|press me>",
    "<data:text/html,<script>alert(1)</script>|x>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{ 7 * 7 }}{% raw %}",
    "*<b onclick=x>*_`</code><script>`_",
    "```</pre><script>alert(1)</script>```",
    '<https://acme.example/" onmouseover="alert(1)|link>',
    "</textarea></dialog><script>alert(1)</script>",
    '<@U1"><script>|x> <#C1\'><script>|y> <!date^1^{date}"><script>^x|<script>>',
]
TAGS = """a aside b blockquote body br button caption code details dialog div fieldset figcaption figure footer form
    h1 h2 h3 h4 head header hr html i input kbd label legend li link main meta nav noscript ol optgroup option p path
    pre s script section select span summary svg table tbody td template text textarea th thead time title tr u ul"""
ALLOWED = set(TAGS.split())


class _Reader(HTMLParser):
    """Reads HTML as a browser does and notes what would be live."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.live: list[str] = []
        self.loads: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc", "formaction", "action"):
                self.live.append(f"{tag} {name}={value}")
            if name == "href" and not re.match(r"(https?://|mailto:|/|#say$)", value or ""):
                self.live.append(f"{tag} {name}={value}")
            if name == "src" or (name == "href" and tag == "link"):
                self.loads.append(value or "")


def harmless(html: str) -> None:
    read = _Reader(html)
    assert read.live == []
    assert set(read.tags) <= ALLOWED
    assert all(address.startswith("/page/static/") for address in read.loads), read.loads
    scripts = read.tags.count("script")
    assert scripts == html.count('<script src="/page/static/page.js" type="module">') <= 1


class _Names:
    def person(self, member):
        return member

    channel = group = person

    def wall(self, at):
        return at


def everything(evil):
    """Blocks of many kinds with the text in every place that shows one."""
    plain, mark = {"type": "plain_text", "text": evil}, {"type": "mrkdwn", "text": evil}
    option = {"text": plain, "value": evil, "description": plain}
    button = {"type": "button", "text": plain, "action_id": "a", "value": evil, "url": evil, "confirm": sure(plain)}
    image = {"type": "image", "image_url": "https://elsewhere.example/x.png", "alt_text": evil}
    inline = [
        {"type": "text", "text": evil},
        {"type": "link", "url": evil, "text": evil},
        {"type": "emoji", "name": evil},
    ]
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": inline}]}
    select = {"type": "static_select", "action_id": "s", "placeholder": plain}
    return [
        {"type": "header", "text": plain},
        {"type": "section", "text": mark, "fields": [mark, plain], "accessory": button},
        {"type": "section", "text": plain, "accessory": image},
        {"type": "context", "elements": [mark, image]},
        {"type": "actions", "elements": [
            {**select, "option_groups": [{"label": plain, "options": [option]}]},
            {"type": "checkboxes", "action_id": "c", "options": [option]},
            {"type": "overflow", "action_id": "o", "options": [option]},
            {"type": "datepicker", "action_id": "d", "initial_date": evil},
        ]},
        {"type": "input", "block_id": evil, "label": plain, "hint": plain, "element": {
            "type": "plain_text_input", "action_id": evil, "multiline": True, "initial_value": evil,
            "placeholder": plain}},
        {"type": "input", "label": plain, "element": {**select, "type": "external_select", "action_id": "e"}},
        rich,
        {"type": "markdown", "text": evil},
        image,
        {"type": "table", "rows": [[{"type": "raw_text", "text": evil}, rich]]},
        {"type": "data_visualization", "title": evil, "chart": {
            "type": "pie", "segments": [{"label": evil, "value": 1}]}},
        {"type": "data_visualization", "title": evil, "chart": {
            "type": "bar", "series": [{"name": evil, "data": [{"label": evil, "value": 2}]}],
            "axis_config": {"categories": [evil], "x_label": evil, "y_label": evil}}},
        {"type": "data_table", "caption": evil, "page_size": 1, "rows": [
            [{"type": "raw_text", "text": evil}], [{"type": "raw_text", "text": evil}], [rich]]},
        {"type": "card", "title": plain, "subtitle": mark, "body": mark, "hero_image": image, "actions": [button]},
        {"type": "container", "title": plain, "subtitle": mark, "child_blocks": [{"type": "section", "text": mark}]},
        {"type": "plan", "title": evil, "tasks": [{"type": "task_card", "task_id": evil, "title": evil, "details": rich,
            "sources": [{"type": "url", "url": evil, "text": evil}]}]},
        {"type": "alert", "text": mark, "level": "info"},
        {"type": evil},
    ]  # fmt: skip


def sure(plain):
    return {"title": plain, "text": plain, "confirm": plain, "deny": plain}


@pytest.mark.parametrize("evil", EVIL)
async def test_hostile_texts_stay_texts(slack, acme, bot, evil, browser):
    """In names, messages, blocks of every kind, threads and modals alike, hostile text is only read."""
    eve = slack.user(evil, id="U_EVE", status_text=evil)
    room = slack.channel(evil, members=[eve])
    blocks = everything(evil)
    said = slack.world.post(room, eve.id, evil)
    slack.world.post(room, bot.bot.id, evil, blocks=tuple(with_ids(blocks)), bot_id=bot.bot_id, app_id=bot.app.id)
    slack.world.post(room, eve.id, evil, thread_ts=said.ts, ephemeral_for=eve.id)
    form = {"type": "modal", "title": {"type": "plain_text", "text": evil}, "blocks": everything(evil)}
    view = made(slack.world, bot, eve.id, {**form, "submit": form["title"], "close": form["title"]})
    slack.world.keep_view(view)
    slack.world.stack(acme.id, eve.id).append(view.id)

    status, html = await browser.get("/", **{"team": acme.id, "as": eve.id, "in": room.id, "thread": said.ts})
    assert status == 200
    harmless(html)


@given(some.text(alphabet="<>&|`*_~!@#^{}\"' \nabU1/:\ue000\ue001", max_size=60))
def test_no_mrkdwn_makes_foreign_tags(text):
    """Whatever is typed, the drawing holds its own few tags, all closed."""
    html = str(mrkdwn.draw(text, _Names()))
    read = _Reader(html)
    assert read.live == []
    assert set(read.tags) <= {"b", "i", "s", "code", "pre", "blockquote", "br", "span", "a", "time", "ul", "li"}
    for tag in ("b", "i", "s", "code", "pre", "blockquote", "span", "a", "time", "ul", "li"):
        assert read.tags.count(tag) == html.count(f"</{tag}>")


async def test_the_page_asks_nobody_else_for_anything(bot, ben, browser):
    """The browser is told to load from here only, and the page names no other address."""
    answer = await browser.client.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    for name in shelf.names():
        found = await browser.client.get(f"/page/static/{name}")
        body = (await found.text()).replace("http://www.w3.org/2000/svg", "")
        assert found.status == 200
        assert "http" not in body
        assert "innerHTML" not in body or name == "draw.js"


async def test_only_its_own_files_are_served(bot, ben, browser):
    """No name leads out of the folder."""
    for name in ("../doors.py", "..%2fdoors.py", "%2e%2e/doors.py", "page.html", "page.js%00"):
        assert (await browser.client.get(f"/page/static/{name}")).status in (404, 405)


async def test_another_sites_form_is_refused(slack, bot, ben, browser):
    """What a foreign page could send without being asked, a plain form, does nothing."""
    told = json.dumps({"as": ben.id, "in": bot.bot.id, "text": "hi"})
    answer = await browser.client.post("/page/say", data=told, headers={"Content-Type": "text/plain"})
    assert answer.status == 415
    assert slack.messages(ben) == []


@pytest.mark.parametrize("told", [{"as": 7}, {"in": []}, {"view": "V0"}, {"ts": "1"}, {"channel": "C0", "value": {}}])
@pytest.mark.parametrize(
    "door", ["say", "press", "submit", "close", "suggest", "shortcut", "clock", "react", "inspect", "fault"]
)
async def test_nonsense_gets_a_sentence(bot, ben, browser, door, told):
    """An act about nothing is refused in words, whatever is missing."""
    answer = await browser.client.post(f"/page/{door}", json={"as": ben.id, **told})
    assert answer.status == 200
    refused = await answer.json()
    assert refused["ok"] is False
    assert refused["words"]


@pytest.mark.parametrize("body", ["", "[]", "7", "{"])
async def test_what_is_no_act_gets_a_sentence(bot, ben, browser, body):
    """JSON that is no object, or no JSON at all, is refused in words."""
    answer = await browser.client.post("/page/say", data=body, headers={"Content-Type": "application/json"})
    assert (answer.status, (await answer.json())["ok"]) == (200, False)


async def test_an_empty_slack_says_so(browser, slack, acme):
    """Before anybody is there, the page says that instead of failing."""
    assert await browser.get("/") == (404, "Nobody is in this workspace yet.")
