"""What the audit log can say: its verbs, what each is about, and whoever does things that is no person."""

from __future__ import annotations

import re
from enum import StrEnum

# Who did something where no member did: whoever hosts salesbot, Slack itself, and salesbot.
HOST, SLACK, SALESBOT = "host", "slack", "salesbot"
LEAST_DAYS = 90  # younger lines are not deleted by anything; the database itself sees to it
_ID = re.compile(r"[A-Za-z0-9_.-]{0,64}")
_HOW = re.compile(r"[a-z_-]{0,32}")


class Verb(StrEnum):
    """What was done; the part before the dot is what it was done to."""

    TEAM_MADE = "team.made"
    TEAM_ENDED = "team.ended"
    TEAM_CHANGED = "team.changed"  # its name or its zone
    TEAM_MOVED = "team.moved"  # its channel has another id
    TEAM_FOLLOWS = "team.follows"  # it is kept in step with its channel from now on
    TEAM_FOLLOWS_NOT = "team.follows_not"
    TEAM_CONFIRMED = "team.confirmed"  # its channel, which another company reads
    MEMBER_ADDED = "member.added"  # how: the role
    MEMBER_REMOVED = "member.removed"
    MEMBER_ROLE = "member.role"  # how: the role
    MEMBER_AWAY = "member.away"  # noted by somebody else
    MEMBER_BACK = "member.back"  # time away ended by somebody else
    MEMBER_FORGOTTEN = "member.forgotten"
    MEMBER_EXPORTED = "member.exported"
    CHECKIN_MADE = "checkin.made"
    CHECKIN_CHANGED = "checkin.changed"
    CHECKIN_PUBLISHED = "checkin.published"  # where and how its answers appear is another; how: the way
    CHECKIN_CONFIRMED = "checkin.confirmed"  # its own channel, which another company reads
    CHECKIN_PAUSED = "checkin.paused"
    CHECKIN_RESUMED = "checkin.resumed"
    CHECKIN_ENDED = "checkin.ended"
    BLOCKER_RESOLVED = "blocker.resolved"  # by somebody else than whom it blocks
    TIP_CHANGED = "tip.changed"  # by somebody else than its author
    TIP_WITHDRAWN = "tip.withdrawn"  # likewise
    TEAM_VALUES = "team.values"  # what its kudos are for
    TEAM_RANKING = "team.ranking"  # whether its board of kudos ranks people; how: on or off
    TEAM_DIGEST = "team.digest"  # when its week is told; how: on or off
    TEAM_FOCUS = "team.focus"  # how: the skill
    TEAM_FOCUS_ENDED = "team.focus_ended"
    TEAM_WEEKLY = "team.weekly"  # its prompt of the week; how: on or off
    TEAM_EXPORTED = "team.exported"  # what is held of its people
    PROMPT_MADE = "prompt.made"
    PROMPT_CHANGED = "prompt.changed"
    PROMPT_WITHDRAWN = "prompt.withdrawn"
    WORDS_ADDED = "words.added"  # how: the skill that they show
    WORDS_REMOVED = "words.removed"
    EVERYBODY_EXPORTED = "everybody.exported"
    MESSAGE_RETRIED = "message.retried"
    MESSAGE_DROPPED = "message.dropped"
    MESSAGE_ARRIVED = "message.arrived"
    WORKSPACE_INSTALLED = "workspace.installed"
    WORKSPACE_MET = "workspace.met"  # through its organisation, which let salesbot in for all of its workspaces
    WORKSPACE_UNINSTALLED = "workspace.uninstalled"
    WORKSPACE_REVOKED = "workspace.revoked"  # its token is taken no more; how: what Slack calls it
    WORKSPACE_RESUMED = "workspace.resumed"  # its token is taken again, without an install
    KEYS_ROTATED = "keys.rotated"
    KEYS_GIVEN_UP = "keys.given_up"
    DATABASE_RESTORED = "database.restored"
    DATA_PURGED = "data.purged"  # how: which kind

    @property
    def kind(self) -> str:
        """What kind of thing it was done to."""
        return self.value.partition(".")[0]


def shaped(*ids: str | int, how: str) -> bool:
    """Whether these can be ids and a word of salesbot's own: nothing that people wrote can stand in a line."""
    return _HOW.fullmatch(how) is not None and all(_ID.fullmatch(str(one)) for one in ids)
