"""A team as somebody asks for it in the setup form, and how that travels from form to form."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from salesbot.errors import Refusal
from salesbot.letters import letters
from salesbot.slack import reading
from salesbot.slack.ids import OLD
from salesbot.slack.kit import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

EVERYONE = "everyone"
MOST_MANAGERS = 20
MOST_MEMBERS = 100
LONGEST_NAME = 80


@dataclass(frozen=True)
class Wish:
    """What was filled in: what is wanted, never what its writer may do. `wall` is `HH:MM` on each member's wall."""

    name: str
    channel: str
    zone: str
    wall: str
    managers: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    everyone: bool = False
    templates: tuple[str, ...] = ()

    @property
    def named(self) -> list[str]:
        """Everybody who was chosen by name, once."""
        return list(dict.fromkeys([*self.managers, *self.members]))

    def pack(self) -> str:
        """Return it as private metadata (3,000 characters at most; the menus' limits keep it below)."""
        return json.dumps(asdict(self), separators=(",", ":"), ensure_ascii=False)


def unpack(view: Mapping[str, Any]) -> Wish:
    """Read a wish back from a form's private metadata. Raises Refusal where there is none."""
    try:
        said: dict[str, Any] = json.loads(view["private_metadata"])
        lists = {key: tuple(value) for key, value in said.items() if isinstance(value, list)}
        return Wish(**(said | lists))
    except (KeyError, ValueError, TypeError, AttributeError):
        raise Refusal(OLD) from None


def wish(view: Mapping[str, Any]) -> Wish:
    """Read the setup form. Raises Refusal beside the field that needs another look."""
    chosen = reading.chosen(view)
    one = {key: (values or [""])[0] for key, values in chosen.items()}
    made = Wish(
        name=one_line(one.get("name", "")),
        channel=one.get("channel", ""),
        zone=one.get("zone", ""),
        wall=one.get("time", "") or "09:15",
        managers=tuple(chosen.get("managers", ())),
        members=tuple(chosen.get("members", ())),
        everyone=EVERYONE in chosen.get("everyone", ()),
        templates=tuple(chosen.get("templates", ())),
    )
    _refuse(made)
    return made


def _refuse(made: Wish) -> None:
    if not made.name:
        raise Refusal("Please give the team a name.", field="name")
    if letters(made.name) > LONGEST_NAME:
        raise Refusal(f"Please give the team a shorter name, of {LONGEST_NAME} characters at most.", field="name")
    if not made.channel:
        raise Refusal("Please choose the team's channel.", field="channel")
    if not made.zone:
        raise Refusal("Please choose the team's time zone.", field="zone")
    if not made.named and not made.everyone:
        raise Refusal("Please choose at least one person, or tick “Everyone in the channel”.", field="members")
