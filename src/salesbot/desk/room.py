"""What the front desk shows the house: `/salesbot`, its help, and what it watches."""

from __future__ import annotations

from salesbot.desk import offers
from salesbot.desk.home import home
from salesbot.desk.listeners import register
from salesbot.desk.service import export, forget
from salesbot.room import Command, Help, Room, Scope

room = Room(
    name="desk",
    commands=(
        Command(
            "salesbot", "Set up teams, your own settings, and why I wrote to you", "[setup|team|me|away|why|audit|help]"
        ),
    ),
    help=(
        Help("{salesbot} setup", "set up a team: its people, channel and check-ins"),
        Help("{salesbot} team", "who is in the team, their local time, who is away"),
        Help("{salesbot} me", "your time zone, hours, working days, holidays, quiet hours, pause"),
        Help("{salesbot} me export", "a file with all that I hold of you"),
        Help("{salesbot} me erase", "let me forget you; I say first what that means"),
        Help("{salesbot} away 3\N{EN DASH}14 Aug", "days on which nothing is asked; `off` ends them"),
        Help("{salesbot} away @ben 3\N{EN DASH}14 Aug", "the same for somebody in your team", manager_only=True),
        Help("{salesbot} why", "what I sent you in the last seven days, why, and what comes next"),
        Help("{salesbot} simulate", "what your team will be sent in the coming weeks", manager_only=True),
        Help("{salesbot} audit", "who changed what in your teams; add `@ben` for one person", manager_only=True),
        Help("{salesbot} help", "this"),
    ),
    events=("channel_shared", "channel_unshared", "message.im"),
    scopes=(
        Scope("commands", "slash commands"),
        Scope("im:history", "answers typed to salesbot, and never asking twice"),
        Scope("users:read", "who is who, and everybody's time zone"),
        Scope("channels:read", "who is in a team's channel"),
        Scope("groups:read", "who is in a team's private channel"),
        Scope("channels:join", "joining the channel of a team"),
        Scope(export.SCOPE, "sending somebody the file of what is held of them", optional=True),
    ),
    register=register,
    home=home,
    boards={export.EXPORT: export.draw},
    erase=forget.erase,
    on_seats_changed=offers.seats_changed,
    on_reachable=offers.reachable,
    on_channel=offers.channel_changed,
)
