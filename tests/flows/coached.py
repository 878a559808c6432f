"""What the six do in twelve weeks besides answering: with their prompts, their promises, and each other."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from office import BERLIN, NEW_YORK, SYDNEY

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from twelve_weeks import Weeks

HOMES = {
    "ana": BERLIN, "ben": NEW_YORK, "cleo": SYDNEY, "dev": BERLIN, "finn": BERLIN, "gia": "America/Los_Angeles",
}  # fmt: skip
WORDS = Path(__file__).parent / "weeks"  # a file a person: what they say, day by day
COACHED = ("ana", "ben", "cleo", "finn", "gia")

# What each does with their prompts, one after the other; "" lets one go by, and so does the end of the list.
HEEDS = {
    "ben": [
        "commit", "share", "commit own", "useless not_me", "commit", "reflect", "", "commit", "snooze", "commit",
        "tip", "useless known", "commit reflect", "", "commit", "share", "snooze week", "commit", "useless unclear",
    ],
    "cleo": [
        "reflect", "commit", "reflect", "snooze", "reflect", "useless not_now", "commit", "reflect", "share",
        "snooze", "commit", "", "reflect", "useless not_me", "commit", "tip",
    ],
    "finn": ["", "", "", "", "", "useless known", "", "commit", "", "", "", "reflect"],
    "gia": [
        "commit", "commit", "useless unclear", "commit own", "share", "", "commit", "commit", "tip", "snooze week",
        "commit", "reflect", "", "commit", "useless not_now", "commit",
    ],
    "ana": ["commit", "reflect", "", "commit", "useless not_me", "reflect", "", "commit", "reflect", "", "commit"],
}  # fmt: skip
BECAME = {  # what became of what they said they would do, as it is asked on the next working day
    "ben": ["done", "not_yet", "done", "drop", "", "done", "done", "not_yet", "done", "done"],
    "cleo": ["done", "not_yet", "done", "done", "drop"],
    "finn": ["not_yet", "drop"],
    "gia": ["done", "done", "not_yet", "done", "drop", "done", "", "done", "done"],
    "ana": ["done", "not_yet", "done", "done"],
}  # fmt: skip
THOUGHTS = {
    "ben": [
        "I ran on because the room was quiet, and quiet makes me nervous. Next time I count to five.",
        "Honestly I was afraid of the answer, so I never put the question.",
        "What worked on the vans was that I did not know the answer myself.",
        "Sandra knew all along. I only had to ask who else reads the contract.",
        "I said yes in the corridor because I wanted the corridor to end.",
        "A maybe is worth nothing to me on a Friday. I would rather have the no.",
    ],
    "cleo": [
        "I know the price of our side to the cent and nothing of theirs.",
        "I explained because explaining feels like working. He wanted to be asked.",
        "I had the date in my head and the slide had another. Nobody is to blame, and somebody has to write it down.",
        "It is easier for me to wait than to be told to go away.",
        "Let the chief engineer say in her own words what she needs, then send her exactly that.",
        "Ninety was the number that ends the conversation.",
        "I would ask her who was in the room when it was decided.",
        "The ferry helped: nobody could leave.",
    ],
    "finn": ["Short is not the same as clear. I write short when I am cross."],
    "gia": [
        "I got so happy that they liked me that I forgot why I was there.",
        "Phone each member of a board before the vote: nobody says no to a person who listened.",
        "My voice shakes because I think about me and not about them.",
        "I never once asked the treasurer what the money is for.",
    ],
    "ana": [
        "I fill silences with advice. Cleo had hers ready and I talked over it.",
        "Finn deserves to hear it from me and not from a customer.",
        "They tell me early when I do not flinch. So: do not flinch.",
    ],
}
REPLIES = {
    "cleo": [
        "They read July as May because our own slide said so. I am writing a page with dates.",
        "Better than last week.",
    ],
    "gia": ["I had the flu, sorry! Back on my feet."],
}  # fmt: skip
OWN = {
    "ben": ["Ask Tom who signs, today", "Five lines to Sandra"],
    "gia": ["Call Mesa before noon and tell them the floor"],
}

TALKS = {  # (week, weekday): with whom Ana talks, what she notes, what they agree, and whose it is
    (2, 3): ("ben", "Tired of Kessing, likes the Brightwater people. Wants to be asked less about numbers.",
             "Find out who signs at Kessing", "Ask Dev about 60 days", "me"),
    (3, 5): ("cleo", "She had the answer on Koala herself. I must talk less.",
             "Write down what we want from Koala", "", ""),
    (4, 3): ("ben", "Kessing is going cold. He knows it.", "One page for Kessing's new boss", "", ""),
    (6, 4): ("finn", "Reviewed. Short mails: said it, he nodded.", "Read mails aloud before sending", "", ""),
    (7, 3): ("cleo", "Back from holidays, Tasman is open.", "Page with dates for Tasman", "", ""),
    (8, 3): ("ben", "Brightwater is May. He told me himself.", "Ring Sandra on Monday", "Read the contract", "me"),
    (10, 2): ("gia", "Flu, then the vote. Proud of the nine calls.", "Write down how the nine calls went", "", ""),
    (12, 2): ("ben", "Brightwater is in. What next?", "Two mornings of calls a week", "", ""),
}  # fmt: skip


@cache
def words_of(who: str, week: int, day: int) -> tuple[str, str, str] | None:
    """What somebody says on a day: what came of it, the one thing, what is in the way; of day 0, the week's wins."""
    for line in (WORDS / f"{who}.txt").read_text(encoding="utf-8").splitlines():
        when, _, rest = line.partition(" | ")
        if when == f"{week}.{day or 'win'}":
            parts = [one.strip() for one in rest.split("|")]
            first, second, third = (*parts, "", "")[:3]
            return first, second, third
    return None


def plan(weeks: Weeks) -> None:
    """Lay down what is not habit."""
    on, type_ = weeks.on_day, weeks.typed
    on(1, 1, "09:40", "ben", type_("ben", "/coach", ""))
    on(1, 1, "08:30", "ana", lambda: weeks.set_digests("ana", brief="monday", own_week=[]))
    on(1, 1, "08:30", "ben", lambda: weeks.set_digests("ben", own_week=["on"]))
    for week in range(1, 13):
        for who in COACHED:
            on(week, 5, "18:20", who, type_(who, "/salesbot", "why"))
        on(week, 4, "16:00", "ben", type_("ben", "/coach", ""))
    for (week, day), talk in TALKS.items():
        on(week, day, "15:00", "ana", _talk(weeks, *talk))
    _anas(weeks)
    on(2, 2, "15:00", "gia", lambda: weeks.focus("gia", skill="pipeline", until="open"))
    on(5, 1, "15:00", "gia", lambda: weeks.focus("gia", skill="any", until="open"))
    on(6, 2, "15:00", "ben", lambda: weeks.focus("ben", skill="forecasting", until="month"))
    on(5, 1, "12:00", "finn", type_("finn", "/coach", "pause"))
    on(8, 1, "12:00", "finn", type_("finn", "/coach", "resume"))
    on(5, 4, "16:00", "cleo", type_("cleo", "/salesbot", "away 6-10 Apr"))
    on(11, 1, "16:00", "ben", type_("ben", "/salesbot", "away 12 May"))
    on(
        2,
        4,
        "12:00",
        "ben",
        type_("ben", "/tip", "Send the one page before the contract: legal reads one page the same day #legal"),
    )
    on(4, 4, "12:00", "ana", type_("ana", "/kudos", "@cleo for the calm trade with Koala Tyres #persistence"))
    on(7, 3, "12:00", "cleo", type_("cleo", "/kudos", "@finn for keeping six threads alive while I was away"))
    on(7, 5, "12:00", "gia", type_("gia", "/kudos", "@ben for watching my demo with me, kindly"))
    on(3, 4, "16:00", "cleo", type_("cleo", "/coach", "library price"))
    on(9, 1, "16:00", "cleo", type_("cleo", "/coach", "notes"))
    for who in ("gia", "cleo", "finn", "dev"):
        on(10, 4, "16:00", who, type_(who, "/coach", ""))
    on(11, 4, "17:00", "ben", lambda: weeks.home("ben"))


def _anas(weeks: Weeks) -> None:
    on, type_ = weeks.on_day, weeks.typed
    on(2, 1, "14:00", "ana", weeks.weekly_on)
    on(4, 1, "14:00", "ana", lambda: weeks.focus("ana", skill="discovery", whom="team"))
    on(5, 2, "10:00", "ana", type_("ana", "/coach", "ask @cleo What did Tasman say about May and July?"))
    on(7, 2, "22:00", "ana", type_("ana", "/coach", "ask @cleo How was the first day back?"))
    on(9, 3, "15:00", "ana", type_("ana", "/coach", "ask @gia How are you? I have not heard from you."))
    for week in (3, 8, 12):
        on(week, 2, "15:30", "ana", type_("ana", "/coach", "fair"))
    on(12, 5, "15:30", "ana", type_("ana", "/coach", "counts"))
    on(9, 2, "16:30", "ana", type_("ana", "/coach", "brief @gia"))
    on(9, 5, "16:30", "ana", type_("ana", "/coach", "brief @finn"))
    on(12, 3, "16:30", "ana", type_("ana", "/coach", "talks"))


def _talk(weeks: Weeks, whom: str, notes: str, theirs: str, mine: str, who: str) -> Callable[[], Awaitable[None]]:
    async def talked() -> None:
        values: dict[str, Any] = {"notes": notes, "what.new1": theirs}
        await weeks.talk(whom, values | ({"what.new2": mine, "who.new2": who} if mine else {}))

    return talked
