"""A check-in being made or changed: kept from page to page, until it is approved or cancelled."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from salesbot.checkins import queries
from salesbot.checkins.model import Proposal
from salesbot.checkins.rules.sketch import Sketch, differences, pack, refuse, unpack
from salesbot.checkins.service import noting
from salesbot.checkins.service.compose import compose, recompose, sketch_of
from salesbot.checkins.service.managing import managed, managed_checkin
from salesbot.errors import Refusal
from salesbot.people import queries as people
from salesbot.people.described import plain_name
from salesbot.people.rules import Role

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Checkin
    from salesbot.people.model import Team


KEPT_OPEN = timedelta(hours=24)  # how long a page that was lost can be gone on with


@dataclass(frozen=True)
class Making:
    """A proposal as its maker sees it. `base` is the check-in as it was when they began to change it; None: new.

    `version` counts what was kept: the first page says which one it shows. `notice` is what its maker must read first;
    `meanwhile` names what somebody else changed in the check-in since.
    """

    proposal: Proposal
    team: Team
    sketch: Sketch
    base: Sketch | None
    version: int
    notice: str = ""
    meanwhile: Sequence[str] = ()

    @property
    def changes(self) -> list[str]:
        """What approving would change, in words."""
        return differences(self.base, self.sketch) if self.base else []


@dataclass(frozen=True)
class ChannelNow:
    """What Slack said of a channel just now; `trouble`: why nothing can be published there."""

    id: str
    shared: bool = False
    trouble: str = ""


@dataclass(frozen=True)
class Approved:
    """A check-in that was made, or changed (`changes` says what, in words)."""

    checkin: Checkin
    team: Team
    sketch: Sketch
    is_new: bool
    changes: Sequence[str] = ()


async def propose(
    db: AsyncSession, sketch: Sketch, *, team_id: int, workspace_id: str, member_id: str, now: datetime
) -> Making:
    """Begin to make a new check-in. Raises Refusal for whoever does not manage the team."""
    team = await managed(db, team_id, workspace_id=workspace_id, member_id=member_id)
    await refuse_name(db, sketch, team=team, checkin_id=None)
    return await _begin(db, Making(_row(team, None, member_id, now), team, sketch, None, 1))


async def propose_change(
    db: AsyncSession, checkin_id: int, *, workspace_id: str, member_id: str, now: datetime
) -> Making:
    """Begin to change a check-in, or go on with it. Raises Refusal for whoever does not manage its team."""
    one = await managed_checkin(db, checkin_id, workspace_id=workspace_id, member_id=member_id)
    begun = await unfinished(db, one.team, checkin_id=checkin_id, member_id=member_id, now=now)
    if begun is not None:
        return begun
    sketch = await sketch_of(db, one.checkin)
    return await _begin(db, Making(_row(one.team, checkin_id, member_id, now), one.team, sketch, sketch, 1))


async def unfinished(
    db: AsyncSession, team: Team, *, checkin_id: int | None, member_id: str, now: datetime
) -> Making | None:
    """Return what somebody was making when their page was lost, if they had kept anything in it today."""
    found = await queries.unfinished(db, team.id, checkin_id=checkin_id, member_id=member_id, since=now - KEPT_OPEN)
    if found is None:
        return None
    mine = await making(db, found.id, workspace_id=team.workspace_id, member_id=member_id)
    told = "You began this earlier, and it is kept as you left it. Cancel drops it."
    return replace(mine, notice=told) if mine.version > 1 else None


def _row(team: Team, checkin_id: int | None, member_id: str, now: datetime) -> Proposal:
    return Proposal(
        workspace_id=team.workspace_id, team_id=team.id, checkin_id=checkin_id, member_id=member_id, body="",
        touched_at=now,
    )  # fmt: skip


async def _begin(db: AsyncSession, making: Making) -> Making:
    making.proposal.body = _body(making)
    db.add(making.proposal)
    await db.flush()
    return making


def _body(making: Making) -> str:
    base = pack(making.base) if making.base else None
    return json.dumps({"sketch": pack(making.sketch), "base": base, "version": making.version})


async def making(
    db: AsyncSession, proposal_id: int, *, workspace_id: str, member_id: str, lock: bool = False
) -> Making:
    """Return what this person is making. Raises Refusal where it is not theirs, is settled, or is theirs no longer."""
    found = await queries.proposal(db, proposal_id, workspace_id=workspace_id, lock=lock)
    if found is None or found.member_id != member_id:
        raise Refusal("This is somebody else's. Please begin anew.")
    if found.settled_at is not None:
        raise Refusal("This was approved or cancelled already. Please begin anew to change more.")
    if found.checkin_id is None:
        team = await managed(db, found.team_id, workspace_id=workspace_id, member_id=member_id)
    else:
        team = (await managed_checkin(db, found.checkin_id, workspace_id=workspace_id, member_id=member_id)).team
    kept = json.loads(found.body)
    base = unpack(kept["base"]) if kept["base"] else None
    return Making(found, team, unpack(kept["sketch"]), base, kept["version"])


async def new_channel(db: AsyncSession, proposal_id: int, *, workspace_id: str, member_id: str) -> str:
    """Return the channel of its own that approving would bring a check-in into; empty where it brings it into none."""
    found = await queries.proposal(db, proposal_id, workspace_id=workspace_id)
    if found is None or found.member_id != member_id or found.settled_at is not None:
        return ""
    kept = json.loads(found.body)
    channel_id = unpack(kept["sketch"]).channel_id
    return "" if kept["base"] and unpack(kept["base"]).channel_id == channel_id else channel_id


async def keep(db: AsyncSession, before: Making, sketch: Sketch, *, now: datetime) -> Making:
    """Keep what a page said. Raises Refusal for a new name that the team uses already, and people who cannot be asked.

    What became wrong meanwhile on another page keeps nobody from this one, and is told at the end.
    """
    if sketch.name != before.sketch.name:
        await refuse_name(db, sketch, team=before.team, checkin_id=before.proposal.checkin_id)
    if sketch.invited != before.sketch.invited:
        await _refuse_invited(db, sketch, team=before.team, base=before.base)
    return await _write(db, replace(before, sketch=sketch, version=before.version + 1), now=now)


async def _write(db: AsyncSession, making: Making, *, now: datetime) -> Making:
    making.proposal.body, making.proposal.touched_at = _body(making), now
    await db.flush()
    return making


async def refuse_name(db: AsyncSession, sketch: Sketch, *, team: Team, checkin_id: int | None) -> None:
    """Raise Refusal where another check-in of the team has this name: nobody could tell the two apart."""
    others = await queries.checkins_of(db, team.id, workspace_id=team.workspace_id)
    if any(one.name.casefold() == sketch.name.casefold() and one.id != checkin_id for one in others):
        raise Refusal(f"{team.name} has a check-in called {sketch.name} already. Another name, please.", field="name")


async def _refuse_invited(db: AsyncSession, sketch: Sketch, *, team: Team, base: Sketch | None) -> None:
    """Look at whoever is newly named; of those named before somebody may have left the team, and is not asked now."""
    new = [one for one in sketch.invited if base is None or one not in base.invited]
    places = await people.roster(db, team.workspace_id, team.id) if new else []
    roles = {place.member.id: place.role for place in places}
    mute = not any(item.role == Role.CONTRIBUTOR for item in sketch.items)
    for words, refused in (
        ("not in the team. Add them to it first, then they can be asked.", [one for one in new if one not in roles]),
        ("an observer reads along and is never asked.", [one for one in new if roles.get(one) is Role.OBSERVER]),
        (
            "contributors are asked only what is meant for them. Add a question for contributors first.",
            [one for one in new if mute and roles.get(one) is Role.CONTRIBUTOR],
        ),
    ):
        if refused:
            names = await people.members(db, team.workspace_id, refused)
            said = [plain_name(names[one].name) if one in names else f"<@{one}>" for one in refused]
            raise Refusal(f"{listed(said)}: {words}", field="invited")


async def approve(
    db: AsyncSession,
    proposal_id: int,
    *,
    version: int,
    channel: ChannelNow | None = None,
    workspace_id: str,
    member_id: str,
    now: datetime,
) -> Making | Approved:
    """Make it true; or return it with a notice where its maker must look again first. Raises Refusal as `making`.

    Nothing is overwritten unseen: neither what the maker changed on another page than the one they approve, nor what
    somebody else changed in the check-in meanwhile. `channel`: Slack was asked for it just now, as it may have become
    shared with another company since it was chosen.
    """
    mine = await making(db, proposal_id, workspace_id=workspace_id, member_id=member_id, lock=True)
    await queries.lock_team(db, mine.team.id)  # whoever joins meanwhile gets a seat, and no name is taken twice
    if version != mine.version:
        return replace(mine, notice="This changed on another page meanwhile. Here is how it stands: please look again.")
    try:
        mine = replace(mine, sketch=_in_channel_now(mine.sketch, channel))
        refuse(mine.sketch)
        await refuse_name(db, mine.sketch, team=mine.team, checkin_id=mine.proposal.checkin_id)
        await _refuse_invited(db, mine.sketch, team=mine.team, base=mine.base)
    except Refusal as refusal:
        return replace(mine, notice=refusal.words)
    if mine.base is None or mine.proposal.checkin_id is None:
        return await _made(db, mine, now=now)
    return await _changed(db, mine, mine.proposal.checkin_id, now=now)


def _in_channel_now(sketch: Sketch, channel: ChannelNow | None) -> Sketch:
    """Take over whether the channel is shared; a confirmation is of the company that reads along, and ends with it.

    Raises Refusal where another company reads it and nobody confirmed that.
    """
    if channel is None or channel.id != sketch.channel_id:
        return sketch
    if channel.trouble:
        raise Refusal(channel.trouble)
    if channel.shared and sketch.channel_ok != channel.id:
        words = "Open *Publishing*, choose it again and confirm it by name, or choose another channel."
        raise Refusal(f"#{plain_name(sketch.channel_name)} is shared with another company now. {words}")
    return replace(sketch, channel_shared=channel.shared, channel_ok=sketch.channel_ok if channel.shared else "")


async def _made(db: AsyncSession, mine: Making, *, now: datetime) -> Approved:
    checkin = await compose(
        db, mine.sketch, workspace_id=mine.team.workspace_id, team_id=mine.team.id, by=mine.proposal.member_id, now=now
    )
    mine.proposal.checkin_id = checkin.id
    _settle(mine.proposal, approved=True, now=now)
    return Approved(checkin, mine.team, mine.sketch, is_new=True)


async def _changed(db: AsyncSession, mine: Making, checkin_id: int, *, now: datetime) -> Making | Approved:
    checkin = await queries.locked(db, checkin_id, workspace_id=mine.team.workspace_id)
    if checkin is None or mine.base is None:
        raise Refusal("This check-in is no longer there.")
    meanwhile = differences(mine.base, await sketch_of(db, checkin))
    if meanwhile:
        return replace(mine, notice=await _told(db, checkin, meanwhile), meanwhile=meanwhile)
    changes = await recompose(db, checkin, mine.sketch, now=now)
    await noting.of_change(db, checkin, mine.base, mine.sketch, by=mine.proposal.member_id, now=now)
    _settle(mine.proposal, approved=True, now=now)
    return Approved(checkin, mine.team, mine.sketch, is_new=False, changes=changes)


async def _told(db: AsyncSession, checkin: Checkin, meanwhile: Sequence[str]) -> str:
    last = await queries.last_approved(db, checkin.id)
    who = f"<@{last.member_id}>" if last else "Somebody"
    return f"While you were at it, {who} changed {listed(meanwhile)}. Yours is kept here, and nothing is changed yet."


def listed(parts: Sequence[str]) -> str:
    """Say several things: `the time, the questions and who is asked`."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def _settle(proposal: Proposal, *, approved: bool, now: datetime) -> None:
    proposal.settled_at, proposal.approved, proposal.touched_at = now, approved, now


async def rebase(db: AsyncSession, mine: Making, *, theirs: bool, now: datetime) -> Making:
    """Go on from how the check-in is now: with one's own changes put over it, or (`theirs`) with none of them."""
    found = (await queries.checkins(db, [mine.proposal.checkin_id or 0])).get(mine.proposal.checkin_id or 0)
    if found is None:
        return mine
    now_is = await sketch_of(db, found[0])
    sketch = now_is if theirs else mine.sketch
    return await _write(db, replace(mine, base=now_is, sketch=sketch, version=mine.version + 1), now=now)


async def cancel(db: AsyncSession, proposal_id: int, *, workspace_id: str, member_id: str, now: datetime) -> None:
    """Leave everything as it is; nothing where it was settled already, or is somebody else's."""
    found = await queries.proposal(db, proposal_id, workspace_id=workspace_id, lock=True)
    if found is not None and found.member_id == member_id and found.settled_at is None:
        _settle(found, approved=False, now=now)
