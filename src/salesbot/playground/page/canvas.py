"""The templates, and the pieces of the page drawn with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from salesbot.playground.page import looks, mrkdwn
from salesbot.playground.page.controls import control

if TYPE_CHECKING:
    from datetime import datetime

    from salesbot.playground.page.looks import Place
    from salesbot.playground.page.seats import Seat


@dataclass(frozen=True)
class Look:
    """What one browser looks at: who, where, which thread, and the calendar's time where there is one to set."""

    seat: Seat
    here: Place
    thread_ts: str = ""
    now: datetime | None = None


def page(look: Look) -> str:
    """The whole page, drawn on the server."""
    template = _environment().get_template("page.html")
    return template.render(
        _context(look),
        parts={name: Markup(html) for name, html in parts(look).items()},  # noqa: S704  drawn by escaping templates
        version=look.seat.world.version,
        commands=_commands(look.seat),
    )


def parts(look: Look) -> dict[str, str]:
    """The pieces that change by themselves, by name."""
    seat, here = look.seat, look.here
    drawn: Any = _environment().get_template("parts.html").make_module(_context(look))  # its macros are attributes
    made = {
        "sidebar": drawn.sidebar(looks.sidebar(seat, here)),
        "messages": drawn.messages(looks.messages(seat, here.channel), here.channel),
        "thread": drawn.thread(looks.thread(seat, here.channel, look.thread_ts), here.channel),
        "home": drawn.home(looks.home(seat, here.home)),
        "modal": drawn.modal(looks.modal(seat)),
        "clock": drawn.clock(look.now),
    }
    return {name: str(html).strip() for name, html in made.items()}


def _context(look: Look) -> dict[str, Any]:
    """What the templates may use; only draw, rich and link give HTML, and they escape by themselves."""
    seat = look.seat
    return {
        "seat": seat,
        "here": look.here,
        "thread_ts": look.thread_ts,
        "address": partial(address, seat),
        "draw": partial(mrkdwn.draw, names=seat),
        "rich": partial(mrkdwn.rich, names=seat),
        "plain": mrkdwn.plain,
        "link": mrkdwn.link,
        "cells": looks.cells,
        "replies": looks.replies,
        "shortcuts": _shortcuts(seat),
        "control": lambda element, block, held: control(element, block, seat, held=held),
    }


def address(seat: Seat, key: str, thread: str = "") -> str:
    """The page's address for that person at that place."""
    asked = {"team": seat.workspace.id, "as": seat.user.id, "in": key} | ({"thread": thread} if thread else {})
    return f"/?{urlencode(asked)}"


def _commands(seat: Seat) -> list[Any]:
    """The slash commands that the apps here declare."""
    declared = (command for install in seat.apps() for command in (install.app.commands or {}).values())
    return sorted(declared, key=lambda command: command.name)


def _shortcuts(seat: Seat) -> list[tuple[str, str]]:
    """Callback id and label of what can be done with a message."""
    manifests = [install.app.manifest or {} for install in seat.apps()]
    offered = [each for manifest in manifests for each in manifest.get("features", {}).get("shortcuts", ())]
    return [(each["callback_id"], each["name"]) for each in offered if each["type"] == "message"]


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("salesbot.playground.page"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
