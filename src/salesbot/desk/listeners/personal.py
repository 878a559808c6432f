"""The settings form and its searchable menus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot import clock, dates
from salesbot.desk import places
from salesbot.desk.blocks import personal as blocks
from salesbot.desk.blocks.setup import ZONE, updated
from salesbot.desk.service import personal
from salesbot.errors import Refusal
from salesbot.people import queries as people
from salesbot.slack import kit, reading
from salesbot.slack.doors import identity
from salesbot.slack.ids import is_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.room import House

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Listen to the settings form, and to the menus of zones and countries wherever they stand."""
    _suggestions(app, house)
    commands = {"salesbot": house.command("salesbot")}

    @app.action(blocks.OPEN)
    async def opened(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        now, member_id = clock.now(), reading.user_of(body)
        async with house.store.read() as db:
            standing = await personal.standing(db, house, reading.workspace_of(body), member_id, now=now)
        if standing is None:
            raise Refusal("You are in no team right now, so there is nothing to set.")
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.form(standing, commands=commands, now=now))
        await ack()

    @app.view(blocks.FORM)
    async def saved(ack: AsyncAck, body: Body, view: Body) -> None:
        now, workspace_id, member_id = clock.now(), reading.workspace_of(body), reading.user_of(body)
        chosen = settings(view)
        async with house.store.begin(once=identity(body)) as db:
            kept = await personal.change(db, house, chosen, workspace_id=workspace_id, member_id=member_id, now=now)
            answer = updated(blocks.saved(kept, now=now))
            house.store.remember(db, answer)
        await ack(**answer)


def settings(view: Body) -> personal.Settings:
    """Read the settings form. Raises Refusal beside the field that needs another look."""
    one, days = reading.values(view), reading.chosen(view).get("days", [])
    if not [day for day in days if day]:
        raise Refusal("Please choose at least one working day; to stop for a while, pause instead.", field="days")
    return personal.Settings(
        zone=None if one["zone"] in {blocks.SLACKS, ""} else one["zone"],
        days="".join(days),
        country=_country(one),
        quiet=(
            dates.wall(one["quiet_from"] or "20:00", field="quiet_from"),
            dates.wall(one["quiet_to"] or "07:00", field="quiet_to"),
        ),
        pause_until=dates.day(one["pause"], field="pause") if one["pause"] else None,
        away=_away(one),
        ended=_unticked(view),
        begins=dates.wall(one["begins"], field="begins") if one.get("begins", "") not in {"", "00:00"} else None,
    )


def _away(one: Mapping[str, str]) -> dates.Span | None:
    first, last = one.get("away_first", ""), one.get("away_last", "")
    return dates.span(first, last, fields=("away_first", "away_last")) if first or last else None


def _country(one: Mapping[str, str]) -> str | None:
    code = one["country"]
    if code in {blocks.GUESSED, ""}:
        return None
    if places.country_name(code) == code:
        raise Refusal("I don't know that country. Please choose one from the list.", field="country")
    return code


def _unticked(view: Body) -> list[int]:
    """The periods of time away that the form showed and whose tick was taken away."""
    ticked = reading.chosen(view).get("aways", [])
    shown = str(view.get("private_metadata") or "").split(",")
    return [int(one) for one in shown if is_number(one) and one not in ticked]


def _suggestions(app: AsyncApp, house: House) -> None:
    @app.options(ZONE)
    async def zones(ack: AsyncAck, body: Body) -> None:
        now, typed = clock.now(), str(body.get("value") or "")
        options = [kit.option(label, name) for name, label in places.zones(typed, now=now)]
        if (body.get("view") or {}).get("callback_id") == blocks.FORM:
            async with house.store.read() as db:
                member = await people.member(db, reading.workspace_of(body), reading.user_of(body))
            options = [*([blocks.slacks_zone(member, now=now)] if member else []), *options]
        await ack(options=options[: places.MOST])

    @app.options(blocks.COUNTRY)
    async def countries(ack: AsyncAck, body: Body) -> None:
        async with house.store.read() as db:
            member = await people.member(db, reading.workspace_of(body), reading.user_of(body))
        options = [kit.option(name, code) for code, name in places.countries(str(body.get("value") or ""))]
        await ack(options=[*([blocks.guessed(member)] if member else []), *options][: places.MOST])
