"""How check-ins meet the house."""

from salesbot.checkins import offers, service
from salesbot.checkins.boards import BOARDS
from salesbot.checkins.jobs import JOBS
from salesbot.checkins.listeners import register
from salesbot.checkins.templates import TEMPLATES
from salesbot.room import Command, Help, Room, Scope

room = Room(
    name="checkins",
    commands=(
        Command("checkin", "Answer your team's check-in", "[list]"),
        Command("standup", "Answer your team's check-in", "[list]"),
    ),
    help=(
        Help("{checkin}", "answer what is open, or see what comes next"),
        Help("{checkin} list", "your check-ins and when they ask"),
    ),
    scopes=(
        Scope("commands", "slash commands"),
        Scope("chat:write", "questions and reports"),
        Scope("im:write", "questions by direct message"),
        Scope("im:history", "answers typed to salesbot, and never asking twice"),
    ),
    register=register,
    jobs=JOBS,
    boards=BOARDS,
    templates={slug: template.name for slug, template in TEMPLATES.items()},
    on_team_made=offers.team_made,
    on_seats_changed=service.seats_changed,
    ask_now=offers.ask_now,
    typed=offers.typed,
    preview=offers.preview,
    called=offers.called,
    on_away=service.follow_away,
    on_blockers=offers.blockers_changed,
)
