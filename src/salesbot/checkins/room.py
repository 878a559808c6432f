"""How check-ins meet the house."""

from salesbot.checkins import offers, queries, rights, service
from salesbot.checkins.boards import BOARDS
from salesbot.checkins.foretell import foretell
from salesbot.checkins.gathering import brief, digest, home, own_week
from salesbot.checkins.jobs import JOBS
from salesbot.checkins.listeners import register
from salesbot.checkins.own_boards import BATCHED
from salesbot.checkins.queries.history import published_answers
from salesbot.checkins.service.question import ASK
from salesbot.checkins.silence import noticed
from salesbot.checkins.templates import TEMPLATES
from salesbot.room import Command, Help, Room, Scope

room = Room(
    name="checkins",
    commands=(
        Command("checkin", "Answer your team's check-in", "[list | new | edit | pause | history | blockers]"),
        Command("standup", "Answer your team's check-in", "[list | new | edit | pause | history | blockers]"),
    ),
    help=(
        Help("{checkin}", "answer what is open, or see what comes next"),
        Help("{checkin} list", "your check-ins and when they ask"),
        Help("{checkin} new", "make a check-in: from a template or of your own", manager_only=True),
        Help("{checkin} edit", "its questions, times, people and where it is published", manager_only=True),
        Help("{checkin} pause", "pause one, let it go on, or end it", manager_only=True),
        Help("{checkin} history", "what you answered; add a word to look for it"),
        Help("{checkin} history @ben", "what a teammate published, or answered to the team you manage"),
    ),
    scopes=(
        Scope("commands", "slash commands"),
        Scope("chat:write", "questions and reports"),
        Scope("im:write", "questions by direct message"),
        Scope("im:history", "answers typed to salesbot, and never asking twice"),
    ),
    register=register,
    jobs=JOBS,
    asking=(ASK,),
    boards=BOARDS,
    batched_boards=BATCHED,
    templates={slug: template.name for slug, template in TEMPLATES.items()},
    on_team_made=offers.team_made,
    on_seats_changed=service.seats_changed,
    on_member_moved=service.member_moved,
    ask_now=offers.ask_now,
    typed=offers.typed,
    retyped=service.retype,
    preview=offers.preview,
    foretell=foretell,
    noticed=noticed,
    called=offers.called,
    asked_on=queries.asked_on,
    titles=offers.titles,
    on_away=service.follow_away,
    on_beside=offers.beside_changed,
    on_blockers=offers.blockers_changed,
    published_answers=published_answers,
    answer_said=offers.answer_said,
    on_channel=service.on_channel,
    publishes=offers.publishes,
    channels=queries.own_channels,
    digest=digest,
    brief=brief,
    own_week=own_week,
    home=home,
    export=rights.export,
    erase=rights.erase,
    retention=rights.RETENTION,
)
