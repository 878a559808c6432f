"""The record by which a room meets the house."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from salesbot.room.house import House
from salesbot.room.shapes import Message, Run

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room.foretelling import Foretell
    from salesbot.room.gathering import BriefSections, DigestSections, HomeCards, OwnWeek
    from salesbot.room.offers import (
        AnswerSaid,
        AskedOn,
        AskNow,
        BeforeBeat,
        BesideBlocker,
        BesideQuestion,
        Called,
        Channels,
        Explain,
        ListBlockers,
        Noticed,
        OnAway,
        OnBeside,
        OnBlockers,
        OnChannel,
        OnMemberMoved,
        OnReachable,
        OnRewritten,
        OnSeatsChanged,
        OnTeamArchived,
        OnTeamMade,
        OpenBlockers,
        Preview,
        PublishedAnswers,
        Publishes,
        ResolvedBlockers,
        Retyped,
        SayBlockers,
        SharedAsTip,
        Titles,
        Typed,
    )
    from salesbot.room.rights import Erase, Export, OwnExport, Retention
    from salesbot.room.shapes import Command, Help, Scope, Shortcut


# What a room writes: its jobs and renderers get the house first; the app binds it before the engine sees them.
RoomJob = Callable[[House, "AsyncSession", Sequence[Run]], Awaitable[Mapping[str, str]]]
RoomRenderer = Callable[[House, "AsyncSession", str, str], Awaitable[Message | None]]
RoomRenderers = Callable[[House, "AsyncSession", str, Sequence[str]], Awaitable[Mapping[str, Message | None]]]


@dataclass(frozen=True, kw_only=True)
class Room:
    """The record by which a room meets the house. Everything but the name may be left out."""

    name: str
    commands: Sequence[Command] = ()
    shortcuts: Sequence[Shortcut] = ()
    help: Sequence[Help] = ()
    events: Sequence[str] = ()
    scopes: Sequence[Scope] = ()
    register: Callable[[AsyncApp, House], None] | None = None
    jobs: Mapping[str, RoomJob] = field(default_factory=dict)
    asking: Sequence[str] = ()  # jobs that bring their member a promised message that counts in the budget of a day
    offering: Sequence[str] = ()  # jobs that offer their member something, for which there must be room
    boards: Mapping[str, RoomRenderer] = field(default_factory=dict)
    batched_boards: Mapping[str, RoomRenderers] = field(default_factory=dict)  # kinds of which many are sent at once
    sealed: Sequence[tuple[str, str]] = ()  # (table, column) of what stands there sealed; the table has an `id`
    templates: Mapping[str, str] = field(default_factory=dict)  # slug -> name, offered at setup

    # named offers
    before_beat: BeforeBeat | None = None
    explain: Explain | None = None
    called: Called | None = None
    asked_on: AskedOn | None = None
    titles: Titles | None = None
    open_blockers: OpenBlockers | None = None
    resolved_blockers: ResolvedBlockers | None = None
    say_blockers: SayBlockers | None = None
    on_team_made: OnTeamMade | None = None
    on_team_archived: OnTeamArchived | None = None
    on_seats_changed: OnSeatsChanged | None = None
    on_member_moved: OnMemberMoved | None = None
    on_reachable: OnReachable | None = None
    on_away: OnAway | None = None
    on_beside: OnBeside | None = None
    on_blockers: OnBlockers | None = None
    on_rewritten: OnRewritten | None = None
    on_channel: OnChannel | None = None
    channels: Channels | None = None
    publishes: Publishes | None = None
    list_blockers: ListBlockers | None = None
    published_answers: PublishedAnswers | None = None
    ask_now: AskNow | None = None
    typed: Typed | None = None
    retyped: Retyped | None = None
    preview: Preview | None = None
    noticed: Noticed | None = None
    foretell: Foretell | None = None
    answer_said: AnswerSaid | None = None
    shared_as_tip: SharedAsTip | None = None
    beside_blocker: BesideBlocker | None = None
    beside_question: BesideQuestion | None = None
    digest: DigestSections | None = None
    brief: BriefSections | None = None
    own_week: OwnWeek | None = None
    home: HomeCards | None = None
    export: Export | None = None
    own_export: OwnExport | None = None
    erase: Erase | None = None
    retention: Sequence[Retention] = ()
