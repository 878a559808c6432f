"""Tokens that Slack refuses, and permissions that nobody granted."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from trouble import hurry, outbox_list, rows

from office import NEW_YORK, office_of, settings_for
from salesbot import clock
from salesbot.app import standing
from salesbot.app.house import House
from salesbot.app.serving import Service
from salesbot.errors import WrongSetting
from salesbot.slack.authority import IntroductionError

NINE_FIFTEEN = "2026-03-03T09:15"
REFUSALS = {
    "invalid_auth": "Slack does not know this bot token. Copy it again",
    "token_expired": "The bot token has expired. Reinstall your Slack app",
    "token_revoked": "The bot token was revoked. Reinstall your Slack app",
    "account_inactive": "The app was removed from its workspace. Reinstall your Slack app",
}


def asked(office):
    return [words for words in office.said(office.ben) if "Morning, Ben" in words]


@pytest.mark.parametrize("code", list(REFUSALS))
async def test_a_start_with_a_refused_token_ends_in_one_sentence(office, code):
    """Whoever starts salesbot reads which setting is wrong, what Slack said and what to do; the data stays as it is."""
    await office.set_up()
    before = await rows(office)
    office.slack.fault("auth.test", "error", error=code)
    second = await House.open(settings_for(
        office.slack, office.bot, database_url=office.house.settings.database_url, transport="socket"
    ))  # fmt: skip
    with pytest.raises(WrongSetting) as wrong:
        await Service(second).run()
    await second.close()
    assert str(wrong.value).startswith(f"SALESBOT_BOT_TOKEN: Slack answered {code}. {REFUSALS[code]}")
    assert await rows(office) == before


@pytest.mark.parametrize("code", ["invalid_auth", "token_expired"])
async def test_a_token_refused_at_a_call_stops_the_workspace_until_it_works(office, monkeypatch, code):
    """One refused call stops all sending; the list says so; when the token works, what is in time is sent once."""
    await office.set_up()
    office.slack.fault("*", "error", error=code, times=None)
    await office.at(NINE_FIFTEEN, NEW_YORK)
    assert not asked(office)
    listed = await outbox_list(office, monkeypatch)
    assert "T_ACME is stopped since" in listed
    assert f"{code}. Nothing is sent there and nothing is lost" in listed
    assert "checkin.ask" in listed

    calls = office.slack.log.counters["chat.postMessage"]
    await hurry(office)
    assert office.slack.log.counters["chat.postMessage"] == calls
    with pytest.raises(IntroductionError):
        await standing.look(office.house, now=clock.now())

    office.slack.behave()
    await office.at("2026-03-03T09:40", NEW_YORK)
    assert not asked(office)
    await standing.look(office.house, now=clock.now())
    await hurry(office)
    assert len(asked(office)) == 1
    assert "is stopped" not in await outbox_list(office, monkeypatch)


@pytest.mark.parametrize("how", ["revoke", "uninstall"])
async def test_a_token_revoked_in_mid_life_keeps_everything(office, monkeypatch, how):
    """Slack tells that the app was removed: nothing is sent, answers stay; installed again, it goes on by itself."""
    await office.set_up()
    await office.at(NINE_FIFTEEN, NEW_YORK)
    await office.answer(office.ben, "Met Acme", "Send the offer", "")
    before, posts = await rows(office), office.slack.log.counters["chat.postMessage"]
    getattr(office.slack, how)(office.bot)
    await office.slack.settled()
    assert "T_ACME is stopped since" in await outbox_list(office, monkeypatch)
    await office.at("2026-03-04T09:15", NEW_YORK)
    after = await rows(office)
    assert all(after[table] >= count for table, count in before.items())
    assert office.slack.log.counters["chat.postMessage"] == posts

    office.slack.reinstall(office.bot)
    await standing.look(office.house, now=clock.now())
    await hurry(office)
    assert len(asked(office)) == 1  # Wednesday's; Tuesday's says "Thanks, Ben" by now
    assert "Met Acme" in office.titled(office.emea, "Tuesday 3 March").words


async def test_a_missing_permission_is_told_to_the_admin_once(place, now):
    """Without a history scope that look is off; the Slack admin reads once which, and how to turn it on."""
    clock.set_calendar(now)
    async with office_of(*place, without=["channels:history", "groups:history"]) as office:
        office.slack.change(office.ana, is_admin=True)
        await office.set_up()
        for _ in range(3):
            await standing.look(office.house, now=clock.now())
            await office.settle()
        told = [words for words in office.said(office.ana) if "is off" in words]
        assert len(told) == 1
        assert "`channels:history`: finding out after a broken connection whether a message arrived" in told[0]
        assert "*OAuth &amp; Permissions* of my Slack app and reinstall the app" in told[0]
        assert not any("is off" in words for words in office.said(office.ben))


async def test_where_no_admin_is_known_the_managers_hear_of_each_permission_once(place, now):
    """The admin may be in no team: then whoever manages one hears of it, and later only of what is new."""
    clock.set_calendar(now)
    async with office_of(*place, without=["groups:history"]) as office:
        await office.set_up()
        await standing.look(office.house, now=clock.now())
        async with office.house.store.begin() as db:
            await db.execute(text("UPDATE workspaces SET scopes = replace(scopes, 'users:read', '')"))
        for _ in range(2):
            await standing.look(office.house, now=clock.now())
            await office.settle()
        told = [words for words in office.said(office.ana) if "is off" in words]
        assert [("groups:history" in words, "users:read" in words) for words in told] == [(True, False), (False, True)]
        assert not any("is off" in words for words in office.said(office.ben))


async def test_without_the_history_permission_a_doubtful_report_is_never_posted_twice(place, now, monkeypatch):
    """The connection breaks after Slack took the report: without the permission to look, a person is asked instead."""
    clock.set_calendar(now)
    async with office_of(*place, without=["channels:history", "groups:history"], send_timeout=0.5) as office:
        await office.set_up()
        await office.at(NINE_FIFTEEN, NEW_YORK)
        view = await office.question(office.ben)
        await office.slack.settled()
        office.slack.fault("chat.postMessage", "reset_after")
        await office.act(office.ben).submit(view, dict.fromkeys(_fields(view), "Met Acme"))
        await office.settle()
        await hurry(office)
        reports = [words for words in office.said(office.emea) if "Tuesday 3 March" in words]
        assert len(reports) == 1
        listed = await outbox_list(office, monkeypatch)
        assert "unknown checkin.report" in listed
        assert "salesbot outbox drop --arrived" in listed


def _fields(view):
    return [block["block_id"] for block in view.blocks if str(block.get("block_id", "")).startswith("question.")][:2]
