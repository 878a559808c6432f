"""Somebody installs salesbot: there, back, and every way in which that may end."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from lobby import Browser
from sqlalchemy import text, update

from salesbot import clock
from salesbot.installing.model import SlackState
from salesbot.installing.web import COOKIE


async def test_the_first_page_has_a_button_and_asks_nobody(lobby):
    """Whoever opens the page reads what salesbot is and finds the button; nothing is stored for a look."""
    shown = await lobby.browser().get("/slack/install")
    assert shown.status == 200
    assert "Add to Slack" in shown.text
    assert await rows(lobby, "slack_oauth_states") == []


async def test_an_install_ends_with_what_to_do_next(lobby):
    """After Allow the page says what to do in Slack, and salesbot answers there from that moment."""
    shown = await lobby.browser().install("TACME")
    assert shown.status == 200, shown.text
    assert "salesbot is in Acme" in shown.text
    assert "/salesbot setup" in shown.text
    answer = await lobby.slack.act(lobby.ana).command("/salesbot", "help")
    assert answer.ok, answer
    assert answer.shown == ("What I can do",)


async def test_the_cookie_is_for_https_this_host_and_no_script(lobby):
    """The state is kept where no other site, no script and no plain http reads it."""
    begun = await lobby.browser().begin()
    kept = begun.headers["Set-Cookie"]
    assert all(word in kept for word in (COOKIE, "Secure", "HttpOnly", "SameSite=Lax", "Path=/")), kept


async def test_a_cancel_is_told_kindly_and_stores_nothing(lobby):
    """Whoever presses Cancel reads that nothing was installed, and nothing is."""
    browser = lobby.browser()
    back = await browser.decide(await browser.begin(), decision="cancel")
    shown = await browser.get(back.to)
    assert shown.status == 200
    assert "Nothing was installed" in shown.text
    assert await rows(lobby, "slack_bots") == await rows(lobby, "slack_oauth_states") == []


async def test_another_browser_cannot_finish_it(lobby):
    """A way back that was begun in somebody else's browser installs nothing: the state belongs to one cookie."""
    browser = lobby.browser()
    back = await browser.decide(await browser.begin(), place="TACME")
    other = lobby.browser()
    assert "cannot be finished" in (await other.get(back.to)).text
    await other.begin()
    assert "cannot be finished" in (await other.get(back.to)).text
    assert await rows(lobby, "slack_bots") == []


async def test_a_made_up_state_is_refused(lobby):
    """A state that was never given is refused, even where cookie and address agree."""
    browser = lobby.browser()
    browser.cookies[COOKIE] = "made-up"
    shown = await browser.get("/slack/oauth_redirect", code="1", state="made-up")
    assert (shown.status, "cannot be finished" in shown.text) == (400, True)


async def test_a_state_is_good_once(lobby):
    """The same way back a second time installs nothing again, also where both come at the same moment."""
    browser = lobby.browser()
    back = await browser.decide(await browser.begin(), place="TACME")
    both = await asyncio.gather(*(Browser(browser.site, dict(browser.cookies)).get(back.to) for _ in range(2)))
    assert sorted(shown.status for shown in both) == [200, 400]
    assert len(lobby.calls("oauth.v2.access")) == 1


async def test_a_state_ends_after_ten_minutes(lobby):
    """Whoever comes back later than Slack's code lives begins again."""
    browser = lobby.browser()
    back = await browser.decide(await browser.begin(), place="TACME")
    async with lobby.house.store.begin() as db:
        past = clock.real().replace(tzinfo=None) - timedelta(seconds=1)
        await db.execute(update(SlackState).values(expire_at=past))
    assert "ten minutes" in (await browser.get(back.to)).text
    await browser.begin()
    assert len(await rows(lobby, "slack_oauth_states")) == 1, "what is over is forgotten with the next begin"


SAID = {
    "invalid_code": "good once",
    "bad_client_secret": "SALESBOT_CLIENT_SECRET",
    "bad_redirect_uri": "OAuth &amp; Permissions",
    "invalid_team_for_non_distributed_app": "Manage Distribution",
    "never_heard_of": "never_heard_of",
}


async def test_what_slack_refuses_is_said_in_words(lobby):
    """Each refusal of Slack's becomes a page that says what to do, and by whom."""
    for error, words in SAID.items():
        lobby.slack.fault("oauth.v2.access", "error", error=error)
        shown = await lobby.browser().install("TACME")
        assert (shown.status, words in shown.text) == (400, True), shown.text


async def test_a_slack_that_does_not_answer_is_said_in_words(lobby):
    """Where Slack is away the page says so, without a traceback, and a second try works."""
    browser = lobby.browser()
    for kind in ("reset", "html", "status", "reset_after"):
        lobby.slack.fault("oauth.v2.access", kind)
        shown = await browser.install("TACME")
        assert (shown.status, "Slack did not answer" in shown.text) == (503, True), shown.text
    assert "salesbot is in Acme" in (await browser.install("TACME")).text


ODD = ("", "?error=%3Cscript%3E", "?code=1", "?state=a&state=b", "?" + "&".join(f"a{n}=1" for n in range(99)))


async def test_whatever_comes_back_is_answered_with_a_page(lobby):
    """No address makes the page fall over or repeat markup that came with it."""
    for query in ODD:
        shown = await lobby.browser().get(f"/slack/oauth_redirect{query}")
        assert shown.status == 400
        assert "<script" not in shown.text
        assert "default-src 'none'" in shown.headers["Content-Security-Policy"]


async def test_slack_s_own_words_are_escaped(lobby):
    """An error code that is markup is shown as text."""
    browser = lobby.browser()
    await browser.begin()
    shown = await browser.get("/slack/oauth_redirect", error="<script>x", state=browser.state)
    assert "&lt;script&gt;x" in shown.text


async def test_who_knocks_all_day_fills_no_disk(lobby, monkeypatch):
    """Installs that nobody finishes are bounded; then the page asks for a little patience."""
    monkeypatch.setattr("salesbot.installing.shelf.MOST_STATES", 2)
    browser = lobby.browser()
    assert [(await browser.begin()).status for _ in range(3)] == [303, 303, 503]


async def test_tokens_stand_sealed_and_in_no_log(lobby, capsys):
    """The database holds no token and no secret as Slack gave it, nor does any line of the log."""
    shown = await lobby.browser().install("TACME")
    assert shown.status == 200
    await lobby.slack.act(lobby.ana).command("/salesbot", "help")
    (bot,) = await rows(lobby, "slack_bots")
    (install,) = await rows(lobby, "slack_installations")
    token = lobby.at("TACME").bot_token
    assert lobby.house.seals.unseal(bot["bot_token"]) == token
    everything = f"{bot} {install} {capsys.readouterr()}"
    for secret in (token, lobby.app.client_secret, lobby.app.signing_secret):
        assert secret not in everything
    assert (install["bot_token"], install["user_id"]) == (None, "")


async def rows(lobby, table):
    async with lobby.house.store.read() as db:
        return (await db.execute(text(f"SELECT * FROM {table}"))).mappings().all()  # noqa: S608  our own names
