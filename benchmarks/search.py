"""Looking for tips among 100,000: as typed, mistyped, and by words that thousands have; and sharing one more."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from itertools import accumulate
from time import perf_counter
from typing import TYPE_CHECKING

from sqlalchemy import delete, text

from benchmarks.office import WORKSPACE, office
from benchmarks.table import Row
from salesbot import clock
from salesbot.store import Base, chunks, insert
from salesbot.tips import rules, service
from salesbot.tips.listeners.listing import shown
from salesbot.tips.model import Piece, Tip, Word
from salesbot.tips.service.finding import SEARCH

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from benchmarks.office import Office
    from benchmarks.places import Place

_HEADS = ["b", "br", "c", "ch", "d", "f", "g", "h", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "tr", "v", "w"]
_MIDDLES = ["a", "e", "i", "o", "u", "ea", "ou"]
_TAILS = ["", "", "l", "m", "n", "nt", "r", "s", "t"]
_WORDS = 30_000
_AT_ONCE = 2_000


async def search(place: Place) -> list[Row]:
    """Measure what `/tip search` does behind the door, and what a shared tip costs beside so many."""
    many, times = place.few(100_000, 5_000), place.few(300, 60)
    chance = random.Random(5)
    async with office(place, limiter=False) as here:
        await here.hire(20, team_size=20, known=1)
        known = sorted({_word(chance) for _ in range(_WORDS)})
        chance.shuffle(known)
        first = _said(times, known, chance)
        alone = await _shared(here, first)
        said = _said(many, known, chance)
        await _fill(here, said, first, chance)
        pairs = [chance.sample(sorted(set(chance.choice(said))), 2) for _ in range(times)]
        common = [word for word, _ in Counter(word for one in said for word in one).most_common(30)]
        rows = [
            await _searched(here, place, f"search among {many:,} tips, as typed", [" ".join(one) for one in pairs]),
            await _searched(here, place, "… with a word mistyped", [_slipped(one, chance) for one in pairs]),
            await _searched(here, place, "… by a word of thousands", [chance.choice(common) for _ in range(times)]),
        ]
        beside = await _shared(here, _said(times, known, chance))
    return [*rows, _compared(place, many, beside, alone)]


def _said(many: int, known: list[str], chance: random.Random) -> list[list[str]]:
    """Tips as people write them: few words make up most of what is said, most words are rare (Zipf)."""
    often = list(accumulate(1 / (place + 10) for place in range(len(known))))
    return [chance.choices(known, cum_weights=often, k=chance.randint(8, 40)) for _ in range(many)]


def _word(chance: random.Random) -> str:
    parts = (_HEADS, _MIDDLES, _TAILS)
    return "".join(chance.choice(part) for _ in range(chance.choice([1, 2, 2, 3, 3, 4])) for part in parts)


def _slipped(words: list[str], chance: random.Random) -> str:
    """The longer of two words with one letter left out or two swapped."""
    short, long = sorted(words, key=len)
    at = chance.randrange(1, max(2, len(long) - 1))
    swapped = long[: at - 1] + long[at : at + 1] + long[at - 1] + long[at + 1 :]
    return f"{short} {chance.choice([long[:at] + long[at + 1 :], swapped])}"


async def _fill(here: Office, said: list[list[str]], first: list[list[str]], chance: random.Random) -> None:
    """Write them below the service, which has no bulk entrance: tips, and the words of these and of the first ones."""
    now, team = clock.now(), here.teams[0].id
    empty: dict[str, object] = dict.fromkeys(("why", "worked", "learned", "thanks", "tags", "link", "asked_in"), "")
    for some in chunks(said, _AT_ONCE):
        tips: list[dict[str, object]] = [
            empty | {
                "workspace_id": WORKSPACE, "team_id": team, "member_id": chance.choice(here.members), "kind": "tip",
                "uses": int(chance.expovariate(1)), "useful": int(chance.expovariate(0.5)), "posted": True,
                "shared_at": now - timedelta(days=chance.randrange(1, 1000)), "confirmed_at": now,
                "text": " ".join(one), "folded": rules.findable(*one),
            }
            for one in some
        ]  # fmt: skip
        async with here.house.store.begin() as db:
            await insert(db, Tip, tips)
    counts = Counter(word for one in (*said, *first) for word in set(one))
    words: list[dict[str, object]] = [
        {"workspace_id": WORKSPACE, "word": word, "tips": tips} for word, tips in counts.items()
    ]
    pieces: list[dict[str, object]] = [
        {"workspace_id": WORKSPACE, "piece": piece, "word": word} for word in counts for piece in rules.pieces(word)
    ]
    shelves: list[tuple[type[Base], list[dict[str, object]]]] = [(Word, words), (Piece, pieces)]
    for model, rows in shelves:
        async with here.house.store.begin() as db:
            await db.execute(delete(model))
        for lines in chunks(rows, _AT_ONCE):
            async with here.house.store.begin() as db:
                await insert(db, model, lines)
    async with here.house.store.begin() as db:
        await db.execute(text("ANALYZE"))  # as PostgreSQL does by itself a minute later


async def _searched(here: Office, place: Place, name: str, typed: list[str]) -> Row:
    async def look(number: int) -> None:
        message = await shown(here.house, WORKSPACE, here.members[0], SEARCH, typed=typed[number])
        assert message.text

    return _row(place, name, await _timed(look, len(typed)))


async def _shared(here: Office, said: list[list[str]]) -> list[float]:
    async def share(number: int) -> None:
        draft, by = rules.Draft(text=" ".join(said[number])), here.members[number % len(here.members)]
        async with here.house.store.begin() as db:
            await service.share(
                db, draft, workspace_id=WORKSPACE, team_id=here.teams[0].id, by=by, now=clock.now()
            )  # fmt: skip

    return await _timed(share, len(said))


def _compared(place: Place, many: int, ours: list[float], bare: list[float]) -> Row:
    """What a tip costs beside many, and what the first ones cost, whose words are all new."""
    ours50, bare50 = ours[len(ours) // 2], bare[len(bare) // 2]
    told = f"p50 {ours50:.1f} p99 {ours[int(len(ours) * 0.99)]:.1f} ms"
    return Row(
        f"a tip shared beside {many:,}", place.database, place.latency, told, f"{bare50:.1f} ms", ours50 / bare50,
        "<= 2.00", ours50 <= 2 * bare50,
    )  # fmt: skip


async def _timed(do: Callable[[int], Awaitable[None]], times: int) -> list[float]:
    """The milliseconds of each, in order of size; the first few warm up."""
    each = []
    for number in range(times):
        began = perf_counter()
        await do(number)
        each.append((perf_counter() - began) * 1000)
    return sorted(each[5:])


def _row(place: Place, name: str, each: list[float]) -> Row:
    p50, p99 = each[len(each) // 2], each[int(len(each) * 0.99)]
    told = f"p50 {p50:.1f} p99 {p99:.1f} ms"
    return Row(name, place.database, place.latency, told, goal="p99 < 100", good=p99 < 100)
