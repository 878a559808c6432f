"""Every setting of salesbot, read from the environment, a .env file and a TOML file, and nowhere else."""

from __future__ import annotations

import difflib
import os
import tomllib
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, TomlConfigSettingsSource

from salesbot import allowed
from salesbot.allowed import Role, Transport
from salesbot.errors import WrongSetting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails
    from pydantic_settings import PydanticBaseSettingsSource

__all__ = ["Role", "Settings", "Transport", "load"]

PREFIX = "SALESBOT_"
ENV_FILE = ".env"
TOML_FILE = "salesbot.toml"
CONFIG = "SALESBOT_CONFIG"  # not a setting: where the settings are
BEGINNING = 4  # characters of a wrong secret that are shown: xoxp tells what was pasted instead of xoxb
ALIKE = 0.8  # how like a known name an unknown one must be to be taken for a slip of the pen


class Settings(BaseSettings):
    """All settings; each has a description, which is also its documentation."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, env_ignore_empty=True, extra="ignore", hide_input_in_errors=True,
        allow_inf_nan=False,
    )  # fmt: skip

    bot_token: allowed.BotToken = Field(None, description="The bot token (xoxb-…) of your Slack app.")
    app_token: allowed.AppToken = Field(None, description="The app-level token (xapp-…); Socket Mode needs it.")
    signing_secret: allowed.SigningSecret = Field(
        None, description="The signing secret of your Slack app; HTTP needs it."
    )
    client_id: allowed.ClientId = Field(
        "", description="The client ID of your Slack app; only for many workspaces, docs/many-workspaces.md."
    )
    client_secret: allowed.ClientSecret = Field(
        None, description="The client secret of your Slack app; only for many workspaces."
    )
    transport: Transport = Field(Transport.SOCKET, description="`socket` needs no web address, `http` does.")
    role: Role = Field(
        Role.ALL, description="`web` only answers Slack, `worker` only asks and sends; both need PostgreSQL."
    )
    slack_api_url: allowed.WebAddress = Field("https://slack.com/api/", description="The base URL of Slack's Web API.")
    database_url: allowed.Database = Field(
        "", repr=False, description="`sqlite:///file` or `postgresql://…`; empty: a file in the data folder."
    )
    host: str = Field("127.0.0.1", description="The address on which HTTP listens; Socket Mode opens loopback only.")
    port: int = Field(3000, ge=0, le=65535, description="The port on which HTTP, or health in Socket Mode, listens.")
    metrics_address: allowed.Address = Field(
        "", description="Where /metrics is served too, `127.0.0.1:9464`; over HTTP it is served nowhere else."
    )
    command_prefix: allowed.Prefix = Field(
        "", description="Put before every slash command, where another app has the name."
    )
    retention: allowed.RetentionDays = Field(
        "", description="Days to keep kinds of data: `answers=180, blockers=90`; docs/privacy.md names them all."
    )
    forgotten_file: str = Field(
        "", description="Where it is noted who was forgotten; empty: beside the SQLite file, else in the data folder."
    )
    keys: allowed.Keys = Field(
        None, description="Keys that seal what people keep to themselves, newest first, with commas between."
    )
    key_file: str = Field("", description="Their file, if not set; empty: beside the SQLite file, or the data folder.")
    prompts_folder: str = Field("", description="A folder with coaching prompts of your own, for all teams.")
    admins_only_setup: bool = Field(False, description="Only Slack admins may set up a team.")
    log_json: bool = Field(False, description="One JSON object a log line instead of words for the console.")
    log_level: allowed.Level = Field("INFO", description="The least level that is logged.")
    pump_seconds: Annotated[float, Field(gt=0, le=5)] = Field(2.0, description="How often salesbot looks what is due.")
    send_timeout: Annotated[float, Field(gt=0, le=60)] = Field(10.0, description="Seconds a call to Slack may take.")
    lease_factor: Annotated[float, Field(ge=2, le=60)] = Field(6.0, description="A lease, in send time-outs.")
    look_again_factor: Annotated[float, Field(ge=1, le=60)] = Field(
        1.5, description="salesbot looks whether a message arrived this many send time-outs after an unclear answer."
    )
    send_concurrency: int = Field(32, ge=1, le=200, description="How many messages may be on their way at once.")
    messages_per_second: float = Field(4.0, gt=0, description="The first pace of a workspace; 0.25 to 4 in practice.")
    board_seconds: float = Field(
        3.0, ge=0, description="Seconds between two updates of one message, at least; five times as many in a crowd."
    )
    limiter: bool = Field(True, description="Keep to Slack's pace and people to a human one. Off only in tests.")
    crash_point: str = Field("", description="A named point at which the process kills itself, for tests only.")
    # Slack waits 3 s, and words that go before a click's ack may take half a second more than the door had.
    door_deadline: float = Field(
        2.2, gt=0, le=2.4, description="Seconds after which a click or submission is told to retry; Slack waits for 3."
    )

    @property
    def lease(self) -> timedelta:
        """How long a process may hold a delivery."""
        return timedelta(seconds=self.send_timeout * self.lease_factor)

    @property
    def look_again(self) -> timedelta:
        """How long after an unclear outcome salesbot looks before it posts again; longer than the time-out."""
        return timedelta(seconds=self.send_timeout * self.look_again_factor)

    @property
    def days_kept(self) -> dict[str, int]:
        """How many days each kind of data is kept that is named here; the rooms say it of the others."""
        pairs = (one.split("=") for one in self.retention.split(",") if one.strip())
        return {name.strip(): int(days) for name, days in pairs}

    @property
    def many(self) -> bool:
        """Whether any number of workspaces install this salesbot; else it serves one, whose token is a setting."""
        return bool(self.client_id) or self.client_secret is not None

    def ready(self) -> Settings:
        """Return these settings if they are enough to meet Slack. Raises WrongSetting that names what is missing."""
        if self.many:
            self._fit_many()
        if self.role is not Role.ALL and not urlsplit(self.database_url).scheme.startswith("postgres"):
            raise WrongSetting(_not_on_sqlite(self.role))
        missing = [name for name in self.needed() if getattr(self, name) is None]
        if missing:
            raise WrongSetting(_missing(missing[0], transport=self.transport))
        return self

    def _fit_many(self) -> None:
        """Raise WrongSetting where something fits one workspace only, or half of the pair is missing."""
        for given, other in (("client_id", "client_secret"), ("client_secret", "client_id")):
            if getattr(self, given) and not getattr(self, other):
                raise WrongSetting(_half(given, other))
        if self.transport is not Transport.HTTP:
            raise WrongSetting(allowed.NOT_BY_SOCKET)
        if self.bot_token is not None:
            raise WrongSetting(allowed.NOT_BOTH)

    def needed(self) -> tuple[str, ...]:
        """Return the secrets that this transport cannot do without."""
        door = "app_token" if self.transport is Transport.SOCKET else "signing_secret"
        needed = ("bot_token" if not self.many else "", door if self.role.has_door else "")
        return tuple(name for name in needed if name)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  pydantic hands over four sources
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The nearest word wins: an argument, then the environment, then .env, then the TOML file."""
        return init_settings, env_settings, dotenv_settings, TomlConfigSettingsSource(settings_cls, toml_file())


def load(**given: Any) -> Settings:
    """Read all settings. Raises WrongSetting: what is wrong, what was read and what is expected, in one sentence."""
    for name, where in _unknown():
        if near := _nearest(name):
            raise WrongSetting(f"{_stranger(name, where)[:-1]}; {near} is one.")
    try:
        return Settings(**given)
    except ValidationError as wrong:
        raise WrongSetting(_sentence(wrong.errors()[0], given=given)) from None


def strange() -> list[str]:
    """Return a sentence for each name in our prefix that salesbot does not know and that is like none it does."""
    return [_stranger(name, where) for name, where in _unknown() if not _nearest(name)]


def _stranger(name: str, where: str) -> str:
    return f"{where.replace('the ', 'The ')} has {name}, which is no setting of salesbot."


def environment_name(field: str) -> str:
    """Return how a setting is called in the environment: `bot_token` is SALESBOT_BOT_TOKEN."""
    return f"{PREFIX}{field}".upper()


def expected(field: FieldInfo) -> str:
    """Say in words which values a setting takes, for an error and for its documentation."""
    kind: Any = field.annotation
    plain = {bool: "true or false", int: "a whole number", float: "a number"}
    if kind in plain:
        return f"{plain[kind]}{_bounds(field)}"
    choices = list(kind) if isinstance(kind, type) and issubclass(kind, StrEnum) else get_args(kind)
    return "text" if kind is str or is_secret(field) else " or ".join(choices)


def is_secret(field: FieldInfo) -> bool:
    """Whether the value of a setting must never be shown."""
    return SecretStr in get_args(field.annotation)


def toml_file() -> Path:
    """Return where the TOML file is or would be."""
    return Path(os.environ.get(CONFIG) or TOML_FILE)


def _bounds(field: FieldInfo) -> str:
    words = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
    limits = [(words[name], getattr(part, name)) for part in field.metadata for name in words if hasattr(part, name)]
    said = [f"{word} {limit:g}" for word, limit in limits]
    return f", {' and '.join(said)}" if said else ""


def _dotenv() -> dict[str, str | None]:
    try:
        return dotenv_values(ENV_FILE)
    except (UnicodeDecodeError, OSError) as wrong:
        raise WrongSetting(
            f"{ENV_FILE} cannot be read ({wrong}); it has UTF-8 lines such as {PREFIX}PORT=3000."
        ) from None


def _toml() -> dict[str, Any]:
    path = toml_file()
    try:
        if path.is_file():
            return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as wrong:
        raise WrongSetting(f"{path} cannot be read as TOML ({wrong}); it holds lines such as port = 3000.") from None
    if os.environ.get(CONFIG):
        raise WrongSetting(f"{CONFIG} names {path}, where no file is; it should name a TOML file with settings.")
    return {}


def _read() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield what each place says, the nearest place first, under the names of the environment."""
    yield "the environment", {name.upper(): value for name, value in os.environ.items() if value}
    yield ENV_FILE, {name.upper(): value for name, value in _dotenv().items() if value}
    yield toml_file().name, {environment_name(name): value for name, value in _toml().items()}


def _known() -> set[str]:
    return {environment_name(name) for name in Settings.model_fields} | {CONFIG}


def _unknown() -> list[tuple[str, str]]:
    known = _known()
    return [(name, where) for where, said in _read() for name in said if name.startswith(PREFIX) and name not in known]


def _nearest(name: str) -> str | None:
    """The known name that this one is like; the prefix, which all share, makes none alike."""
    bare = [known.removeprefix(PREFIX) for known in sorted(_known())]
    near = difflib.get_close_matches(name.removeprefix(PREFIX), bare, n=1, cutoff=ALIKE)
    return f"{PREFIX}{near[0]}" if near else None


def _missing(field: str, *, transport: Transport) -> str:
    about = (Settings.model_fields[field].description or "").rstrip(".").partition(";")[0]
    return f"{environment_name(field)} is missing, and {transport.words} needs it: {about[0].lower()}{about[1:]}."


def _not_on_sqlite(role: Role) -> str:
    return (
        f"SALESBOT_ROLE is {role}, and on SQLite one process does everything: take SALESBOT_ROLE out, "
        "or set SALESBOT_DATABASE_URL to a PostgreSQL database."
    )


def _half(given: str, other: str) -> str:
    return (
        f"{environment_name(given)} is set and {environment_name(other)} is not. Both stand under Basic Information of "
        "your Slack app. For one workspace only, take both out and set SALESBOT_BOT_TOKEN."
    )


def _sentence(wrong: ErrorDetails, *, given: Mapping[str, Any]) -> str:
    field = str(wrong["loc"][0])
    name = environment_name(field)
    where, value = "an argument", given.get(field)
    if field not in given:
        where, value = next((place, said[name]) for place, said in _read() if name in said)
    wants = str(wrong["ctx"]["error"]) if "error" in wrong.get("ctx", {}) else expected(Settings.model_fields[field])
    return f"{name} was read from {where} as {masked(field, value)}; expected is {wants}."


def masked(field: str, value: object) -> str:
    """Show what was read without showing a secret: of a secret only how it begins and how long it is."""
    text = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
    if is_secret(Settings.model_fields[field]):
        return (
            f"{text[:BEGINNING]}… ({len(text)} characters)" if len(text) > 3 * BEGINNING else f"{len(text)} characters"
        )
    return repr(allowed.hushed(text))
