"""Looking for tips: by words (mistyped ones mended first), the best, one's own, any, and the whole of one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from salesbot.errors import Refusal
from salesbot.people import queries as people
from salesbot.tips import queries, rules
from salesbot.tips.service.places import finder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.tips.model import Use
    from salesbot.tips.queries import Shown
    from salesbot.tips.rules import Viewer

A_PAGE = 5  # tips
MOST_PAGES = 200  # nobody turns so far; a made-up number shall not make the database count
SEARCH, TOP, MINE = "search", "top", "mine"


@dataclass(frozen=True)
class Page:
    """One page of tips. `mended` is what was looked for where that is not what was typed."""

    of: str
    viewer: Viewer
    shown: Sequence[Shown]
    typed: str = ""
    mended: str = ""
    page: int = 0
    more: bool = False


@dataclass(frozen=True)
class Whole:
    """A tip with all that is known of it, for one reader. `uses` are the newest, `names` who told of them."""

    shown: Shown
    viewer: Viewer
    uses: Sequence[Use] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    useful: bool = False  # they said so


async def page(
    db: AsyncSession, of: str, *, workspace_id: str, to: str, typed: str = "", number: int = 0,
    same: Sequence[int] = (), setup: str,
) -> Page:  # fmt: skip
    """Return a page of what somebody looks for. Raises Refusal for whoever may not read tips, and for no words.

    `same` are the tips that stood there: whoever confirms one shall not see it jump to another page.
    """
    viewer = await finder(db, workspace_id, to, setup=setup)
    number = min(max(number, 0), MOST_PAGES)
    place, mended = {"skip": number * A_PAGE, "most": A_PAGE + 1}, ""
    if of == SEARCH:
        words = rules.looked_for(typed)
        ids, mended = await _search(db, workspace_id, words, **place)
    elif of == MINE:
        ids = await queries.mine(db, workspace_id, to, **place)
    else:
        ids = await queries.top(db, workspace_id, **place)
    shown = await queries.shown(db, list(same) or ids[:A_PAGE], workspace_id=workspace_id)
    return Page(of, viewer, shown, typed.strip(), mended, number, len(ids) > A_PAGE)


async def _search(
    db: AsyncSession, workspace_id: str, words: Sequence[str], *, skip: int, most: int
) -> tuple[list[int], str]:
    """What has these words, and what was looked for if it is not what was typed."""
    meant = list(words)
    tips = await queries.hits(db, workspace_id, words)
    for place, word in enumerate(words):
        if not tips[place]:
            meant[place], tips[place] = await _mended(db, workspace_id, word)
    if not all(tips):
        return [], ""
    ids = await queries.found(db, workspace_id, meant, hits=min(tips), skip=skip, most=most)
    return ids, "" if meant == list(words) else " ".join(meant)


async def _mended(db: AsyncSession, workspace_id: str, word: str) -> tuple[str, int]:
    """The word that was meant where no tip has this one, and in how many tips it stands."""
    near = await queries.near(db, workspace_id, word) if rules.slips(word) else {}
    found = rules.nearest(word, near)
    return (found, near[found]) if found else (word, 0)


async def whole(db: AsyncSession, tip_id: int | None, *, workspace_id: str, to: str, setup: str) -> Whole:
    """Return all of a tip (None: there is none). Raises Refusal where it is gone, or for whoever may not read it."""
    viewer = await finder(db, workspace_id, to, setup=setup)
    if tip_id is None:
        raise Refusal("Nobody has shared a tip yet. Yours could be the first: one sentence is enough.")
    found = await queries.shown(db, [tip_id], workspace_id=workspace_id)
    if not found:
        raise Refusal("That tip is gone.")
    told = await queries.uses(db, [found[0].tip.id], most=10)
    names = {one.id: one.name for one in (await people.members(db, workspace_id, {t.member_id for t in told})).values()}
    return Whole(found[0], viewer, told, names, await queries.is_useful(db, found[0].tip.id, to))
