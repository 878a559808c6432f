"""Who presses faster than any human reads one clear sentence, and nothing that they typed is lost."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from salesbot.config import Settings
from salesbot.slack import kit
from salesbot.slack.authority import Authority
from salesbot.slack.doors import make_app
from salesbot.slack.haste import A_SECOND, BURST, Haste, Pace
from salesbot.slack.kinds import Kind
from salesbot.store.away import is_away

SENTENCE = "That was a lot at once."


def pressed(pace, *, at, times):
    """How many of so many presses at one moment are taken."""
    return sum(pace.press(at, burst=BURST, a_second=A_SECOND) for _ in range(times))


def test_a_quick_hand_is_never_held_up_and_a_script_is():
    """Thirty at once, then two a second; a minute of quiet fills it again, and no more than that."""
    pace = Pace(BURST, 0.0)
    assert pressed(pace, at=0.0, times=1000) == 30
    assert [pressed(pace, at=float(second), times=1000) for second in range(1, 6)] == [2] * 5
    assert pressed(pace, at=60.0, times=1000) == 30


def command(user, workspace="T_ACME"):
    """Somebody typed a command."""
    return {"command": "/kudos", "user_id": user, "team_id": workspace}


async def test_one_who_hurries_holds_up_nobody_else():
    """Each person of each workspace has a pace of their own."""
    haste = Haste(burst=1, a_second=0)
    assert [haste.refuses(command("UBEN"), Kind.COMMAND) for _ in range(3)] == [False, True, True]
    assert not haste.refuses(command("UANA"), Kind.COMMAND)
    assert not haste.refuses(command("UBEN", "T_OTHER"), Kind.COMMAND)


async def test_a_process_remembers_only_so_many():
    """Whoever was quiet longest is forgotten first."""
    haste = Haste(burst=1, a_second=0, most=3)
    for number in range(5):
        haste.refuses(command(f"U{number}"), Kind.COMMAND)
    assert len(haste) == 3
    assert haste.refuses(command("U4"), Kind.COMMAND)
    assert not haste.refuses(command("U0"), Kind.COMMAND)


async def test_it_is_logged_once_a_minute_with_ids_and_a_number(monkeypatch):
    """The first time at once, the others together a minute later: nothing is dropped unseen."""
    monkeypatch.setattr("salesbot.slack.haste.LOGGED_EVERY", 0.05)
    haste = Haste(burst=0, a_second=0)
    with capture_logs() as logs:
        assert all(haste.refuses(command("UBEN") | {"text": "secret"}, Kind.COMMAND) for _ in range(7))
        await asyncio.sleep(0.1)
    assert [(one["event"], one["member_id"], one.get("refused")) for one in logs] == [
        ("too_fast", "UBEN", None), ("too_fast", "UBEN", 7),
    ]  # fmt: skip
    assert "secret" not in str(logs)


@pytest.fixture
def hurried(app):
    """Doors at which two presses are a lot at once, and it takes long to rest."""
    app._haste = Haste(burst=2, a_second=0)
    return app


@pytest.fixture
def done(hurried, visit):
    """What was really done there."""
    seen = []
    visit.offer_form()

    @hurried.command("/kudos")
    @hurried.action("kudos.reply")
    @hurried.view("kudos.form")
    @hurried.event("message")
    async def door(ack, body):
        seen.append(body.get("type") or body["command"])
        await ack()

    return seen


@pytest.mark.usefixtures("reached")
async def test_a_command_too_many_is_answered_with_one_sentence(slack, ana, ben, done):
    """Ben reads what happened; Ana, in the same moment, is served."""
    outs = [await slack.act(ben).command("/kudos") for _ in range(4)]
    assert all(out.ok for out in outs)
    assert [out.shown[0].startswith(SENTENCE) if out.shown else False for out in outs] == [False, False, True, True]
    assert (await slack.act(ana).command("/kudos")).shown == ()
    assert len(done) == 3


@pytest.mark.usefixtures("reached")
async def test_a_form_sent_too_fast_stays_with_all_that_was_typed(slack, ben, hurried, visit, done):
    """The sentence stands beside the first field; once Ben has rested, the same form goes through."""
    view = await visit.open_form()
    await slack.act(ben).command("/kudos")
    out = await slack.act(ben).submit(view, {"who": "Ana", "why": "the demo"})
    assert out.errors["who"].startswith(SENTENCE)
    assert not out.closed
    hurried._haste = Haste()
    assert (await slack.act(ben).submit(view, {"who": "Ana", "why": "the demo"})).closed
    assert done == ["/kudos", "view_submission"]


@pytest.mark.usefixtures("reached")
async def test_a_form_without_fields_stays_as_it_was_below_the_sentence(slack, ben, hurried, visit, done):
    """Nothing of it is gone, the words stand there once however often it is pressed, and then it goes through."""
    blocks = [kit.section("Erase everything?"), kit.divider()]
    bare = kit.modal("Sure?", blocks, callback_id="sure.form", submit="Erase", private_metadata="7")
    visit.form = bare
    sent = []

    @hurried.view("sure.form")
    async def sure(ack, view):
        sent.append(view["private_metadata"])
        await ack()

    view = await visit.open_form()
    await slack.act(ben).command("/kudos")
    for _ in range(2):
        out = await slack.act(ben).submit(view, {})
        view = out.view
        assert [block["type"] for block in view.blocks] == ["section", "section", "divider"]
        assert view.blocks[0]["text"]["text"].startswith(SENTENCE)
    hurried._haste = Haste()
    assert (await slack.act(ben).submit(view, {})).closed
    assert sent == ["7"]


@pytest.mark.usefixtures("reached")
async def test_clicks_too_many_are_acked_and_told_once(slack, ben, emea, hurried, visit, done):
    """A click has no answer of its own: the sentence stands beside it, once, and Slack shows no failure."""
    button = await visit.button(emea)
    for _ in range(5):
        assert (await slack.act(ben).click(button, "kudos.reply")).ok
    assert await hurried.drain(2)
    assert [words.startswith(SENTENCE) for words in visit.told(emea)] == [True]
    assert done == ["block_actions"] * 2


@pytest.mark.usefixtures("reached")
async def test_what_people_type_to_salesbot_is_never_held_up(slack, ben, done):
    """Messages carry answers: however many come at once, each is taken."""
    for number in range(12):
        await slack.act(ben).say(f"answer {number}")
    await slack.wait_for(lambda: done.count("event_callback") == 12, within=5)


def test_against_a_local_slack_nobody_is_held_up(clients):
    """The limiter is one setting, and off it is off."""
    doors = make_app(Settings(_env_file=None, limiter=False), clients, authorize=Authority(clients), is_away=is_away)
    assert doors._haste is None
