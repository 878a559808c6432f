"""The templates, and the pieces of the page drawn with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from hashlib import blake2s
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from salesbot.playground.page import looks, mrkdwn, news
from salesbot.playground.page.charts import chart
from salesbot.playground.page.completing import commands
from salesbot.playground.page.controls import control
from salesbot.playground.page.emoji import signs
from salesbot.playground.page.seats import city
from salesbot.playground.page.sidebar import Sidebar, waiting
from salesbot.playground.page.tables import table

if TYPE_CHECKING:
    from salesbot.playground.page.calendar import Clock
    from salesbot.playground.page.inspector import Inspector
    from salesbot.playground.page.looks import Place
    from salesbot.playground.page.seats import Seat
    from salesbot.playground.page.unread import Unread
    from salesbot.playground.page.weather import Weather

LINES = 120  # requests in the inspector, the newest ones
FAULTS = {
    "429": "Too many requests", "500": "Server errors", "reset": "Cut after accept", "slow": "Slow",
    "refresh": "Renew sockets", "none": "Heal",
}  # fmt: skip
REACTIONS = ("thumbsup", "tada", "white_check_mark")  # one click away on every message


@dataclass(frozen=True)
class Look:
    """What one browser looks at: who, where, which thread, and what stands beside it.

    `panel` is "inspector" or "", `count` how many messages, `read` the `ts` up to which this person had read before.
    """

    seat: Seat
    here: Place
    unread: Unread
    clock: Clock | None = None
    inspector: Inspector | None = None
    weather: Weather | None = None
    thread_ts: str = ""
    panel: str = ""
    count: int = looks.SHOWN
    read: str = ""
    hints: bool = False


def page(look: Look) -> str:
    """The whole page, drawn on the server."""
    template = _environment().get_template("page.html")
    version, drawn = look.seat.world.version, parts(look)
    lines = look.inspector.lines() if look.inspector else []
    return template.render(
        _context(look),
        parts={name: Markup(html) for name, html in drawn.items()},  # noqa: S704  drawn by escaping templates
        marks={name: news.mark(html) for name, html in drawn.items()},
        version=version,
        heard=lines[-1].id if lines else 0,
    )


def parts(look: Look) -> dict[str, str]:
    """The pieces that change by themselves, by name."""
    context = _context(look)
    around: Any = _environment().get_template("around.html").make_module(context)  # its macros are attributes
    told: Any = _environment().get_template("said.html").make_module(context)
    seat, here = look.seat, look.here
    now = look.clock.now() if look.clock else None
    said, more = looks.messages(seat, here.channel, count=look.count)
    made = {
        "top": around.top(waiting(seat, look.unread), now),
        "clock": around.clock(look.clock, now),
        "sidebar": around.sidebar(Sidebar(seat, here, look.unread, now).lists()),
        "head": around.head(looks.about(seat, here, now)),
        "pane": told.home(looks.home(seat, here.home)) if here.home
        else told.messages(looks.lines(seat, said, read=look.read), more),
        "composer": "" if here.home else told.composer(commands(seat)),
        "thread": told.thread(list(looks.lines(seat, looks.thread(seat, here.channel, look.thread_ts)))),
        "modal": told.modal(looks.modal(seat)),
        "hints": around.hints() if look.hints else "",
        "inspector": _inspector(around, look),
    }  # fmt: skip
    return {name: str(html).strip() for name, html in made.items()}


def _inspector(around: Any, look: Look) -> str:
    if look.inspector is None or look.panel != "inspector":
        return ""
    return str(around.inspector(look.inspector.lines()[-LINES:][::-1]))


def _context(look: Look) -> dict[str, Any]:
    """What the templates may use; only draw, rich and link give HTML, and they escape by themselves."""
    seat = look.seat
    return {
        "seat": seat,
        "here": look.here,
        "look": look,
        "address": partial(address, look),
        "draw": partial(mrkdwn.draw, names=seat),
        "rich": partial(mrkdwn.rich, names=seat),
        "plain": mrkdwn.plain,
        "link": mrkdwn.link,
        "signs": signs,
        "city": city,
        "zoned": lambda at, zone: f"{at.astimezone(ZoneInfo(zone)):%a %H:%M}",
        "named": lambda members: ", ".join(seat.person(member) for member in members),
        "id_of": id_of,
        "faults": FAULTS,
        "chart": chart,
        "table": table,
        "replies": looks.replies,
        "quick": REACTIONS,
        "shortcuts": _shortcuts(seat),
        "control": lambda element, block, held: control(element, block, seat, held=held),
    }


def id_of(owner: str, block: str, action: str) -> str:
    """An id for one control: apps name theirs as they like, and the same in many messages."""
    return "c" + blake2s(f"{owner}\0{block}\0{action}".encode(), digest_size=6).hexdigest()


def address(look: Look, key: str, thread: str = "", *, panel: str | None = None) -> str:
    """The page's address for that person at that place; the panel beside it stays unless another is named."""
    kept = look.panel if panel is None else panel
    asked = {"team": look.seat.workspace.id, "as": look.seat.user.id, "in": key, "thread": thread, "panel": kept}
    return f"/?{urlencode({name: value for name, value in asked.items() if value})}"


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
