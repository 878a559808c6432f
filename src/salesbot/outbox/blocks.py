"""The words in which salesbot says that it cannot write somewhere, and what mends it."""

from __future__ import annotations

from salesbot.room import Message
from salesbot.slack.kit import channel, mention, section

_CHANNEL_FIXES = {
    "is_archived": "the channel is archived. Unarchive it, or choose another channel for the team",
    "not_in_channel": "I am not in the channel. Type `/invite @salesbot` there",
    "channel_not_found": "I cannot see the channel. If it is private, type `/invite @salesbot` there",
}
_CHANNEL_FIX = "Slack does not let me write there. A workspace admin can allow it in the channel's posting permissions"
_PERSON_FIXES = {
    "user_disabled": "their Slack account is deactivated. If they left, take them out of the team",
    "user_not_found": "Slack does not know them any more. If they left, take them out of the team",
    "channel_not_found": "Slack does not know them any more. If they left, take them out of the team",
    "cannot_dm_bot": "this is a bot, and bots cannot be asked. Take it out of the team",
    "messages_tab_disabled": "my Messages tab is off. A workspace admin can turn it on in my app's settings (App Home)",
}
_PERSON_FIX = "Slack does not let me write to them. A workspace admin can look into it"


def unreachable(target: str, code: str) -> Message:
    """Whom or what salesbot cannot reach, why, what mends it, and that it goes on by itself."""
    person = target.startswith(("U", "W"))
    who = mention(target) if person else channel(target)
    fix = _PERSON_FIXES.get(code, _PERSON_FIX) if person else _CHANNEL_FIXES.get(code, _CHANNEL_FIX)
    words = f"I cannot write to {who}: {fix}. I go on by myself as soon as it works again."
    return Message(text=words, blocks=[section(words)])


def why_not(code: str) -> str:
    """Slack's code in words for whoever asks why something was not sent."""
    known = {**_CHANNEL_WORDS, "user_disabled": "the Slack account is deactivated"}
    return known.get(code, f"Slack does not let me write there (`{code}`)")


_CHANNEL_WORDS = {
    "is_archived": "the channel is archived",
    "not_in_channel": "I am not in the channel",
    "channel_not_found": "I cannot see the channel or person",
    "ratelimited": "Slack asked me to slow down",
    "cannot_connect": "I cannot reach Slack",
    "timeout": "Slack did not answer in time",
    "connection_lost": "the connection to Slack broke",
}
