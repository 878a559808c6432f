"""What people do in conversations, in a browser: write, complete, answer in threads, react, use shortcuts."""

from __future__ import annotations

from salesbot.playground.state.blocks import with_ids


def words(text):
    return {"type": "plain_text", "text": text}


FORM = {
    "type": "modal", "callback_id": "thanks.form", "title": words("Say thanks"), "submit": words("Send"), "blocks": [
        {"type": "input", "block_id": "why", "label": words("What for?"),
         "element": {"type": "plain_text_input", "action_id": "why"}},
        {"type": "input", "block_id": "values", "optional": True, "label": words("Values"),
         "element": {"type": "checkboxes", "action_id": "values", "options": [
             {"text": words("Teamwork"), "value": "teamwork"}]}},
    ],
}  # fmt: skip


async def test_writing_is_helped_and_threads_stand_beside(slack, ana, ben, bot, tab, at, until):
    """A mention is completed by keyboard alone, a reply goes into the thread, and closing gives back the focus."""
    room = slack.channel("emea-sales", members=[ana, ben])
    page = await tab(at(ben, room.id))
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.textContent") == "Skip to writing"
    await page.keyboard.press("Enter")
    await page.keyboard.type("Well done @An")
    await page.locator("#offers li").first.wait_for()
    assert await page.locator("#say").get_attribute("aria-activedescendant") == "offer-0"
    await page.keyboard.press("Tab")
    await page.keyboard.type(":tad")
    await page.locator("#offers li", has_text="🎉").wait_for()
    await page.keyboard.press("Enter")
    assert await page.locator("#say").input_value() == "Well done @ana :tada: "
    await page.keyboard.press("Enter")
    await page.locator(".message .mention", has_text="@Ana").wait_for()
    await page.locator(".message").focus()
    for _ in range(4):
        await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.title") == "Reply in thread"
    await page.keyboard.press("Enter")
    await page.locator("#reply").wait_for()
    await until(page, "document.activeElement.id === 'reply'")
    await page.keyboard.type("Indeed")
    await page.keyboard.press("Enter")
    await page.locator("aside.thread .message", has_text="Indeed").wait_for()
    await page.get_by_role("link", name="1 reply").wait_for()
    await page.get_by_role("link", name="Close thread").click()
    await until(page, "!document.querySelector('aside.thread').childElementCount")
    await until(page, "document.activeElement.closest('.message, .composer') !== null")
    assert [one.text for one in slack.messages(room)] == [f"Well done <@{ana.id}> :tada: ".strip(), "Indeed"]


async def test_a_shortcut_opens_a_form_that_keeps_the_focus(slack, ana, ben, bot, app, tab, at):
    """From the menu of a message to a form: what is missing is said beside its field, and Tab never leaves the form."""
    heard = []

    @app.shortcut("thanks")
    async def thanks(ack, body, client):
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    @app.view("thanks.form")
    async def store(ack, view):
        heard.append(view["state"]["values"]["why"]["why"]["value"])
        await ack()

    room = slack.channel("emea-sales", members=[ana, ben])
    await slack.act(ana).say("Acme renewed", to=room)
    page = await tab(at(ben, room.id))
    await page.locator(".message").hover()
    await page.locator(".tools summary").click()
    await page.get_by_role("button", name="Say thanks").click()
    form = page.get_by_role("dialog", name="Say thanks")
    await form.wait_for()
    assert await page.evaluate("document.activeElement.tagName") == "INPUT"
    for _ in range(6):
        await page.keyboard.press("Tab")
        assert await page.evaluate(
            "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"
        )
    await form.get_by_role("button", name="Send").click()
    await form.locator("[data-field=why] .error").wait_for()
    assert await page.locator("[data-field=why] input").get_attribute("aria-invalid") == "true"
    assert await page.evaluate("document.activeElement.closest('[data-field]').dataset.field") == "why"
    await page.keyboard.type("the calm demo")
    await page.keyboard.press("Enter")
    await form.wait_for(state="hidden")
    assert heard == ["the calm demo"]
    await page.locator(".message").hover()
    await page.get_by_role("button", name="React with tada").click()
    await page.locator(".reaction[aria-pressed=true]", has_text="🎉 1").click()
    await page.locator(".reaction").wait_for(state="detached")


async def test_each_person_has_their_own_unread_marks(slack, ana, ben, bot, tab, at):
    """What Ana has not seen is marked for her and not for Ben, and looking at it takes the mark away."""
    sales = slack.channel("emea-sales", members=[ana, ben])
    other = slack.channel("lunch", members=[ana, ben])
    page = await tab(at(ben, other.id))
    await slack.act(ana).say("One", to=sales)
    await slack.act(ana).say("Two", to=sales)
    mark = page.locator("#sidebar li", has_text="emea-sales").locator(".badge")
    await mark.wait_for()
    assert (await mark.text_content()).split() == ["2", "unread"]
    await page.keyboard.press("Control+k")
    await page.keyboard.type("emea")
    await page.locator("#offers li", has_text="#emea-sales").wait_for()
    await page.keyboard.press("Enter")
    await page.locator(".message", has_text="Two").wait_for()
    await slack.act(ana).say("Three", to=sales)
    await page.locator(".message", has_text="Three").wait_for()
    assert await page.locator(".rule.fresh").count() == 0, "Ben had read nothing here, and sees what comes now"
    await mark.wait_for(state="detached")
    await page.select_option("#act-as", ana.id)
    await page.get_by_role("link", name="lunch").click()
    await page.locator("main h2", has_text="#lunch").wait_for()
    await page.go_back()
    await page.locator("main h2", has_text="#emea-sales").wait_for()
    assert await page.locator(".badge").count() == 0, "what Ana wrote herself is not new to her"


async def test_what_only_one_sees_says_so_and_older_messages_come_when_asked_for(slack, ana, ben, bot, tab, at):
    """Sixty messages stand there at first, older ones above when asked for, and a whisper is marked."""
    room = slack.channel("emea-sales", members=[ana, ben])
    for number in range(70):
        slack.world.post(room, ana.id, f"Message {number}")
    slack.world.post(room, bot.bot.id, "Psst", bot_id=bot.bot_id, ephemeral_for=ben.id)
    page = await tab(at(ben, room.id))
    await page.locator(".whisper", has_text="Only visible to you").wait_for()
    assert await page.locator(".message").count() == 61
    await page.get_by_role("button", name="Show older messages").click()
    await page.locator(".message", has_text="Message 0").first.wait_for()
    assert await page.locator(".message").count() == 71


def said(*sentences, **buttons):
    """Sections, and buttons by action below them."""
    row = [{"type": "button", "action_id": name, "text": words(label)} for name, label in buttons.items()]
    sections = [{"type": "section", "text": words(one)} for one in sentences]
    return tuple(with_ids([*sections, {"type": "actions", "elements": row}] if row else sections))


async def test_the_focus_stays_near_a_button_that_is_drawn_away(slack, ben, bot, tab, at, until):
    """The message says something else: its new button has the focus, or whatever else can be done there."""
    im, own = slack.im(ben), {"bot_id": bot.bot_id, "app_id": bot.app.id}
    asked = slack.world.post(im, bot.bot.id, "Turn", blocks=said("Your turn", answer="Answer", skip="Skip"), **own)
    page = await tab(at(ben, bot.bot.id))
    await page.get_by_role("button", name="Answer", exact=True).focus()
    slack.world.edit(im, asked, blocks=said("Thanks.", "It stands.", change="Change it"))
    await page.get_by_role("button", name="Change it").wait_for()
    await until(page, "document.activeElement.textContent.trim() === 'Change it'")
    slack.world.edit(im, asked, blocks=said("Over."))
    await page.get_by_text("Over.").wait_for()
    await until(page, "document.activeElement.closest('.message, .composer') !== null")
