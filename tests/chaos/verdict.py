"""The verdict at rest: what the database owes, what stands in Slack, and what people were told is kept."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select
from sqlalchemy.exc import DBAPIError
from town import ACME

from salesbot import clock
from salesbot.checkins.model import Answer, Ask, Draft
from salesbot.outbox.model import Copy, Delivery
from salesbot.outbox.rules import METADATA, delivery_id
from salesbot.schedule.model import Occurrence

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession
    from town import Town

    from crowd import Crowd, Deed

WORDS_WITHIN = 10.0  # seconds after a click in which words about it may come
# Boards of which none stands in Slack while there is nothing to say.
MAY_BE_SILENT = {"checkin.reminder", "checkin.report"}


@dataclass
class Verdict:
    """What was found. Everything but the counts at the top must be empty."""

    questions: int = 0
    messages: int = 0
    answers: int = 0
    typed: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    answers_lost: list[str] = field(default_factory=list)
    typed_lost: list[str] = field(default_factory=list)
    answers_doubled: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # stored, but the channel's report does not say it
    restless: list[str] = field(default_factory=list)  # deliveries that were not at rest
    occurrences_wrong: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)  # without a reason; where that was looked at
    not_back: list[str] = field(default_factory=list)  # memory, descriptors and connections; the same

    def wrong(self) -> dict[str, list[str]]:
        """What must not be, by name; the first few of each."""
        return {name: found[:5] for name, found in vars(self).items() if isinstance(found, list) and found}


async def live(town: Town) -> Counter[str]:
    """How many copies of each delivery stand in Slack now."""
    tagged = await town.slack.tagged()
    return Counter(one["event_payload"]["id"] for one in tagged if one["event_type"] == METADATA)


async def rest(town: Town, *, within: float, lease: float | None) -> bool:
    """Wait until nothing is due, under way, in doubt or one too many; False where time ran out.

    With `lease` (seconds) the janitor's first look is enough, else its second must be over as well.
    """
    until = clock.monotonic() + within
    while clock.monotonic() < until:
        if await _at_rest(town, lease):
            return True
        await asyncio.sleep(0.25)
    return False


async def _at_rest(town: Town, lease: float | None) -> bool:
    try:
        async with town.store.read() as db:
            due = (Delivery.state == "waiting") & (Delivery.due_at <= clock.now())
            under_way = or_(Delivery.state == "claimed", due)
            busy = await db.scalar(select(func.count()).where(under_way).select_from(Delivery)) or 0
            looks = select(Delivery.settled_at, Delivery.check_at).where(Delivery.check_at.is_not(None))
            busy += sum(_counts(settled, look, lease) for settled, look in await db.execute(looks))
            extra = Copy.extra.is_(True) & Copy.deleted_at.is_(None)
            busy += await db.scalar(select(func.count()).where(extra).select_from(Copy))
            states = Occurrence.state == "planned", Occurrence.due_at <= clock.now()
            busy += await db.scalar(select(func.count()).where(*states).select_from(Occurrence))
            keys = set(await db.scalars(select(Occurrence.key).where(Occurrence.job == "checkin.ask")))
    except DBAPIError:
        return False
    return not busy and all(owed.key(member) in keys for owed in town.owed for member in town.members)


def _counts(settled_at: datetime | None, check_at: datetime, lease: float | None) -> bool:
    """Whether a look that is still to come must be waited for; the second is a dozen leases after all was settled."""
    second = lease is not None and settled_at is not None and (check_at - settled_at).total_seconds() > 6 * lease
    return not second


async def judge(town: Town, crowd: Crowd) -> Verdict:
    """Compare what was owed with what is there. Everything must have come to rest before."""
    found = Verdict()
    copies = await live(town)
    await _messages(town, copies, found)
    await _answers(town, crowd, found)
    await _typed(town, crowd, found)
    return found


async def owed_messages(town: Town, db: AsyncSession) -> dict[str, tuple[datetime, str]]:
    """When each question was owed, and the key of the message that asks it."""
    shown = dict((await db.execute(select(Ask.key, Ask.shown_in))).all())
    owed = {one.key(member): one.at for one in town.owed for member in town.members}
    return {key: (at, shown.get(key) or key) for key, at in owed.items()}


async def _messages(town: Town, copies: Counter[str], found: Verdict) -> None:
    names = {}
    async with town.store.read() as db:
        owed = await owed_messages(town, db)
        found.questions, found.messages = len(owed), sum(copies.values())
        found.lost += [key for key, (_, shown) in owed.items() if not copies[delivery_id(ACME, shown)]]
        for row in await db.scalars(select(Delivery).where(Delivery.due_at <= clock.now())):
            number = delivery_id(row.workspace_id, row.key)
            names[number] = row.key
            if row.state not in ("sent", "expired", "withdrawn"):
                found.restless.append(f"{row.key} {row.state} {row.error} check_at={row.check_at}")
            silent = row.state != "sent" or (row.ts is None and row.kind in MAY_BE_SILENT)
            if not silent and not copies[number]:
                found.lost.append(row.key)
        for occurrence in await db.scalars(select(Occurrence).where(Occurrence.job == "checkin.ask")):
            if occurrence.state != "done":
                found.occurrences_wrong.append(f"{occurrence.key} {occurrence.state} {occurrence.reason}")
    found.doubled += [f"{names.get(one, one)}: {count}" for one, count in copies.items() if count > 1]
    found.lost = sorted(set(found.lost))


async def _answers(town: Town, crowd: Crowd, found: Verdict) -> None:
    async with town.store.read() as db:
        asks = {str(one.id): one for one in await db.scalars(select(Ask))}
        drafts = {str(one.id): one for one in await db.scalars(select(Draft))}
        stored: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for one in await db.scalars(select(Answer)):
            stored[str(one.ask_id)][f"question.{one.question_id}"] = one.text
    by_part: defaultdict[str, list[Deed]] = defaultdict(list)
    for deed in await _without_words(town, crowd.deeds):
        part = str(drafts[deed.subject].ask_id) if deed.kind == "use" else deed.subject
        by_part[part].append(deed)
    for part, deeds in by_part.items():
        texts = {str(one.id): one.text for one in drafts.values() if str(one.ask_id) == part}
        found.answers += sum(deed.acked for deed in deeds)
        found.answers_lost += _lost(part, deeds, stored[part], texts=texts, state=asks[part].state, drafts=drafts)
        twice = Counter(line for text in stored[part].values() for line in text.splitlines())
        found.answers_doubled += [f"part {part}: {text}" for text, count in twice.items() if count > 1]
    found.unread += await _unread(town, stored)


async def _without_words(town: Town, deeds: list[Deed]) -> list[Deed]:
    """Take back the yes of a click that was answered with words, such as "could not confirm that this was saved"."""
    said = {one: await town.slack.messages(user=one, by_bots=True) for one in town.members}
    words = {
        one: [float(message["ts"]) for message in some if not message.get("metadata")] for one, some in said.items()
    }

    def answered(deed: Deed) -> bool:
        return deed.kind != "answer" and any(0 <= ts - deed.at <= WORDS_WITHIN for ts in words[deed.member])

    return [replace(deed, acked=deed.acked and not answered(deed)) for deed in deeds]


def _lost(
    part: str, deeds: list[Deed], stored: dict[str, str], *, texts: dict[str, str], state: str, drafts: dict[str, Draft]
) -> list[str]:
    """What was acknowledged and is not there, nor anything that the same person sent after it."""
    answered = [number for number, deed in enumerate(deeds) if deed.kind == "answer" and deed.acked]
    lost = []
    if answered:
        later = deeds[answered[-1] :]
        used = {texts[deed.subject] for deed in later if deed.kind == "use"}
        for name in deeds[answered[-1]].words:
            may = {deed.words[name] for deed in later if name in deed.words} | used
            if not may.intersection(stored.get(name, "").splitlines()):
                lost.append(f"part {part} {name}: {stored.get(name)!r} is none of {sorted(may)}")
    for number, deed in enumerate(deeds):
        after = any(other.kind == "answer" for other in deeds[number:])
        if deed.kind == "use" and deed.acked:
            said = "\n".join(stored.values()).splitlines()
            kept = drafts[deed.subject].used_at is not None and (after or texts[deed.subject] in said)
            lost += [] if kept else [f"part {part}: {texts[deed.subject]!r} was used and is gone; there is {said}"]
        if deed.kind == "skip" and deed.acked and len(deeds) == 1 and state != "skipped":
            lost.append(f"part {part}: skipped, but is {state}")
    return lost


async def _unread(town: Town, stored: dict[str, dict[str, str]]) -> list[str]:
    """Each stored answer stands in a report, for the channel to read."""
    said = [await town.slack.messages(channel=one, by_bots=True) for one in town.channels]
    words = "\n".join(str(message.get("blocks")) for some in said for message in some)
    lines = [line for texts in stored.values() for text in texts.values() for line in text.splitlines()]
    return [line for line in lines if line not in words]


async def _typed(town: Town, crowd: Crowd, found: Verdict) -> None:
    """Each typed text is a draft, or was answered with words."""
    found.typed = len(crowd.typed)
    async with town.store.read() as db:
        drafts = {(one.member_id, one.ts): one.text for one in await db.scalars(select(Draft))}
        keys = set(await db.scalars(select(Delivery.key).where(Delivery.kind == "desk.typed")))
    for (member, ts), text in crowd.typed.items():
        if drafts.get((member, ts)) != text and f"desk.typed.{member}.{ts}" not in keys:
            found.typed_lost.append(f"{member} {ts} {text}")
