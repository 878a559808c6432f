"""The audit log in words: one sentence for each line, for Slack and for the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from salesbot.audit.rules import HOST, SALESBOT, SLACK, Verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.audit.model import Line
    from salesbot.desk.service.audit import Naming


class Voice(Protocol):
    """How names are said where the sentence is read."""

    def person(self, member_id: str) -> str:
        """A person, as whoever reads it knows them."""

    def title(self, name: str) -> str:
        """What a team, a check-in or a prompt is called."""


_WHO = {HOST: "Whoever hosts me", SLACK: "Slack", SALESBOT: "I"}
_ROLES = {"manager": "a manager", "rep": "a rep", "contributor": "a contributor", "observer": "an observer"}
_MODES = {
    "live": "as one live report", "thread": "as answers come", "close": "at the close",
    "managers": "to the managers alone",
}  # fmt: skip
_GONE = {
    "checkin": "a check-in", "prompt": "a prompt of its own", "team": "a team",
}  # fmt: skip

# `{who}` did it, to `{what}`, in `{team}`; `{how}` is a word of the log's own, `{many}` a number and a space, if known.
SAID: dict[Verb, str] = {
    Verb.TEAM_MADE: "{who} set up {team}",
    Verb.TEAM_ENDED: "{who} archived {team}",
    Verb.TEAM_CHANGED: "{who} changed the name or the time zone of {team}",
    Verb.TEAM_MOVED: "{who} gave the channel of {team} another id",
    Verb.TEAM_FOLLOWS: "{who} let {team} follow who is in its channel",
    Verb.TEAM_FOLLOWS_NOT: "{who} let {team} no longer follow who is in its channel",
    Verb.TEAM_CONFIRMED: "{who} allowed {team} to publish in its channel, which another company reads",
    Verb.TEAM_VALUES: "{who} changed what {team} thanks each other for",
    Verb.TEAM_RANKING: "{who} turned the ranking on the kudos board of {team} {how}",
    Verb.TEAM_DIGEST: "{who} changed the weekly digest of {team}, which is {how}",
    Verb.TEAM_FOCUS: "{who} chose a coaching focus for {team}: {how}",
    Verb.TEAM_FOCUS_ENDED: "{who} ended the coaching focus of {team}",
    Verb.TEAM_WEEKLY: "{who} turned the prompt of the week of {team} {how}",
    Verb.TEAM_EXPORTED: "{who} exported what I hold of the people of {team}",
    Verb.MEMBER_ADDED: "{who} added {what} to {team} as {how}",
    Verb.MEMBER_REMOVED: "{who} took {what} out of {team}",
    Verb.MEMBER_ROLE: "{who} made {what} {how} of {team}",
    Verb.MEMBER_AWAY: "{who} noted time away for {what}",
    Verb.MEMBER_BACK: "{who} ended the time away of {what}",
    Verb.MEMBER_FORGOTTEN: "{who} had me forget {what}",
    Verb.MEMBER_EXPORTED: "{who} exported what I hold of {what}",
    Verb.CHECKIN_MADE: "{who} made {what} for {team}",
    Verb.CHECKIN_CHANGED: "{who} changed {what} of {team}",
    Verb.CHECKIN_PUBLISHED: "{who} changed where {what} of {team} is read: {how}",
    Verb.CHECKIN_CONFIRMED: "{who} allowed {what} of {team} in a channel that another company reads",
    Verb.CHECKIN_PAUSED: "{who} paused {what} of {team}",
    Verb.CHECKIN_RESUMED: "{who} let {what} of {team} go on",
    Verb.CHECKIN_ENDED: "{who} ended {what} of {team}",
    Verb.BLOCKER_RESOLVED: "{who} resolved somebody else's blocker in {team}",
    Verb.TIP_CHANGED: "{who} changed somebody else's tip in {team}",
    Verb.TIP_WITHDRAWN: "{who} withdrew somebody else's tip in {team}",
    Verb.PROMPT_MADE: "{who} wrote {what} for {team}",
    Verb.PROMPT_CHANGED: "{who} changed {what} of {team}",
    Verb.PROMPT_WITHDRAWN: "{who} withdrew {what} of {team}",
    Verb.WORDS_ADDED: "{who} added words for {team} that show a skill: {how}",
    Verb.WORDS_REMOVED: "{who} removed words of {team} that showed a skill",
    Verb.EVERYBODY_EXPORTED: "{who} exported what I hold of everybody",
    Verb.MESSAGE_RETRIED: "{who} had me send a message again (number {id})",
    Verb.MESSAGE_DROPPED: "{who} gave up a message that was not sent (number {id})",
    Verb.MESSAGE_ARRIVED: "{who} said that a message had arrived (number {id})",
    Verb.WORKSPACE_INSTALLED: "{who} installed me in this workspace",
    Verb.WORKSPACE_MET: "{who} let me into this workspace together with its organisation",
    Verb.WORKSPACE_UNINSTALLED: "{who} removed me from this workspace, so I stopped here",
    Verb.WORKSPACE_REVOKED: "{who} takes my token for this workspace no more, so I stopped here: {how}",
    Verb.WORKSPACE_RESUMED: "{who} takes my token for this workspace again, so I went on here",
    Verb.KEYS_ROTATED: "{who} put a new key in front, and sealed {many}things anew",
    Verb.KEYS_GIVEN_UP: "{who} let go of {many}things that no key opens any more",
    Verb.DATABASE_RESTORED: "{who} put a backup in the place of my database",
    Verb.DATA_PURGED: "{who} let go of {many}old rows, as their time was over: {how}",
}
_OTHERWISE: dict[tuple[str, str], str] = {
    (Verb.MEMBER_ADDED, SLACK): "{What} came into {team} through Slack, as {how}",
    (Verb.MEMBER_REMOVED, SLACK): "{What} left {team} through Slack",
    (Verb.WORKSPACE_INSTALLED, SLACK): "I was installed in this workspace through Slack",
    (Verb.WORKSPACE_MET, SLACK): "I came into this workspace together with its organisation",
    (Verb.WORKSPACE_UNINSTALLED, SLACK): "I was removed from this workspace in Slack, so I stopped here",
    (Verb.MEMBER_FORGOTTEN, SALESBOT): "I forgot {what} again, whom a backup had brought back",
}


def sentence(lines: Sequence[Line], named: Naming, voice: Voice) -> str:
    """Say a line, or several that are one deed done to several people.

    A verb of another version of salesbot is said as it is written.
    """
    line = lines[0]
    if line.verb not in set(Verb):
        return f"{_who(line, voice)}: {line.verb} {line.object_id}".strip() + "."
    verb = Verb(line.verb)
    shape = _OTHERWISE.get((verb, line.done_by)) or SAID[verb]
    what = _and([_what(one, named, voice) for one in lines])
    return shape.format(
        who=_who(line, voice), what=what, What=what[:1].upper() + what[1:], team=_team(line, named, voice),
        how=_how(line, several=len(lines) > 1), many=f"{line.many} " if line.many is not None else "",
        id=line.object_id,
    ) + "."  # fmt: skip


def _who(line: Line, voice: Voice) -> str:
    who = _WHO.get(line.done_by) or voice.person(line.done_by)
    return who[:1].upper() + who[1:]


def _what(line: Line, named: Naming, voice: Voice) -> str:
    if line.object_kind == "member":
        who = voice.person(line.object_id)
        themselves = "yourself" if who == "you" else "themselves"
        return themselves if line.object_id == line.done_by else who
    title = named.things.get((line.object_kind, line.object_id))
    return voice.title(title) if title else _GONE.get(line.object_kind, "something")


def _how(line: Line, *, several: bool) -> str:
    if several and line.how in _ROLES:
        return f"{line.how}s"
    return (_ROLES | _MODES).get(line.how) or line.how.replace("_", " ")


def _and(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def _team(line: Line, named: Naming, voice: Voice) -> str:
    name = named.teams.get(line.team_id or 0)
    return voice.title(name) if name else _GONE["team"]
