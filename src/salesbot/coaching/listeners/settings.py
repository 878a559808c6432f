"""What people choose for their coaching: the focus and the settings in forms, a pause in words."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from salesbot import clock, dates
from salesbot.coaching.blocks import settings as forms
from salesbot.coaching.blocks.prompt import FOCUS_BUTTON
from salesbot.coaching.blocks.settings import ANY, FOCUS_FORM, ME, MONTH, SETTINGS_FORM
from salesbot.coaching.blocks.standing import RESUME, SETTINGS
from salesbot.coaching.listeners.prompts import show_anew
from salesbot.coaching.rules import rhythm
from salesbot.coaching.rules.skills import NAMES, Skill
from salesbot.coaching.service import focus as choosing
from salesbot.errors import Refusal
from salesbot.folding import folded
from salesbot.people import queries as people
from salesbot.people.rules import zone_or
from salesbot.room import Message
from salesbot.slack import kit, reading
from salesbot.slack.doors import identity
from salesbot.slack.ids import number

if TYPE_CHECKING:
    from datetime import date

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.coaching.service.focus import Choices
    from salesbot.people.model import Team
    from salesbot.room import Block, House

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    doors = _Doors(house)
    app.action(FOCUS_BUTTON)(doors.focus)
    app.action(SETTINGS)(doors.settings)
    app.action(RESUME)(doors.resume)
    app.view(FOCUS_FORM)(doors.focus_chosen)
    app.view(SETTINGS_FORM)(doors.settings_chosen)


class _Doors:
    def __init__(self, house: House) -> None:
        self._house = house

    async def focus(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Change focus was pressed."""
        view = await focus_form(self._house, reading.workspace_of(body), reading.user_of(body))
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    async def settings(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Settings was pressed."""
        view = await settings_form(self._house, reading.workspace_of(body), reading.user_of(body))
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    async def focus_chosen(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """A focus was chosen, for oneself or for a team."""
        async with self._house.store.begin(once=identity(body)) as db:
            words = await _keep_focus(db, view, workspace_id=reading.workspace_of(body), by=reading.user_of(body))
            answer = {"response_action": "update", "view": forms.done("Coaching focus", words)}
            self._house.store.remember(db, answer)
        await ack(answer)

    async def settings_chosen(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """Days, an hour, and the prompt of the week were chosen."""
        workspace_id, member_id, now = reading.workspace_of(body), reading.user_of(body), clock.now()
        said = reading.chosen(view)
        async with self._house.store.begin(once=identity(body)) as db:
            await choosing.set_rhythm(
                db, workspace_id, member_id, days="".join(said.get("days", ())), wall=_wall(said.get("wall")), now=now
            )
            if "weekly" in said:
                on = {number(one) for one in said["weekly"]}
                await choosing.set_weeklies(db, workspace_id, member_id, _boxes(view) | on, on, now=now)
            await db.flush()
            words = forms.settings_kept(await choosing.choices_of(db, workspace_id, member_id))
            answer = {"response_action": "update", "view": forms.done("Coaching settings", words)}
            self._house.store.remember(db, answer)
        await ack(answer)

    async def resume(self, ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        """Resume was pressed below where they stand."""
        async with self._house.store.begin(once=identity(body)) as db:
            await choosing.resume(db, reading.workspace_of(body), reading.user_of(body))
        await show_anew(self._house, body, respond)
        await ack()


# ---- the forms ----


async def focus_form(house: House, workspace_id: str, member_id: str, *, skill: Skill | None = None) -> Block:
    """The form of a focus. Raises Refusal for whoever is not coached."""
    async with house.store.read() as db:
        choices = await choosing.choices_of(db, workspace_id, member_id)
    return forms.focus(choices, today=_today(choices), skill=skill)


async def settings_form(house: House, workspace_id: str, member_id: str) -> Block:
    """The form of the settings. Raises Refusal likewise."""
    async with house.store.read() as db:
        return forms.settings(await choosing.choices_of(db, workspace_id, member_id))


def _today(choices: Choices) -> date:
    return clock.now().astimezone(zone_or(choices.zone)).date()


def _wall(said: list[str] | None) -> time:
    try:
        return time.fromisoformat((said or [""])[0])
    except ValueError:
        raise Refusal("Please choose a time of day, such as 11:00.", field="wall") from None


def _boxes(view: Body) -> set[int]:
    """The teams whose boxes the form had; what is not ticked of them is switched off."""
    for block in view.get("blocks") or ():
        if block.get("block_id") == "weekly":
            return {number(one["value"]) for one in (block.get("element") or {}).get("options") or ()}
    return set()


async def _keep_focus(db: AsyncSession, view: Body, *, workspace_id: str, by: str) -> str:
    said = reading.values(view)
    skill = _skill(said.get("skill", ""))
    whom = said.get("whom") or ME
    choices = await choosing.choices_of(db, workspace_id, by) if whom == ME else None
    if choices is not None:
        until = rhythm.end_of_month(_today(choices)) if said.get("until") == MONTH else None
        one = await choosing.set_focus(db, workspace_id, by, skill, until=until)
        return forms.focus_kept(skill, until=one.focus_until, team=None)
    team: Team | None = await people.team(db, workspace_id, number(whom))
    now = clock.now()
    today = now.astimezone(zone_or(team.zone if team is not None else None)).date()
    kept = await choosing.set_team_focus(db, workspace_id, number(whom), skill, by=by, today=today, now=now)
    return forms.focus_kept(skill, until=kept.focus_until, team=team)


def _skill(said: str) -> Skill | None:
    if said == ANY:
        return None
    try:
        return Skill(said)
    except ValueError:
        raise Refusal("Please choose a skill from the list.", field="skill") from None


# ---- what is typed after the command ----


async def focus(house: House, command: Body, rest: str, client: AsyncWebClient) -> Message | None:
    """`/coach focus [a skill]`: the form, beginning with that skill."""
    view = await focus_form(house, command["team_id"], command["user_id"], skill=_named(rest) if rest else None)
    await client.views_open(trigger_id=command["trigger_id"], view=view)
    return None


async def settings(house: House, command: Body, rest: str, client: AsyncWebClient) -> Message | None:
    """`/coach settings`, or `/coach days`."""
    del rest
    view = await settings_form(house, command["team_id"], command["user_id"])
    await client.views_open(trigger_id=command["trigger_id"], view=view)
    return None


async def pause(house: House, command: Body, rest: str, client: AsyncWebClient) -> Message | None:
    """`/coach pause [until Friday]`."""
    del client
    workspace_id, member_id, now = command["team_id"], command["user_id"], clock.now()
    async with house.store.begin() as db:
        today = _today(await choosing.choices_of(db, workspace_id, member_id))
        last = dates.read(rest, today=today).last if rest else None
        await choosing.pause(db, workspace_id, member_id, last=last, now=now)
    return _only(forms.paused(last, typed=house.command("coach")))


async def resume(house: House, command: Body, rest: str, client: AsyncWebClient) -> Message | None:
    """`/coach resume`."""
    del rest, client
    async with house.store.begin() as db:
        one = await choosing.resume(db, command["team_id"], command["user_id"])
    return _only(f":calendar: Your prompts come again, on {rhythm.said(one.days, one.wall)}.")


def _named(typed: str) -> Skill:
    """The skill that somebody means: by its slug, or by words of its name."""
    wanted = folded(typed).strip()
    for skill, name in NAMES.items():
        if wanted in (folded(skill).strip(), folded(name).strip()):
            return skill
    near = [skill for skill, name in NAMES.items() if wanted and f" {wanted}" in f"{folded(skill)} {folded(name)}"]
    if len(near) == 1:
        return near[0]
    raise Refusal(f"I know these skills: {', '.join(NAMES.values())}.")


def _only(words: str) -> Message:
    return Message(words, [kit.section(words)])
