"""`salesbot outbox`, as whoever hosts salesbot types it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from salesbot import clock
from salesbot.cli.outbox import app
from salesbot.errors import SalesbotError
from salesbot.outbox import Note, queries, service
from salesbot.outbox.model import Delivery
from salesbot.people.model import Workspace
from salesbot.room import Message
from salesbot.store import Store, insert
from stamped import stamp


@pytest.fixture
def outbox(sqlite_url, monkeypatch):
    """Type `salesbot outbox …` on a database in which `question.1` is in the state that `is_` gives it."""
    monkeypatch.setenv("SALESBOT_DATABASE_URL", sqlite_url)
    asyncio.run(stamp(sqlite_url))
    asyncio.run(_prepare(sqlite_url))

    def type_(*words):
        return CliRunner().invoke(app, list(words))

    type_.is_ = lambda **values: asyncio.run(_change(sqlite_url, values))
    type_.row = lambda: asyncio.run(_row(sqlite_url))
    return type_


async def _prepare(url):
    store = await Store.open(url)
    now = clock.now() - timedelta(minutes=5)
    async with store.begin() as db:
        await insert(db, Workspace, [{"id": "TACME", "created_at": now}])
        await service.promise(db, Note("TACME", "question.1", "checkin.question", "UBEN", Message("secret"), now))
    await store.close()


async def _change(url, values):
    store = await Store.open(url)
    async with store.begin() as db:
        await db.execute(update(Delivery).values(**values))
    await store.close()


async def _row(url):
    store = await Store.open(url)
    async with store.read() as db:
        row = await queries.delivery(db, "TACME", "question.1")
    await store.close()
    return row


def test_the_list_says_what_waits_and_never_its_words(outbox):
    """One line a delivery: state, key, to whom and since when; what it says is nobody's business."""
    said = outbox("list").stdout
    assert "waiting  question.1  to UBEN, due 5 min ago" in said
    assert "secret" not in said


def test_an_empty_outbox_says_so(outbox):
    """Nothing to see is a sentence too."""
    outbox.is_(state="sent")
    assert outbox("list").stdout == "Nothing waits, nothing is unknown, nothing died.\n"


def test_the_dead_say_why_and_what_to_do(outbox):
    """A dead one shows Slack's word, and the two ways on."""
    outbox.is_(state="dead", error="invalid_blocks", attempts=2, trace="request-1a2b3c")
    said = outbox("list", "dead").stdout
    assert "tried 2 times, invalid_blocks, of request-1a2b3c" in said
    assert "Mend the cause, then:  salesbot outbox retry question.1\n" in said
    assert "Or give it up:         salesbot outbox drop question.1\n" in said


def test_the_unknown_come_with_the_commands_to_type(outbox):
    """Both ways on stand there whole, with the key: what is shown can be typed as it stands."""
    outbox.is_(state="unknown", maybe_sent=True, error="missing_scope")
    said = outbox("list", "unknown").stdout
    assert "There:      salesbot outbox drop --arrived question.1\n" in said
    assert "Not there:  salesbot outbox retry question.1\n" in said


def test_retry_sends_the_unknown_again(outbox):
    """Whoever looked and did not find it sends it as if for the first time, without another look."""
    outbox.is_(state="unknown", maybe_sent=True, error="missing_scope")
    assert outbox("retry", "question.1").exit_code == 0
    row = outbox.row()
    assert (row.state, row.maybe_sent, row.error) == ("waiting", False, "")


def test_drop_arrived_counts_it_as_sent(outbox):
    """Whoever saw it in Slack closes it, and its words are forgotten."""
    outbox.is_(state="unknown", maybe_sent=True)
    assert outbox("drop", "question.1", "--arrived").exit_code == 0
    assert (outbox.row().state, outbox.row().message) == ("sent", None)


def test_drop_gives_it_up(outbox):
    """What was given up is never sent."""
    assert outbox("drop", "question.1").exit_code == 0
    assert outbox.row().state == "withdrawn"


def test_a_wrong_key_is_one_sentence(outbox):
    """A key that is not there names the command that shows those that are."""
    no = outbox("retry", "nonsense").exception
    assert isinstance(no, SalesbotError)
    assert str(no) == "Nothing in the outbox is called nonsense. `salesbot outbox list` shows what there is."


def test_what_was_sent_is_not_sent_again(outbox):
    """Retry is for what is unknown, dead or paused, and says so."""
    outbox.is_(state="sent")
    assert "question.1 is sent; this is for what is dead or paused or unknown." in str(
        outbox("retry", "question.1").exception
    )
