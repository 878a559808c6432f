"""The events that an app can subscribe to and the scopes that each one needs (pages `reference/events/<name>`)."""

from collections.abc import Mapping
from types import MappingProxyType


def _events(scope_names: str, event_names: str) -> dict[str, frozenset[str]]:
    return dict.fromkeys(event_names.split(), frozenset(scope_names.split()))


EVENTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        **_events("", "app_home_opened app_uninstalled tokens_revoked app_rate_limited message.app_home"),
        **_events("app_mentions:read", "app_mention"),
        **_events("channels:history", "message.channels channel_history_changed"),
        **_events("groups:history", "message.groups group_history_changed"),
        **_events("im:history", "message.im im_history_changed"),
        **_events("mpim:history", "message.mpim"),
        **_events(
            "channels:read",
            "channel_archive channel_created channel_deleted channel_left channel_rename channel_unarchive",
        ),
        **_events(
            "groups:read",
            "group_archive group_close group_deleted group_left group_open group_rename group_unarchive",
        ),
        **_events("im:read", "im_close im_created im_open"),
        # For these one of the two scopes is enough; it decides for which conversations they come.
        **_events("channels:read groups:read", "member_joined_channel member_left_channel"),
        **_events("channels:read groups:read im:read mpim:read", "channel_id_changed channel_shared channel_unshared"),
        **_events("reactions:read", "reaction_added reaction_removed"),
        **_events("users:read", "team_join user_change user_huddle_changed user_profile_changed user_status_changed"),
        **_events("usergroups:read", "subteam_created subteam_members_changed subteam_updated"),
        **_events("dnd:read", "dnd_updated_user"),
        **_events("team:read", "team_domain_change team_rename"),
        **_events("files:read", "file_change file_created file_deleted file_public file_shared file_unshared"),
    },
)
"""Event name to the scopes of which any one suffices; an empty set needs none."""
