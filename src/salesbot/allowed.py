"""What a setting may look like, and in which words it is refused."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr

from salesbot import sealing

NOT_BY_SOCKET = (
    "SALESBOT_CLIENT_ID is for many workspaces, which reach salesbot over HTTP: set SALESBOT_TRANSPORT=http. "
    "For one workspace by Socket Mode, take SALESBOT_CLIENT_ID and SALESBOT_CLIENT_SECRET out."
)
NOT_BOTH = (
    "SALESBOT_BOT_TOKEN is for one workspace, SALESBOT_CLIENT_ID for many. Take SALESBOT_BOT_TOKEN out and install "
    "salesbot there anew at /slack/install: it finds all it kept. Or take out SALESBOT_CLIENT_ID and its secret."
)


class Transport(StrEnum):
    """How Slack reaches salesbot."""

    SOCKET = "socket"
    HTTP = "http"

    @property
    def words(self) -> str:
        """As Slack calls it."""
        return "Socket Mode" if self is Transport.SOCKET else "HTTP"


class Role(StrEnum):
    """What one process of several does."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"

    @property
    def has_door(self) -> bool:
        """Whether Slack reaches this process."""
        return self is not Role.WORKER

    @property
    def works(self) -> bool:
        """Whether this process beats, sends and does the chores."""
        return self is not Role.WEB


def _shaped(shape: str, expected: str) -> AfterValidator:
    def check(secret: SecretStr | None) -> SecretStr | None:
        if secret is None:
            return None
        bare = secret.get_secret_value().strip()  # secrets kept in files come with a line's end
        if not re.fullmatch(shape, bare):
            raise ValueError(expected)
        return SecretStr(bare)

    return AfterValidator(check)


def _database(url: str) -> str:
    # SQLAlchemy's own spelling (sqlite+aiosqlite) is understood as well; the store reads the rest of the URL.
    if url and urlsplit(url).scheme.partition("+")[0] not in {"sqlite", "postgresql", "postgres"}:
        raise ValueError("sqlite:///path/to/file.db or postgresql://user:password@host/name")
    return url


def hushed(text: str) -> str:
    """Return an address without the passwords in it, however far it is from one: before the host, or behind it."""
    text = re.sub(r"(?i)(\bpassword=)[^&]*", r"\1…", text)
    return re.sub(r"(//[^:/@]*|^[^:/@]*):(?!//).*@", r"\1:…@", text)


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("a web address such as https://slack.com/api/")
    return url.rstrip("/") + "/"


def _prefix(prefix: str) -> str:
    if not re.fullmatch(r"[a-z0-9_-]{0,20}", prefix):
        raise ValueError("at most 20 lower-case letters, digits, - or _, without a slash")
    return prefix


def _client_id(given: str) -> str:
    if given and not re.fullmatch(r"\d+\.\d+", given):
        raise ValueError("the client ID, two numbers with a dot between")
    return given


def _address(said: str) -> str:
    host, _, port = said.rpartition(":")
    if said and not (host and port.isdigit() and 0 < int(port) < 65536):  # noqa: PLR2004  the last port there is
        raise ValueError("an address and a port such as 127.0.0.1:9464")
    return said


def _keys(secret: SecretStr | None) -> SecretStr | None:
    try:
        sealing.keys_in(secret.get_secret_value() if secret is not None else "")
    except ValueError:
        raise ValueError(sealing.EXPECTED) from None
    return secret


def _retention(said: str) -> str:
    if said.strip() and not all(re.fullmatch(r"\s*[a-z_]+\s*=\s*[1-9]\d{0,4}\s*", one) for one in said.split(",")):
        raise ValueError("kinds of data with their days, such as answers=180, blockers=90")
    return said


Secret = SecretStr | None
# Said too: what is wrong is often a quote, a comment or a second line behind a token that begins as it should.
_AND_THEN = "and goes on with letters, digits and -, and nothing else"
BotToken = Annotated[Secret, _shaped(r"xoxb-[\w-]+", f"the bot token, which begins with xoxb- {_AND_THEN}")]
AppToken = Annotated[Secret, _shaped(r"xapp-[\w-]+", f"the app-level token, which begins with xapp- {_AND_THEN}")]
SigningSecret = Annotated[Secret, _shaped(r"[0-9A-Za-z]{8,}", "the signing secret, 32 letters and digits in a row")]
ClientSecret = Annotated[Secret, _shaped(r"[0-9A-Za-z]{8,}", "the client secret, 32 letters and digits in a row")]
Database = Annotated[str, AfterValidator(_database)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Prefix = Annotated[str, AfterValidator(_prefix)]
ClientId = Annotated[str, AfterValidator(_client_id)]
Address = Annotated[str, AfterValidator(_address)]
Keys = Annotated[Secret, AfterValidator(_keys)]
RetentionDays = Annotated[str, AfterValidator(_retention)]
Level = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
