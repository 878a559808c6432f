"""`salesbot settings`: docs/settings.md, written from the settings themselves."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from salesbot import config
from salesbot.config import Settings

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

HEAD = """\
# Settings

Every setting has a default but the secrets. salesbot looks in four places, and the first that speaks wins:

1. the environment, under the name in the table (`SALESBOT_PORT=3000`);
2. a file `.env` in the working directory, with the same names;
3. a TOML file: `salesbot.toml` in the working directory, or the file that `SALESBOT_CONFIG` names. There a setting is
   called as in the second column (`port = 3000`);
4. the default.

A wrong or missing setting ends the start with one sentence that names the setting, what was read and what is expected;
a secret is never shown, only how it begins and how long it is. A name that is nearly one of these is taken for a slip
of the pen and ends the start too; any other unknown `SALESBOT_…` name is mentioned and left alone. `salesbot doctor`
checks all of it without starting.

This page is the output of `salesbot settings`; `make docs` writes it again.

| in the environment | in TOML | values | default | meaning |
|---|---|---|---|---|
"""

TAIL = """
Socket Mode needs `SALESBOT_BOT_TOKEN` and `SALESBOT_APP_TOKEN`; HTTP needs `SALESBOT_BOT_TOKEN` and
`SALESBOT_SIGNING_SECRET`. Many workspaces ([many-workspaces.md](many-workspaces.md)) need HTTP with
`SALESBOT_CLIENT_ID`, `SALESBOT_CLIENT_SECRET` and `SALESBOT_SIGNING_SECRET`, and no bot token: each workspace gives one
when it installs salesbot.

The lease and the time to look again are given as multiples of `SALESBOT_SEND_TIMEOUT`, so that they keep their order
whatever you change: one call ends before anybody looks whether its message arrived, and a lease outlasts both.
"""


def page() -> str:
    """Return the whole page, as docs/settings.md holds it."""
    return HEAD + "".join(_row(name, field) for name, field in Settings.model_fields.items()) + TAIL


def _row(name: str, field: FieldInfo) -> str:
    cells = (
        f"`{config.environment_name(name)}`",
        f"`{name}`",
        config.expected(field),
        _default(field),
        field.description,
    )
    return f"| {' | '.join(str(cell).replace('|', '&#124;') for cell in cells)} |\n"


def _default(field: FieldInfo) -> str:
    default = field.default.value if isinstance(field.default, StrEnum) else field.default
    if default is None or default == "":
        return "none"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"
