"""What happened before the curtain, all of it through Slack's own doors: a team was set up, two zones answered."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from salesbot.errors import SalesbotError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from salesbot.cli.demo.calendar import Calendar
    from salesbot.cli.demo.cast import Cast
    from salesbot.playground import Channel, Outcome, Person, Playground, User, View

    Press = Callable[[], Awaitable[Outcome]]

# A week without a clock change or a holiday in any of the four zones.
FRIDAY_EVENING = datetime(2026, 2, 27, 18, 0, tzinfo=UTC)  # 19:00 in Berlin; everybody's 09:15 of that Friday is past
SYDNEY_ASKED = datetime(2026, 3, 1, 22, 20, tzinfo=UTC)  # Monday 09:20 in Sydney
BERLIN_ASKED = datetime(2026, 3, 2, 8, 25, tzinfo=UTC)  # Monday 09:25 in Berlin
CURTAIN = datetime(2026, 3, 2, 14, 10, tzinfo=UTC)  # Monday 09:10 in New York

PRESSES = 5  # how often one tries before giving up
BREATH = 1.0  # seconds between two of them

CLEO_SAID = (
    "Harbour Foods signed the pilot: two branches, start on the 16th.",
    "Get their kick-off into the diary, with the people who will use it.",
)
ANA_SAID = (
    "Two of the three renewals of March are agreed in writing.",
    "Walk through the Nordwind offer with Finn before he sends it.",
)
FINN_SAID = (
    "Nordwind asked for prices. They compare us with what they built themselves.",
    "Send the offer with a plan for the first ninety days in it.",
    "Legal has had the Nordwind data agreement since Thursday.",
)


class OffScriptError(SalesbotError):
    """The story did not go as written: salesbot is broken, and the demo says so and does not pretend."""


async def tell(slack: Playground, calendar: Calendar, cast: Cast, channel: Channel) -> None:
    """Live through the weekend and Monday morning, up to 09:10 in New York."""
    await calendar.go(FRIDAY_EVENING)
    await _set_up(slack, cast, channel)
    await calendar.through(SYDNEY_ASKED)
    await _answer(slack, cast.cleo, CLEO_SAID)
    await calendar.settle()
    await calendar.through(BERLIN_ASKED)
    await _answer(slack, cast.ana, ANA_SAID)
    await _answer(slack, cast.finn, FINN_SAID)
    await calendar.settle()
    await calendar.through(CURTAIN)


async def _set_up(slack: Playground, cast: Cast, channel: Channel) -> None:
    ana = slack.act(cast.ana)
    form = await _form("/salesbot setup", ana, lambda: ana.command("/salesbot", "setup", channel=channel))
    said = {"name": "Demo Sales", "channel": channel.id, "members": [user.id for user in cast.reps]}
    done = await pressed("the setup form", lambda: ana.submit(form, said))
    if done.view is not None:
        await ana.close(done.view)
    await _bring_dev(slack, cast)


async def _bring_dev(slack: Playground, cast: Cast) -> None:
    """Dev helps the team to sell: a contributor, who is not asked every day."""
    ana = slack.act(cast.ana)
    shown = (await pressed("/salesbot team", lambda: ana.command("/salesbot", "team"))).message
    if shown is None:
        raise OffScriptError("The demo broke: /salesbot team showed nothing.")
    form = await _form("the button on the team", ana, lambda: ana.click(shown, "desk.team_edit"))
    said = {"add": [cast.dev.id], "add_role": "contributor"}
    await pressed("the team's form", lambda: ana.submit(form, said))


async def _answer(slack: Playground, who: User, said: Sequence[str]) -> None:
    person = slack.act(who)
    asked = next((m for m in reversed(slack.messages(who, by_bots=True)) if "checkin.answer" in m.buttons), None)
    if asked is None:
        raise OffScriptError(f"The demo broke: {who.real_name} was not asked.")
    form = await _form("Answer", person, lambda: person.click(asked, "checkin.answer"))
    answers = dict(zip(_questions(form), said, strict=False))
    await pressed("the answer", lambda: person.submit(form, answers))


async def _form(what: str, person: Person, press: Press) -> View:
    """Press what opens a form, once more where none came."""
    for _ in range(PRESSES):
        await pressed(what, press)
        form = await person.view()
        if form is not None:
            return form
    raise OffScriptError(f"The demo broke: {what} opened no form.")


async def pressed(what: str, press: Press) -> Outcome:
    """Press, and as a person would press again where it did not work; raises OffScriptError where it never does.

    A machine that is busy may answer too late to say that something was saved; nothing is stored twice.
    """
    outcome = await press()
    for _ in range(PRESSES - 1):
        if outcome.ok:
            break
        await asyncio.sleep(BREATH)
        outcome = await press()
    if not outcome.ok:
        why = outcome.failure or "; ".join(outcome.errors.values())
        raise OffScriptError(f"The demo broke at {what}: {why}")
    return outcome


def _questions(form: View) -> list[str]:
    """The fields of the form that are questions, in their order."""
    names = [str(block.get("block_id", "")) for block in form.blocks]
    return [name for name in names if name.startswith("question.")]
