"""What a prompt says now: its own words, why it was chosen as far as that is still true, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from salesbot.coaching import queries
from salesbot.coaching.queries import fairness
from salesbot.coaching.rules.choice import TEAM_FOCUS
from salesbot.coaching.rules.evidence import extract
from salesbot.coaching.rules.fairness import GAP
from salesbot.coaching.service.choosing import shelf
from salesbot.people import queries as people

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.coaching.model import Shown
    from salesbot.coaching.queries import Had, Text
    from salesbot.coaching.rules.fairness import Gap
    from salesbot.coaching.rules.prompt import Prompt
    from salesbot.room import Aid, House


@dataclass(frozen=True)
class Quote:
    """Words that somebody wrote on a local day, as it was when they were chosen; `blocker`: they stand in their way.

    Not escaped.
    """

    words: str
    day: date
    blocker: bool


@dataclass(frozen=True)
class Words:
    """What is still as it was of that for which a prompt was chosen: the entries, and the texts or the gap itself."""

    kept: Sequence[dict[str, Any]] = ()
    texts: Sequence[Text] = ()
    gap: Gap | None = None

    @property
    def quote(self) -> Quote | None:
        """The weightiest of them."""
        if not self.texts:
            return None
        first, entry = self.texts[0], self.kept[0]
        day = date.fromisoformat(entry["day"]) if "day" in entry else first.day  # prompts of early days kept none
        return Quote(extract(first.text, entry["words"]), day, first.blocker)

    @property
    def checkins(self) -> tuple[int, int]:
        """In how many of how many check-ins it came up."""
        inside = {one["checkin"] for one in self.kept if one.get("checkin") is not None}
        return len(inside), max((int(one.get("of", 0)) for one in self.kept), default=0)


@dataclass(frozen=True)
class TeamsFocus:
    """Who chose a team's focus (a name, or nothing where that is not known any more), and until when it holds."""

    by: str
    until: date | None


@dataclass(frozen=True)
class Told:
    """A prompt as its reader sees it."""

    had: Had
    prompt: Prompt
    words: Words
    focus: TeamsFocus | None = None
    tip: Aid | None = None
    zone: str = "UTC"


async def told(house: House, db: AsyncSession, had: Had, *, now: datetime, tip: bool = True) -> Told | None:
    """Look up what a prompt says now; None where it is in no library any more."""
    shown = had.shown
    prompt = await prompt_named(house, db, shown.workspace_id, shown.prompt)
    member = await people.member(db, shown.workspace_id, shown.member_id)
    if prompt is None or member is None:
        return None
    words = await standing_words(db, shown, zone=member.zone, now=now)
    return Told(
        had, prompt, words, await _teams_focus(db, shown),
        await _tip(house, db, shown, words, now=now) if tip else None, member.zone,
    )  # fmt: skip


async def prompt_named(house: House, db: AsyncSession, workspace_id: str, name: str) -> Prompt | None:
    """A prompt by its id: of the library, or one that a team wrote."""
    if name.startswith(queries.OWN):
        return await queries.own_prompt(db, workspace_id, name)
    return shelf(house).get(name)


async def standing_words(db: AsyncSession, shown: Shown, *, zone: str, now: datetime) -> Words:
    """What still stands of what made the choice: texts neither edited since then nor gone, a gap that is one still."""
    entries = [dict(one) for one in shown.evidence]
    gaps = [one for one in entries if str(one["source"]).startswith(f"{GAP}.")]
    if gaps:
        return await _standing_gap(db, shown, gaps[0], now=now)
    now_is = await queries.texts(
        db, shown.workspace_id, shown.member_id, [str(one["source"]) for one in entries], zone=zone
    )  # fmt: skip
    held = [(one, now_is[one["source"]]) for one in entries if one["source"] in now_is]
    held = [(one, text) for one, text in held if text.at < shown.shown_at]
    return Words([one for one, _ in held], [text for _, text in held])


async def _standing_gap(db: AsyncSession, shown: Shown, entry: dict[str, Any], *, now: datetime) -> Words:
    found = await fairness.gaps(db, shown.workspace_id, shown.member_id, now)
    gap = next((one for one in found if one.source == entry["source"]), None)
    return Words([entry], gap=gap) if gap is not None else Words()


async def _teams_focus(db: AsyncSession, shown: Shown) -> TeamsFocus | None:
    """The team's focus as it stands, where that is why this was chosen."""
    if shown.why != TEAM_FOCUS:
        return None
    chosen = (await queries.teams(db, shown.workspace_id, [shown.team_id])).get(shown.team_id)
    if chosen is None or chosen.focus != shown.skill:
        return TeamsFocus("", None)
    by = await people.member(db, shown.workspace_id, chosen.focus_by)
    return TeamsFocus(by.name if by is not None else "", chosen.focus_until)


async def _tip(house: House, db: AsyncSession, shown: Shown, words: Words, *, now: datetime) -> Aid | None:
    """The tip of a colleague that fits what was said."""
    for text in words.texts[:1]:
        for offer in house.offers("beside_blocker"):
            found: Aid | None = await offer(db, shown.workspace_id, shown.team_id, text.text, now)
            if found is not None:
                return found
    return None
