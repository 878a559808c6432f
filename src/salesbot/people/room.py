"""What people show the house: the events they follow and what Slack must allow for it."""

from __future__ import annotations

from salesbot.people import rights
from salesbot.people.digest import coming
from salesbot.people.listeners import register
from salesbot.room import Room, Scope

room = Room(
    name="people",
    events=(
        "app_uninstalled",
        "channel_id_changed",
        "channel_rename",
        "channel_unarchive",
        "group_rename",
        "group_unarchive",
        "member_joined_channel",
        "member_left_channel",
        "team_join",
        "tokens_revoked",
        "user_change",
    ),
    scopes=(
        Scope("users:read", "who is who, and everybody's time zone"),
        Scope("channels:read", "who is in a team's channel"),
        Scope("groups:read", "who is in a team's private channel"),
        Scope("channels:join", "joining the channel of a team"),
    ),
    register=register,
    digest=coming,
    export=rights.export,
    erase=rights.erase,
)
