"""What rooms do for one another, each under a name in the record, wired by the app."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from salesbot.room.shapes import Message

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room.house import House, StoreLike


@dataclass(frozen=True)
class OpenBlocker:
    """A blocker that nobody has resolved yet, as other rooms may see it."""

    id: int
    member_id: str
    text: str
    raised_at: datetime
    announced: bool = True  # False: said the evening before, and not yet published
    source: str = ""  # the answer it was said in: `ask.` and its number
    owner: str = ""  # the name of whom it blocks
    since: str = ""  # how long it has stood, as people say it: "since Monday", "for 8 working days"
    raised_on: date | None = None  # the day on its owner's wall


# Open blockers of one team, or of one member in it: (session, workspace id, team id, member id or None).
OpenBlockers = Callable[["AsyncSession", str, int, str | None], Awaitable[Sequence[OpenBlocker]]]


@dataclass(frozen=True)
class ResolvedBlocker:
    """A blocker that its owner has resolved themselves, as other rooms may see it."""

    member_id: str
    text: str
    raised_at: datetime
    resolved_at: datetime
    announced: bool
    source: str


# What people of these teams resolved themselves since then, in order: (session, workspace id, team ids, instant).
ResolvedBlockers = Callable[["AsyncSession", str, Collection[int], datetime], Awaitable[Sequence[ResolvedBlocker]]]


@dataclass(frozen=True)
class BlockerWord:
    """What somebody said about one open blocker in a check-in: `still`, `resolved` or `changed` (with new text)."""

    blocker_id: int
    verdict: str
    text: str = ""


@dataclass(frozen=True)
class BlockersSaid:
    """All that one answer says of blockers. `new` is the text of a new one; the answer's key makes it happen once.

    `was` is what the answer named before: while it names the same, what has become of that blocker since stands.
    `read`: others could read the answer before it was sent again. `gone`: its author deleted it, and its words with it;
    `heir` is the key of another answer of theirs that says the same.

    `tell` says where a new one is announced: `thread` (under `report_key`, in `channel_id`), `dm` (to each of the
    team's managers), `off` (nowhere: it is listed all the same), or `later` (its round has not opened there yet).
    """

    workspace_id: str
    team_id: int
    member_id: str
    source: str
    said: Sequence[BlockerWord] = ()
    new: str | None = None
    was: str | None = None
    report_key: str | None = None
    channel_id: str = ""
    tell: str = "thread"
    read: bool = False
    gone: bool = False
    heir: str = ""
    now: datetime = field(kw_only=True)


class SayBlockers(Protocol):
    """Take what answers say of blockers, all in one go."""

    async def __call__(self, db: AsyncSession, *said: BlockersSaid) -> None:
        """Raise, change and resolve in this transaction."""


# A line of `/salesbot why`: when, and in plain words what was or was not sent and why.
@dataclass(frozen=True)
class Reason:
    """One thing that was or was not sent to a person, or comes next, in plain words."""

    at: datetime
    words: str


Explain = Callable[["AsyncSession", str, str, datetime], Awaitable[Sequence[Reason]]]


@dataclass(frozen=True)
class TeamMade:
    """A team was set up: rooms give it their templates and begin."""

    workspace_id: str
    team_id: int
    by: str
    templates: Sequence[str]
    wall: str = ""
    now: datetime = field(kw_only=True)


@dataclass(frozen=True)
class SeatsChanged:
    """Members joined or left a team: rooms seat or unseat them."""

    workspace_id: str
    team_id: int
    joined: Sequence[str] = ()
    left: Sequence[str] = ()
    now: datetime = field(kw_only=True)


@dataclass(frozen=True)
class MemberMoved:
    """Somebody's wall changed: the zone on it, or the hour at which their day begins. `was`: their zone before."""

    workspace_id: str
    member_id: str
    was: str
    now: datetime = field(kw_only=True)


OnTeamMade = Callable[["AsyncSession", TeamMade], Awaitable[None]]
# A team has ended, after all its people left it: (session, workspace id, team id, now). What it was asked ends too.
OnTeamArchived = Callable[["AsyncSession", str, int, datetime], Awaitable[None]]
# What a team's managers should know of its members: (session, workspace id, team id) -> a few words by member id.
Noticed = Callable[["AsyncSession", str, int], Awaitable[Mapping[str, str]]]
OnSeatsChanged = Callable[["AsyncSession", SeatsChanged], Awaitable[None]]
# Before each beat, what doors left for it: (database, now). What fails is tried again with the next one.
BeforeBeat = Callable[["StoreLike", datetime], Awaitable[None]]
# `Ask everyone now`: (session, workspace id, team id, now) -> how many were asked.
AskNow = Callable[["AsyncSession", str, int, datetime], Awaitable[int]]
# What is typed in the app's direct message: (session, workspace id, member id, text, Slack's ts, now) -> whether the
# room took it. A room that takes it promises its own answer (a board, so that a click can change it).
Typed = Callable[["AsyncSession", str, str, str, str, datetime], Awaitable[bool]]
# The author of a message that was typed there changed or deleted it in Slack: (session, workspace id, member id, its
# ts, its words now, empty where it is gone, now).
Retyped = Callable[["AsyncSession", str, str, str, str, datetime], Awaitable[None]]
OnMemberMoved = Callable[["AsyncSession", MemberMoved], Awaitable[None]]
# Somebody's time away, a pause, or a Slack status that says away began or ended: (session, workspace id, member id,
# now). What is open for them settles, or opens again.
OnAway = Callable[["AsyncSession", str, str, datetime], Awaitable[None]]
# A team's open blockers changed outside a check-in: (session, workspace id, team id, now).
OnBlockers = Callable[["AsyncSession", str, int, datetime], Awaitable[None]]
# What somebody said in an answer or of a blocker says something else now, or is gone: (session, workspace id, team id,
# member id, since when it could be quoted). Whoever quoted it draws that anew.
OnRewritten = Callable[["AsyncSession", str, int, str, datetime], Awaitable[None]]
# Which of these answers (`ask.` and their number) stand where their team reads them: (session, workspace id, them).
PublishedAnswers = Callable[["AsyncSession", str, Sequence[str]], Awaitable[frozenset[str] | set[str]]]
# The answer to `/checkin blockers`: (house, the command's body, what was typed after the word) -> what only they see.
ListBlockers = Callable[["House", dict[str, Any], str], Awaitable[Message]]


@dataclass(frozen=True)
class ChannelChange:
    """What is new of a channel; what is empty or None is as it was.

    `new_id`: Slack calls it something else now. `confirmed`: a manager of the team whose channel it is named it, though
    another company reads it.
    """

    workspace_id: str
    channel_id: str
    name: str = ""
    new_id: str = ""
    shared: bool | None = None
    confirmed: bool = False
    now: datetime = field(kw_only=True)


# A channel has another name or id, became shared with another company or is no longer, or was confirmed.
OnChannel = Callable[["AsyncSession", ChannelChange], Awaitable[None]]
# The channels besides the teams' own in which a room publishes: (session, workspace id) -> their ids.
Channels = Callable[["AsyncSession", str], Awaitable[Sequence[str]]]
# Whether something new may be said in the thread of this delivery, whose channel another company may read by now:
# (session, workspace id, the delivery's key). True where it is not the room's.
Publishes = Callable[["AsyncSession", str, str], Awaitable[bool]]
# A channel or person can be reached again (joined, unarchived, back): (session, workspace id, target, now).
OnReachable = Callable[["AsyncSession", str, str, datetime], Awaitable[None]]
# What something scheduled is called to whom it is for: (session, workspace id, job, subject) -> `your Daily standup
# in EMEA Sales`, or None (not mine).
Called = Callable[["AsyncSession", str, str, str], Awaitable[str | None]]
# What things of a kind are called, those among them that are the room's and still there: (session, workspace id, kind
# such as `checkin`, ids) -> names by id.
Titles = Callable[["AsyncSession", str, str, Collection[int]], Awaitable[Mapping[int, str]]]
# On which local days something comes of the room's appointments for these members: (session, workspace id, member
# ids) -> days by appointment, by member id. An appointment that is not named there comes as it is planned.
AskedOn = Callable[["AsyncSession", str, Collection[str]], Awaitable[Mapping[str, Mapping[int, Container[date]]]]]
# The next occasions of a team, for previews: (session, workspace id, team id, now) -> lines.
Preview = Callable[["AsyncSession", str, int, datetime], Awaitable[Sequence[str]]]


@dataclass(frozen=True)
class Aid:
    """Something that may help beside a blocker: words in mrkdwn, escaped, and a button of the room that offers it."""

    words: str
    button: str
    action: str
    value: str


# What helps best with these words of a blocker, if anything does: (session, workspace id, team id, the words, now).
BesideBlocker = Callable[["AsyncSession", str, int, str, datetime], Awaitable[Aid | None]]


@dataclass(frozen=True)
class AnswerWords:
    """What somebody answered to one question, for a form of another room to begin with."""

    team_id: int
    member_id: str
    text: str


# What somebody said, by the value of the button beside it, where it is this person's own: (house, session,
# workspace id, member, value).
AnswerSaid = Callable[["House", "AsyncSession", str, str, str], Awaitable[AnswerWords | None]]
# What somebody said was shared as a tip: (session, workspace id, member, the value of that button, now).
SharedAsTip = Callable[["AsyncSession", str, str, str, datetime], Awaitable[None]]

# What each of these people may want to remember as they answer, as a line of mrkdwn, escaped: (session, workspace id,
# member ids, now) -> lines by member.
BesideQuestion = Callable[["AsyncSession", str, Sequence[str], datetime], Awaitable[Mapping[str, str]]]
# What stands beside a member's questions is another now: (session, workspace id, member id).
OnBeside = Callable[["AsyncSession", str, str], Awaitable[None]]
