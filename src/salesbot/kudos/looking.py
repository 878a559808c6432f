"""What kudos ask of Slack, with no transaction open: who somebody is, who is in a group, and where a message stands."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import structlog
from slack_sdk.errors import SlackApiError

from salesbot.errors import Refusal
from salesbot.people import described
from salesbot.people import queries as people
from salesbot.people.channels import code

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from slack_sdk.web.async_client import AsyncWebClient
    from sqlalchemy.ext.asyncio import AsyncSession

BUDGET_SECONDS = 1.6  # of the 3 s in which Slack wants an answer, with room for the commit
LINK_SECONDS = 0.8  # a form opens without its link rather than late
SCOPE = "usergroups:read"

log = structlog.get_logger(__name__)


async def unknown(
    db: AsyncSession, workspace_id: str, member_ids: Collection[str], *, joining: bool = False
) -> list[str]:
    """Return those of them whom salesbot does not know.

    Raises Refusal for somebody who asked to be forgotten, unless they press a button themselves now (`joining`).
    """
    known = await people.members(db, workspace_id, set(member_ids))
    new = [one for one in dict.fromkeys(member_ids) if one not in known]
    gone = await people.forgotten(db, workspace_id, new) if new and not joining else set()
    if gone:
        raise Refusal(f"<@{min(gone)}> asked me to keep nothing about them, so I can't.", field="receivers")
    return new


async def meet_all(client: AsyncWebClient, member_ids: Sequence[str], *, workspace_id: str) -> list[Mapping[str, Any]]:
    """Ask Slack who these people are. Raises Refusal for apps, guests, people of other companies, closed accounts."""
    users = await _within_budget(asyncio.gather(*(_user(client, one) for one in member_ids)))
    for user in users:
        one = described.person(user, workspace_id=workspace_id)
        if one.unfit:
            raise Refusal(
                f"{one.name or 'One of them'} is no full member here: kudos are for people of your company, not for "
                "apps, guests, other companies or closed accounts.",
                field="receivers",
            )
    return list(users)


async def _user(client: AsyncWebClient, member_id: str) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = (await client.users_info(user=member_id))["user"]
    except SlackApiError as error:
        if code(error) in {"user_not_found", "user_not_visible"}:
            raise Refusal(
                "Slack doesn't know one of these people. Please choose them again.", field="receivers"
            ) from None
        raise
    return found


async def _within_budget(work: Any) -> Any:
    try:
        return await asyncio.wait_for(work, BUDGET_SECONDS)
    except TimeoutError:
        raise Refusal("Slack is slow just now, and nothing is given yet. Please try it once more.") from None


async def people_of(client: AsyncWebClient, groups: Mapping[str, str]) -> list[str]:
    """Spell groups (id -> handle) out into people. Raises Refusal where salesbot may not look into them."""
    found = await _within_budget(asyncio.gather(*(_group(client, *one) for one in groups.items())))
    return [member_id for members in found for member_id in members]


async def _group(client: AsyncWebClient, group_id: str, handle: str) -> list[str]:
    named = f"@{handle}" if handle else "that group"
    try:
        answer = await client.usergroups_users_list(usergroup=group_id)
    except SlackApiError as error:
        if code(error) == "missing_scope":
            raise Refusal(
                f"I can't see who is in {named}: the permission {SCOPE} was not given to me. Name the people "
                "themselves instead."
            ) from None
        if code(error) in {"no_such_subteam", "subteam_disabled"}:
            raise Refusal(f"Slack doesn't know {named} any more. Name the people themselves instead.") from None
        raise
    return [str(one) for one in answer["users"]]


async def permalink(client: AsyncWebClient, channel_id: str, ts: str) -> str:
    """Return the address of a message; "" where Slack does not tell it to salesbot, or not in time."""
    try:
        asked = client.chat_getPermalink(channel=channel_id, message_ts=ts)
        return str((await asyncio.wait_for(asked, LINK_SECONDS))["permalink"])
    except (SlackApiError, TimeoutError) as error:
        log.info("kudos.no_link", error=type(error).__name__)
        return ""
