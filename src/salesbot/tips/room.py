"""How tips meet the house."""

from salesbot.room import Command, Help, Room, Shortcut
from salesbot.tips import offers, rights, service
from salesbot.tips.boards import BOARDS
from salesbot.tips.foretell import foretell
from salesbot.tips.jobs import JOBS
from salesbot.tips.listeners import register

room = Room(
    name="tips",
    commands=(
        Command(
            "tip", "Share what you learned, or find what helped others", "[a tip | search … | random | top | mine]"
        ),
    ),
    shortcuts=(Shortcut("tips.save", "Save as a tip", "Share what this message says as a tip, with a link back"),),
    help=(
        Help("{tip}", "share a tip, or the story of a deal that was won or lost"),
        Help("{tip} search pricing objection", "find what helped others; beginnings of words are enough"),
        Help("{tip} random", "any tip"),
        Help("{tip} top", "the tips that helped most"),
        Help("{tip} mine", "what you shared, to edit or delete"),
    ),
    register=register,
    jobs=JOBS,
    boards=BOARDS,
    called=offers.called,
    foretell=foretell,
    on_seats_changed=service.follow_seats,
    on_team_archived=service.stop_looking,
    beside_blocker=offers.beside_blocker,
    digest=offers.digest,
    own_week=offers.own_week,
    home=offers.home,
    export=rights.export,
    erase=rights.erase,
)
