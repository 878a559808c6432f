"""Whatever fails at a door, on either transport, the person reads words and Slack sends again what it should."""

from __future__ import annotations

import asyncio
import re

import pytest
from sqlalchemy.exc import OperationalError

from salesbot.errors import AlreadyDone, Refusal
from salesbot.slack import answers

NO = "Lovely, but kudos are for someone else."
SECRET = "the Acme deal is lost"


async def refuse():
    raise Refusal(NO, field="why")


async def crash():
    raise RuntimeError(SECRET)


async def come_late():
    await asyncio.sleep(30)


async def find_the_database_away():
    raise OperationalError("insert", {"text": SECRET}, Exception("database is locked"))


async def find_slack_slow():
    raise TimeoutError


async def find_it_done():
    raise AlreadyDone({})


WORDS = {
    refuse: re.escape(NO),
    crash: r"Something broke on my side \(id [0-9a-f]{4}\)\.",
    come_late: r"I could not confirm that this was saved\.",
    find_the_database_away: r"This was not saved: my database does not answer just now\.",
    find_slack_slow: r"Slack took too long to open this\.",
}
TROUBLES = pytest.mark.parametrize("trouble", list(WORDS), ids=lambda trouble: trouble.__name__)


@pytest.fixture
def patient_slack(slack):
    """Slack waits for its three seconds: on a busy machine words that come at the deadline of 1.5 s take their time."""
    slack.settings.ack_within = 3.0


@TROUBLES
@pytest.mark.usefixtures("reached", "patient_slack")
async def test_a_command_in_trouble_is_answered_in_words(slack, ben, trouble, visit):
    """The words come in the command's own answer, which only the person sees."""
    visit.meet(trouble)
    out = await slack.act(ben).command("/kudos")
    assert out.ok, out
    assert re.match(WORDS[trouble], out.shown[0])
    assert SECRET not in out.shown[0]


@TROUBLES
@pytest.mark.usefixtures("reached", "patient_slack")
async def test_a_submission_in_trouble_keeps_the_form_with_words_beside_a_field(slack, ben, trouble, visit):
    """The form stays open with what was typed; the words stand beside the field meant, or else the first one."""
    visit.meet(trouble)
    out = await slack.act(ben).submit(await visit.open_form(), {"who": "Ana", "why": "the demo"})
    field = "why" if trouble is refuse else "who"
    assert list(out.errors) == [field], out
    assert re.match(WORDS[trouble], out.errors[field])
    assert not out.closed


@TROUBLES
@pytest.mark.usefixtures("reached", "patient_slack")
async def test_a_click_in_trouble_is_acked_and_answered_where_it_happened(slack, ben, emea, trouble, visit):
    """The button shows no warning sign; the words come beside it, for that person's eyes."""
    visit.meet(trouble)
    out = await slack.act(ben).click(await visit.button(emea), "kudos.reply")
    assert out.ok, out
    await slack.wait_for(lambda: visit.told(emea), within=5)
    assert re.match(WORDS[trouble], visit.told(emea)[0])


@TROUBLES
@pytest.mark.usefixtures("reached", "patient_slack")
async def test_a_shortcut_in_trouble_is_acked_and_answered_in_a_form(slack, ben, trouble, visit):
    """A shortcut happens nowhere: a small form says the words."""
    visit.meet(trouble)
    out = await slack.act(ben).shortcut("kudos.give")
    assert out.ok, out
    view = await slack.act(ben).view(within=5)
    assert re.match(WORDS[trouble], view.blocks[0]["text"]["text"])


@TROUBLES
@pytest.mark.usefixtures("reached")
async def test_an_event_in_trouble_comes_again_unless_it_was_refused(slack, ben, trouble, visit):
    """Slack repeats what failed, and does not repeat what we do not want."""
    slack.settings.event_retries = (0,)
    visit.meet(trouble)
    await slack.act(ben).say("good morning")
    tries = 1 if trouble is refuse else 2
    await slack.wait_for(lambda: len(visit.heard()) == tries, within=5)
    await slack.settled(within=5)
    assert [each.ok for each in visit.heard()] == [trouble is refuse] * tries


@pytest.mark.parametrize("view", [None, {}, {"blocks": ["text", None, {"type": "input"}]}])
def test_a_signed_submission_of_no_shape_gets_words_too(view):
    """A right signature does not promise a right shape: the answer is a 200 with words, never a crash."""
    body = {"type": "view_submission"} | ({"view": view} if view is not None else {})
    answer = answers.in_ack(body, "Nothing is stored.")
    assert answer is not None
    assert answer.status == 200
    assert "Nothing is stored." in answer.body
