"""Logs say what happened, with ids and verbs, and hold neither tokens nor anybody's words."""

from __future__ import annotations

import io
import json
import logging

import pytest
import structlog

from salesbot import log

WORDS = "the Acme deal is lost"


@pytest.fixture
def lines():
    """Whatever is logged, as it would stand in the file."""
    root, levels = logging.getLogger(), {name: logging.getLogger(name).level for name in log._TALKATIVE}
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    log.configure("DEBUG", as_json=True, stream=stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "secret",
    [
        "xoxb-123-abc",
        "xapp-1-A0-abc",
        "https://hooks.slack.com/actions/T1/2/abc",
        "wss://wss.slack.com/link/?ticket=abc-def&app_id=1",
        "postgresql://ana:abc@db/salesbot",
        "v0=" + "a1" * 32,
    ],
)
def test_secrets_are_blotted_out(lines, secret):
    """Wherever a token, ticket, address or password stands, it is not written."""
    structlog.get_logger("x").warning("met", what=secret, deep={"list": [secret]})
    logging.getLogger("library").warning("met %s", secret)
    text = json.dumps(lines())
    assert "abc" not in text
    assert "a1a1" not in text
    assert text.count("[secret]") == 3


def test_an_error_is_written_without_its_sentence(lines):
    """The class and the frames say where; the sentence may be somebody's words."""

    def fail():
        try:
            {}[WORDS]
        except KeyError as error:
            raise ValueError(WORDS) from error

    try:
        fail()
    except ValueError as error:
        structlog.get_logger("x").error("door_broken", id="4f2a", exc_info=error)
        logging.getLogger("library").exception("oh")
    text = json.dumps(lines())
    assert WORDS not in text
    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert "in fail" in text
    assert "4f2a" in text


def test_an_error_made_of_code_keeps_its_sentence(lines):
    """What a wrong name is called helps whoever repairs it."""
    try:
        None.nothing  # noqa: B018  the error is the point
    except AttributeError as error:
        structlog.get_logger("x").error("door_broken", exc_info=error)
    assert "no attribute 'nothing'" in json.dumps(lines())


@pytest.mark.usefixtures("reached")
async def test_a_whole_conversation_leaves_no_words_in_the_log(lines, slack, app, clients, ben, bot):
    """A command, a crash over it, a message sent: at DEBUG, the log has none of what was said."""

    @app.command("/note")
    async def note(ack, command):
        await clients.posting.chat_postMessage(channel=command["user_id"], text=command["text"])
        raise RuntimeError(command["text"])

    out = await slack.act(ben).command("/note", WORDS)
    assert "Something broke" in out.shown[0]
    text = json.dumps(lines())
    assert "door_broken" in text
    assert WORDS not in text
    assert bot.bot_token not in text
