"""Who the thirty are, and what they do in four weeks besides answering: thank, share, look, go away, leave."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import sayings

from office import BERLIN, NEW_YORK, SYDNEY

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from thirty import Team

IN_BERLIN = ["ana", "finn", "ida", "jan", "kurt", "lena", "nils", "olga", "paul", "rita", "dev", "vera"]
IN_NEW_YORK = ["ben", "gia", "lou", "max", "nora", "otis", "pam", "rob", "sue", "tom"]
IN_SYDNEY = ["cleo", "hugo", "mia", "zoe", "will", "xena", "yuri", "amy"]
HOMES = {
    **dict.fromkeys(IN_BERLIN, BERLIN),
    **dict.fromkeys(IN_NEW_YORK, NEW_YORK),
    **dict.fromkeys(IN_SYDNEY, SYDNEY),
}
FRIDAYS = (6, 13, 20, 27)
MANAGERS = ("ana", "max", "hugo")
HELPS, LOOKS = "dev", "vera"  # the finance partner, and an observer
LEAVER = "lou"


def plan(team: Team) -> None:
    """What they do in these four weeks besides answering."""
    on = team.on
    on(2, "08:40", "ana", lambda: team.set_digests("ana", brief="daily", own_week=[]))
    on(2, "08:40", "hugo", lambda: team.set_digests("hugo", brief="monday", own_week=[]))
    for who in ("ben", "cleo"):
        on(2, "08:50", who, lambda who=who: team.set_digests(who, own_week=["on"]))
    for day in (3, 11, 20, 27):
        on(day, "16:30", "ben", lambda: team.home("ben"))
        on(day, "17:30", "ana", lambda: team.home("ana"))
    for day in (6, 13, 20, 27):
        on(day, "18:20", "ben", lambda: team.command("ben", "/salesbot", "why"))
    _praise(team)
    _lessons(team)
    _looks(team)
    _goings(team)


def _praise(team: Team) -> None:
    names = [name for name in HOMES if name not in {LOOKS, "tom"}]
    luck = random.Random("praise")
    for day in (3, 4, 5, 6, 9, 10, 12, 13, 16, 18, 19, 20, 23, 24, 26, 27):
        for words in luck.sample(sayings.PRAISE, 2 if day % 3 else 1):
            who, whom = luck.sample(names, 2)
            team.on(day, f"{luck.randint(10, 16)}:{luck.randint(10, 59)}", who, _said(team.praise, who, whom, words))
        who = luck.choice(names)
        team.on(day, "16:55", who, _said(team.joined, who, by_button=day % 2 == 0))
    team.on(4, "11:00", "ana", lambda: team.praise_in_form("ana", "ben", "for the introduction to Blue Line's owner"))
    team.on(11, "14:00", "rita", lambda: team.thank_for("rita", "olga", "The price list is clean. It is in the drive."))
    three = "@ben @nora @amy for the calm demo at Acme #teamwork"
    team.on(17, "11:00", "cleo", lambda: team.command("cleo", "/kudos", three))
    team.on(17, "11:05", "cleo", lambda: team.command("cleo", "/kudos", "@cleo for the calm demo at Acme"))
    team.on(17, "11:06", "cleo", lambda: team.command("cleo", "/kudos", "undo"))


def _lessons(team: Team) -> None:
    shared = [(3, "ben"), (5, "olga"), (10, "amy"), (12, "nils"), (18, "cleo"), (25, "pam")]
    for words, (day, who) in zip(sayings.TIPS, shared, strict=True):
        team.on(day, "12:10", who, _said(team.command, who, "/tip", words))
    team.on(6, "11:00", "cleo", lambda: team.used("cleo", "action plan", "They signed in a week"))
    team.on(12, "11:00", "ana", lambda: team.used("ana", "legal", "Legal answered on Thursday"))
    team.on(19, "11:00", "ben", lambda: team.used("ben", "procurment", "They answered at nine"))
    team.on(24, "11:00", "ben", lambda: team.used("ben", "unicorn", ""))
    team.on(26, "11:00", "ana", lambda: team.command("ana", "/tip", "top"))
    team.on(26, "11:20", "ben", lambda: team.command("ben", "/tip", "mine"))


def _looks(team: Team) -> None:
    team.on(5, "10:00", "ben", lambda: team.command("ben", "/digest", ""))
    team.on(9, "09:40", "ana", lambda: team.command("ana", "/digest", "last"))
    team.on(9, "11:40", "vera", lambda: team.command("vera", "/digest", "last"))
    team.on(16, "10:40", "ana", lambda: team.command("ana", "/checkin", "blockers"))
    team.on(20, "12:00", "ana", lambda: team.command("ana", "/kudos", "board"))
    team.on(20, "12:10", "ben", lambda: team.command("ben", "/kudos", "board"))
    team.on(20, "12:20", "ben", lambda: team.command("ben", "/kudos", "mine"))
    team.on(23, "12:00", "ana", lambda: team.command("ana", "/salesbot", "simulate"))
    team.on(23, "12:05", "ana", lambda: team.command("ana", "/salesbot", "team"))
    team.on(24, "15:00", "ben", lambda: team.command("ben", "/salesbot", "me"))
    team.on(26, "15:00", "ana", lambda: team.command("ana", "/salesbot", "why"))


def _goings(team: Team) -> None:
    team.on(6, "18:00", "ida", lambda: team.command("ida", "/salesbot", "away 9-20 Mar"))
    team.on(13, "18:00", "max", lambda: team.command("max", "/salesbot", "away 16-18 Mar"))
    team.on(4, "08:00", "zoe", lambda: team.command("zoe", "/salesbot", "away today"))
    team.on(24, "16:00", "ben", lambda: team.command("ben", "/salesbot", "me export"))
    team.on(25, "16:00", LEAVER, lambda: team.forget(LEAVER))


def _said(do: Any, *words: Any, **more: Any) -> Callable[[], Awaitable[None]]:
    async def doing() -> None:
        await do(*words, **more)

    return doing
