"""How coaching meets the house."""

from __future__ import annotations

from salesbot.coaching import gathering, leading, loop, offers, rights, service
from salesbot.coaching.boards import BOARDS
from salesbot.coaching.foretell import foretell
from salesbot.coaching.jobs import JOBS
from salesbot.coaching.listeners import register
from salesbot.coaching.queries import AGAIN, PROMPT, own
from salesbot.coaching.queries.commitments import FOLLOW
from salesbot.room import Command, Help, Room

room = Room(
    name="coaching",
    commands=(
        Command("coach", "Your coaching: the last prompt, your focus, what you said you would do",
                "[brief @ben | ask @ben … | talks | fair | library … | notes | focus | pause | settings | counts]"),
    ),
    help=(
        Help("{coach}", "your last prompt, your focus, what you said you would do, and when the next one comes"),
        Help("{coach} notes", "what you noted about your prompts; only you can read it until you share it"),
        Help("{coach} focus negotiation", "prompts about one skill first, for you or, as a manager, for a team"),
        Help("{coach} pause until Friday", "no prompts for a while; `resume` brings them back"),
        Help("{coach} settings", "days and hour of your prompts; for managers also a prompt of the week"),
        Help("{coach} library pricing", "find a prompt; alone, it shows all skills"),
        Help("{coach} library new", "write a prompt for your team; `own` lists, `words` adds your team's words",
             manager_only=True),
        Help("{coach} brief @ben", "one page before a one-to-one, with three questions to ask", manager_only=True),
        Help("{coach} talks", "your notes of one-to-ones, which only you can read", manager_only=True),
        Help("{coach} ask @ben How did the call go?", "a question to one person; the answer is for you alone",
             manager_only=True),
        Help("{coach} fair", "when you last had time for each of your people", manager_only=True),
        Help("{coach} counts", "how a team's prompts are used, never by person", manager_only=True),
    ),
    register=register,
    jobs={**JOBS, **loop.JOBS},
    asking=(FOLLOW,),
    offering=(PROMPT, AGAIN),
    boards={**BOARDS, **loop.BOARDS, **leading.BOARDS},
    sealed=loop.SEALED,
    explain=offers.explain,
    called=offers.called,
    asked_on=offers.asked_on,
    titles=own.titles,
    foretell=foretell,
    on_team_made=service.begin,
    on_team_archived=service.end_weekly,
    on_seats_changed=leading.follow_seats,
    on_away=leading.follow_days,
    on_member_moved=leading.follow_move,
    on_channel=offers.on_channel,
    on_rewritten=offers.on_rewritten,
    brief=gathering.brief,
    home=offers.home,
    own_week=offers.own_week,
    answer_said=loop.answer_said,
    shared_as_tip=loop.shared_as_tip,
    beside_question=loop.beside_question,
    export=rights.export,
    own_export=rights.own_export,
    erase=rights.erase,
    retention=rights.RETENTION,
)  # fmt: skip
