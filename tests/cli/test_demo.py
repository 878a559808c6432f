"""The demo: what it promises in its guide is there, and was made by acting through Slack's own doors."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from datetime import timedelta
from urllib.request import urlopen

import pytest

from salesbot import clock
from salesbot.cli.demo import guide, story
from salesbot.cli.demo.stage import PortTakenError, opened
from salesbot.playground import Outcome, Playground


@pytest.fixture
async def stage():
    """The demo at the rise of the curtain."""
    async with opened() as stage:
        yield stage


def _report(stage):
    return next(message.words for message in stage.slack.messages(stage.channel) if "answered." in message.text)


async def test_the_stage_is_as_the_guide_says(stage):
    """It is Monday 09:10 in New York; Berlin and Sydney have answered, Ben was not asked, and the page shows it."""
    said = guide(stage)
    assert "Ben Demo, a rep in New York. It is Monday 09:10 there." in said
    assert "3 of 5 answered" in _report(stage)
    assert "Harbour Foods signed the pilot" in _report(stage)
    assert stage.slack.messages(stage.cast.ben) == []
    assert stage.calendar.now_in("Australia/Sydney").hour == 1
    assert stage.page in said
    page = await asyncio.to_thread(lambda: urlopen(stage.page, timeout=5).read().decode())  # noqa: S310  our own address
    assert "Ben Demo" in page
    assert "09:10" in page


async def test_the_next_event_asks_ben_and_his_answer_changes_the_report(stage):
    """Acting as the New York rep one gets the question, answers in the form, and sees the report change."""
    ben = stage.slack.act(stage.cast.ben)
    assert await stage.calendar.next_event() is not None
    assert stage.calendar.now_in(stage.cast.ben.tz).strftime("%H:%M") == "09:15"
    question = await stage.slack.wait_for(lambda: _asked(stage), within=15)
    await ben.click(question, "checkin.answer")
    form = await ben.view()
    fields = [b["block_id"] for b in form.blocks if str(b.get("block_id", "")).startswith("question.")]
    assert (await ben.submit(form, {fields[0]: "Two meetings booked.", fields[1]: "Call Harbour Foods."})).ok
    await stage.calendar.settle()
    await stage.slack.wait_for(lambda: "4 of 5 answered" in _report(stage), within=15)


async def test_every_command_of_the_guide_works(stage):
    """Each command that the guide offers is answered or opens a form."""
    ben = stage.slack.act(stage.cast.ben)
    typed = [("/salesbot", word) for word in ("setup", "help", "why", "me", "away", "team")]
    for command, word in [*typed, ("/checkin", ""), ("/standup", "")]:
        done = await ben.command(command, word, channel=stage.channel)
        assert done.ok, (command, word)
        view = None if done.shown else await ben.view()
        assert done.shown or view is not None, (command, word)
        if view is not None:
            await ben.close(view)


def _asked(stage):
    return next((m for m in stage.slack.messages(stage.cast.ben, by_bots=True) if "checkin.answer" in m.buttons), None)


async def test_an_hour_forward_passes_what_is_due_on_the_way(stage):
    """The button for an hour leads through the question at its own time, and not past it."""
    begin = clock.now()
    await stage.calendar.forward(timedelta(hours=1))
    assert clock.now() - begin >= timedelta(hours=1)
    question = await stage.slack.wait_for(lambda: _asked(stage), within=15)
    assert question.wall_at - begin < timedelta(minutes=6)


async def test_a_port_that_is_taken_is_one_sentence():
    """Two demos at once need two ports, and the second one says so."""
    async with Playground.serve() as other:
        port = int(other.address.rpartition(":")[2])
        with pytest.raises(PortTakenError, match=f"Port {port} is taken on this machine"):
            async with opened(port):
                pass


async def test_ctrl_c_ends_it_cleanly():
    """The demo prints where to look, and ends on ctrl-C with exit code 0 and without a traceback."""
    code = "from salesbot.cli import main; main()"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, "demo", "--port", "0", "--no-browser",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(90):
        said = b""
        while b"ctrl-C ends it" not in said:
            line = await process.stdout.readline()
            assert line, (await process.stderr.read()).decode()
            said += line
        process.send_signal(signal.SIGINT)
        _, err = await process.communicate()
    assert re.search(rb"Open\s+http://127\.0\.0\.1:\d+/", said)
    assert process.returncode == 0
    assert err.decode().endswith("The demo is over.\n")
    assert b"Traceback" not in err


@pytest.mark.parametrize(("late", "goes_on"), [(story.PRESSES - 1, True), (story.PRESSES, False)])
async def test_a_busy_machine_is_pressed_again(monkeypatch, late, goes_on):
    """A door could not confirm in time, so one presses again, a few times; then the demo says where it broke."""
    monkeypatch.setattr(story, "BREATH", 0)
    unsaved = Outcome(acked=True, errors={"name": "I could not confirm that this was saved."})
    outcomes = iter([unsaved] * late + [Outcome(acked=True, closed=True)])

    async def press():
        return next(outcomes)

    if goes_on:
        assert (await story.pressed("the setup form", press)).closed
    else:
        with pytest.raises(story.OffScriptError, match="at the setup form: I could not confirm that this was saved"):
            await story.pressed("the setup form", press)
