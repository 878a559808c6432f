"""How kudos meet the house."""

from salesbot.kudos import offers, rights, service
from salesbot.kudos.boards import BOARDS
from salesbot.kudos.listeners import register
from salesbot.kudos.listeners.forms import THANK
from salesbot.room import Command, Help, Room, Scope, Shortcut

room = Room(
    name="kudos",
    commands=(
        Command("kudos", "Thank a colleague where the team reads it", "[@ana for … #value | mine | board | undo]"),
    ),
    shortcuts=(Shortcut(THANK, "Thank for this", "Thank whoever wrote this, with a link back to it"),),
    help=(
        Help("{kudos} @ana for the calm demo at Acme", "thank somebody where the team reads it; alone it opens a form"),
        Help("{kudos} mine", "what you gave and were thanked for"),
        Help("{kudos} board", "how broadly your team thanks, and which values that lived"),
        Help("{kudos} undo", "take back what you gave last, within a day"),
        Help("{kudos} values", "what your team thanks each other for; managers edit it there"),
    ),
    events=("reaction_added", "reaction_removed"),
    scopes=(
        Scope("usergroups:read", "kudos to a group: spelling out who is in it", optional=True),
        Scope("reactions:read", "joining somebody's kudos with a reaction; its button works without", optional=True),
    ),
    register=register,
    boards=BOARDS,
    on_channel=service.follow_channel,
    digest=offers.digest,
    brief=offers.brief,
    own_week=offers.own_week,
    home=offers.home,
    export=rights.export,
    erase=rights.erase,
    retention=rights.RETENTION,
)
