"""The demo as a newcomer meets it: asked on Monday, a week at speed, a bad day for Slack that heals."""

from __future__ import annotations

import pytest_asyncio

from salesbot.cli.demo.stage import opened


@pytest_asyncio.fixture(loop_scope="session")
async def demo():
    """The demo at the rise of the curtain: Monday 09:10 in New York."""
    async with opened() as stage:
        yield stage


async def test_mondays_question_is_answered_and_the_report_grows(demo, tab, until):
    """The first minute as the hints tell it: Next event, Answer, a field left out and put right, then other eyes."""
    page = await tab(demo.page)
    await page.get_by_text("Press Next event.").wait_for()
    await page.get_by_role("button", name="Next event").click()
    await page.get_by_role("button", name="Answer", exact=True).click()
    form = page.get_by_role("dialog")
    await form.get_by_role("button", name="Send").click()
    await form.locator(".error:not([hidden])").first.wait_for()
    assert await page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    fields = form.get_by_role("textbox")
    await fields.nth(0).fill("Two meetings booked.")
    await fields.nth(1).fill("Call Harbour Foods.")
    await form.get_by_role("button", name="Send").click()
    await form.wait_for(state="hidden")
    await until(page, "document.activeElement !== document.body")
    await page.get_by_role("button", name="Put the hints away").click()
    await page.locator(".hints").wait_for(state="detached")
    await page.get_by_role("link", name=demo.channel.name).click()
    await page.locator(".message", has_text="4 of 5 answered").wait_for()
    await page.select_option("#act-as", demo.cast.ana.id)
    await page.locator(".zones .own", has_text="Berlin").wait_for()
    await page.locator("#sidebar a", has_text="salesbot").first.click()
    await page.locator("main h2", has_text="salesbot").wait_for()
    assert await page.get_by_text("Two meetings booked.").count() == 0, "what Ben was asked is not Ana's"


async def test_the_clock_goes_to_friday(demo, tab):
    """Four mornings on it is Friday in New York, and Ben was asked on each of the days."""
    page = await tab(demo.page)
    for day in ("Tue", "Wed", "Thu", "Fri"):
        await page.get_by_role("button", name="Tomorrow 09:15").click()
        await page.locator(".zones .own", has_text=f"{day} 09:1").wait_for(timeout=30_000)
        await page.get_by_role("button", name="Next event").wait_for()
    await page.get_by_text("Friday, 6 March").wait_for()
    assert await page.locator(".rule.day").count() >= 4


async def test_a_fault_is_injected_seen_and_healed(demo, tab):
    """While Slack says "too many requests" the inspector and a toast say so; healed, the question comes."""
    page = await tab(demo.page)
    await page.get_by_role("button", name="Inspector").click()
    await page.get_by_role("button", name="Too many requests").click()
    await page.get_by_role("button", name="Heal").wait_for()
    await page.get_by_role("button", name="+1 h").click()
    await page.locator(".lines .bad", has_text="429").first.wait_for(timeout=30_000)
    await page.locator(".toast.bad").first.wait_for()
    await page.get_by_role("button", name="Heal").click()
    await page.get_by_role("button", name="Answer", exact=True).wait_for(timeout=30_000)
    line = page.locator(".lines details", has_text="chat.postMessage").first
    await line.locator("summary").click()
    await line.locator("pre").first.wait_for()
    assert "xoxb-" not in (await page.locator(".lines").text_content()).replace("xoxb-…", "")
    await page.get_by_role("link", name="Close inspector").click()
    await page.locator(".lines").wait_for(state="detached")


async def test_the_home_tab_says_what_is_open_and_follows(demo, tab):
    """Ben answers from his home tab; it says so without being opened again."""
    page = await tab(demo.page)
    await page.get_by_role("button", name="Next event").click()
    await page.get_by_role("button", name="Answer", exact=True).wait_for()
    await page.get_by_role("link", name="Home", exact=True).click()
    await page.get_by_text("Open now").wait_for(timeout=30_000)
    await page.get_by_role("button", name="Answer", exact=True).click()
    form = page.get_by_role("dialog")
    fields = form.get_by_role("textbox")
    await fields.nth(0).fill("Two meetings booked.")
    await fields.nth(1).fill("Call Harbour Foods.")
    await form.get_by_role("button", name="Send").click()
    await form.wait_for(state="hidden")
    await page.get_by_text("All answered. Thank you.").wait_for(timeout=30_000)
