"""People and messages as Slack's JSON shows them; pages "User object", "Message object" and "Bot object"."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from salesbot.playground.state import Channel, File, Install, Message, User, World


def user(person: User) -> dict[str, Any]:
    """A user, as users.info, users.list and the events show one."""
    shown = {
        "id": person.id, "team_id": person.team_id, "name": person.name, "deleted": person.deleted,
        "real_name": person.real_name, "is_bot": person.is_bot, "is_app_user": False, "updated": person.updated,
        "profile": profile(person),
    }  # fmt: skip
    if person.deleted:
        return shown
    shown |= {
        "tz": person.tz, "tz_label": person.tz, "tz_offset": person.tz_offset(), "color": "9f69e7",
        "is_admin": person.is_admin, "is_owner": person.is_owner, "is_primary_owner": False,
        "is_restricted": person.is_restricted, "is_ultra_restricted": person.is_ultra_restricted,
        "is_email_confirmed": True, "who_can_share_contact_card": "EVERYONE",
    }  # fmt: skip
    return shown | ({"is_stranger": True} if person.is_stranger else {})


def profile(person: User) -> dict[str, Any]:
    """A user's profile, with the status."""
    shown: dict[str, Any] = {
        "real_name": person.real_name, "real_name_normalized": person.real_name, "display_name": person.name,
        "display_name_normalized": person.name, "title": person.title, "phone": "", "skype": "", "team": person.team_id,
        "status_text": person.status_text, "status_emoji": person.status_emoji,
        "status_expiration": person.status_expiration, "avatar_hash": "", "first_name": person.real_name.split(" ")[0],
    }  # fmt: skip
    if person.is_bot:
        shown |= {"bot_id": person.bot_id, "api_app_id": person.app_id, "always_active": True}
    return shown


def message(world: World, said: Message, *, metadata: bool = False) -> dict[str, Any]:
    """A message as history, replies and events show it; `metadata` asks for its metadata as well."""
    shown: dict[str, Any] = {"type": "message", "user": said.user, "ts": said.ts, "text": said.text}
    if said.subtype:
        shown["subtype"] = said.subtype
    if said.bot_id:
        shown |= {"bot_id": said.bot_id, "app_id": said.app_id, "bot_profile": _bot_profile(world, said)}
    shown["team"] = _team(world, said.channel)
    for key in ("client_msg_id", "thread_ts"):
        if value := getattr(said, key):
            shown[key] = value
    if said.blocks:
        shown["blocks"] = list(said.blocks)
    shown |= {"files": [file(one) for one in said.files]} if said.files else {}
    shown |= {"attachments": list(said.attachments)} if said.attachments else {}
    if said.edited_at:
        shown["edited"] = {"user": said.user, "ts": said.edited_at}
    if said.reactions:
        shown["reactions"] = [{"name": n, "users": list(us), "count": len(us)} for n, us in said.reactions]
    if metadata and said.metadata:
        shown["metadata"] = dict(said.metadata)
    return shown


def threaded(world: World, channel: Channel, said: Message, *, metadata: bool = False) -> dict[str, Any]:
    """A message with what its thread looks like from outside."""
    shown = message(world, said, metadata=metadata)
    replies = channel.replies(said.ts)
    if replies:
        people = list(dict.fromkeys(channel.said[ts].user for ts in replies))
        shown |= {
            "thread_ts": said.ts, "reply_count": len(replies), "reply_users_count": len(people),
            "reply_users": people, "latest_reply": replies[-1], "is_locked": False, "subscribed": False,
        }  # fmt: skip
    elif said.is_reply and said.thread_ts in channel.said:
        shown["parent_user_id"] = channel.said[said.thread_ts].user
    return shown


def file(one: File) -> dict[str, Any]:
    """A file as a message shows it; page "File object"."""
    kind = mimetypes.guess_type(one.name)[0] or "application/octet-stream"
    ending = one.name.rpartition(".")[2]
    return {
        "id": one.id, "created": one.created, "timestamp": one.created, "name": one.name, "title": one.title,
        "mimetype": kind, "filetype": ending, "pretty_type": ending.upper(), "user": one.install.bot.id,
        "size": one.length, "mode": "hosted", "is_external": False, "is_public": False,
        "url_private": f"/page/file/{one.id}", "url_private_download": f"/page/file/{one.id}",
    }  # fmt: skip


def bot(install: Install) -> dict[str, Any]:
    """A bot, as bots.info shows it."""
    return {
        "id": install.bot_id, "deleted": install.status != "active", "name": install.bot.real_name,
        "updated": install.bot.updated, "app_id": install.app.id, "user_id": install.bot.id, "icons": {},
    }  # fmt: skip


def _team(world: World, channel_id: str) -> str:
    return next((team for team, found in world.workspaces.items() if channel_id in found.channels), "")


def _bot_profile(world: World, said: Message) -> dict[str, Any]:
    team = _team(world, said.channel)
    name = world.workspaces[team].users[said.user].real_name if team else ""
    return {"id": said.bot_id, "app_id": said.app_id, "name": name, "deleted": False, "team_id": team, "icons": {}}
