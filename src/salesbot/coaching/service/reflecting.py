"""Reflecting: what somebody thinks about a prompt is sealed before it is stored, and opened for them alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from salesbot.attention import service as attention
from salesbot.coaching.model import Reflection
from salesbot.coaching.queries import history, reflections
from salesbot.coaching.rules.talks import LONGEST
from salesbot.coaching.service.telling import prompt_named
from salesbot.errors import Refusal
from salesbot.letters import letters
from salesbot.people import queries as people
from salesbot.sealing import LOST, Lost

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.coaching.model import Shown
    from salesbot.coaching.queries.reflections import Thought
    from salesbot.coaching.rules.prompt import Prompt
    from salesbot.people.model import Member
    from salesbot.room import House

A_PAGE = 5
_MOST_PAGES = 400
_GONE = "That note is gone."
_OVER = "The words of this note are no longer kept."
_NOT_YOURS = "That prompt was somebody else's."


@dataclass(frozen=True)
class Page:
    """One reflection as its author reads it. `could_read` are those with whom they may share it."""

    thought: Thought
    prompt: Prompt | None
    text: str
    could_read: Sequence[Member] = ()

    @property
    def reflection(self) -> Reflection:
        """What is kept of it."""
        return self.thought.reflection


@dataclass(frozen=True)
class Blank:
    """What the form begins with: the question, and what was written before."""

    shown: Shown
    prompt: Prompt
    text: str = ""
    readers: Sequence[Member] = ()


@dataclass(frozen=True)
class Notes:
    """A page of somebody's own reflections."""

    pages: Sequence[Page] = field(default_factory=list)
    number: int = 0
    more: bool = False


async def prompt_of(house: House, db: AsyncSession, shown: Shown) -> Prompt | None:
    """Return the prompt that was shown; None where it is no longer in the library."""
    return await prompt_named(house, db, shown.workspace_id, shown.prompt)


async def blank(house: House, db: AsyncSession, number: int, *, workspace_id: str, by: str) -> Blank:
    """Return the form about a prompt. Raises Refusal where it was not shown to this person, or is gone."""
    shown = await _mine(db, number, workspace_id=workspace_id, by=by)
    prompt = await prompt_of(house, db, shown)
    if prompt is None:
        raise Refusal("That prompt is no longer in the library.")
    before = await reflections.about(db, shown)
    if before is None:
        return Blank(shown, prompt)
    text = house.seals.unseal(before.sealed) if before.sealed else ""
    return Blank(shown, prompt, text, await reflections.readers(db, before, shown))


async def _mine(db: AsyncSession, number: int, *, workspace_id: str, by: str, lock: bool = False) -> Shown:
    shown = await history.shown(db, workspace_id, number, lock=lock)
    if shown is None:
        raise Refusal("That prompt is gone.")
    if shown.member_id != by:
        raise Refusal(_NOT_YOURS)
    return shown


async def reflect(
    house: House, db: AsyncSession, number: int, text: str, *, workspace_id: str, by: str, now: datetime
) -> Page:
    """Keep what somebody thinks about a prompt, sealed; written again, the newer words count."""
    words = text.strip()
    if not words:
        raise Refusal("A word or two is enough.", field="text")
    if letters(words) > LONGEST:
        raise Refusal(f"That is {letters(words):,} characters; {LONGEST:,} fit. Could you shorten it?", field="text")
    shown = await _mine(db, number, workspace_id=workspace_id, by=by, lock=True)
    one = await reflections.about(db, shown, lock=True)
    sealed = house.seals.seal(words)  # once that is asked: no key that it needs is dropped from here on
    if one is None:
        one = Reflection(workspace_id=workspace_id, coaching_id=shown.id, member_id=by, sealed=sealed, made_at=now)
        db.add(one)
    else:
        one.sealed, one.edited_at = sealed, now
    await db.flush()
    await attention.redraw(db, workspace_id, shown.key)
    return await page(house, db, one.id, workspace_id=workspace_id, by=by)


async def page(house: House, db: AsyncSession, number: int, *, workspace_id: str, by: str) -> Page:
    """Return one's own reflection with its words. Raises Refusal where it is gone or another's."""
    found = await thought(db, number, workspace_id=workspace_id, by=by)
    opened = await _page(house, db, found)
    return Page(found, opened.prompt, opened.text, await reflections.could_read(db, found.shown))


async def thought(db: AsyncSession, number: int, *, workspace_id: str, by: str, lock: bool = False) -> Thought:
    """Return one's own reflection, sealed. Raises Refusal where it is gone or another's: nobody learns which."""
    found = await reflections.thought(db, number, workspace_id=workspace_id, lock=lock)
    if found is None or found.reflection.member_id != by:
        raise Refusal(_GONE)
    return found


async def _page(house: House, db: AsyncSession, found: Thought) -> Page:
    return Page(found, await prompt_of(house, db, found.shown), _opened(house, found.reflection))


def _opened(house: House, reflection: Reflection) -> str:
    """The words, or why they cannot be read."""
    if not reflection.sealed:
        return _OVER
    try:
        return house.seals.unseal(reflection.sealed)
    except Lost:
        return LOST


async def notes(house: House, db: AsyncSession, *, workspace_id: str, by: str, number: int = 0) -> Notes:
    """Return a page of one's own reflections, the newest first."""
    number = min(max(number, 0), _MOST_PAGES)
    found = await reflections.own(db, workspace_id, by, skip=number * A_PAGE, most=A_PAGE + 1)
    return Notes([await _page(house, db, one) for one in found[:A_PAGE]], number, len(found) > A_PAGE)


async def shared(house: House, db: AsyncSession, number: int, *, workspace_id: str, by: str) -> tuple[Page, Member]:
    """Return what was shared with this manager, and who shared it. Raises Refusal for everybody else."""
    found = await reflections.thought(db, number, workspace_id=workspace_id)
    if found is None or by not in {one.id for one in found.readers}:
        raise Refusal("That note is not shared with you, or no longer.")
    author = await people.member(db, workspace_id, found.reflection.member_id)
    if author is None:
        raise Refusal(_GONE)
    return await _page(house, db, found), author
