"""What must be true of who reads what: all that stands in an answer and nothing else, where its round has it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesbot.checkins.model import Ask, Round
from salesbot.checkins.rules.places import CLOSE, MANAGERS
from salesbot.checkins.service import report_key
from salesbot.outbox.model import Delivery

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from company import Company
    from sales_team import SalesTeam
    from sqlalchemy import Row

_WORDS = re.compile(r"\bwords \d+\b")


def nothing_else_is_read(company: Company, said: Mapping[int, Mapping[int, str]]) -> None:
    """No message shows words that nobody answers any more: deleted and changed ones are gone everywhere."""
    there = {text for texts in said.values() for text in texts.values()}
    for one in company.slack.standing.values():
        shown = set(_WORDS.findall(str([one.text, *one.blocks])))
        assert shown <= there, f"{sorted(shown - there)} still stand in {one.channel}: {one.text}"


async def nobody_else_reads(company: Company, team: SalesTeam) -> None:
    """What only managers read stands in no channel and with nobody else; what waits for its close stands nowhere."""
    async with company.store.read() as db:
        rounds = {str(one.id): one for one in await db.scalars(select(Round))}
        reports = list(await db.scalars(select(Delivery).where(Delivery.kind == "checkin.report")))
    for row in reports:
        here = rounds[row.subject.partition("/")[0]]
        if row.state != "sent" or row.ts is None:
            continue
        assert here.publish != CLOSE or here.published_at is not None, f"{row.key} was to wait for its close"
        if here.publish == MANAGERS:
            assert row.target in team.people, f"{row.key} is for managers, and stands in {row.target}"


async def answers_are_published(company: Company, sent: dict[str, Row[Any]], *, before: date) -> None:
    """Every answer to a question that was asked can be read where its round has it, once the day is over."""
    answered = select(Ask.round_id).where(Ask.state == "answered", Ask.asked_at.is_not(None))
    async with company.store.read() as db:
        over = Round.day < before - timedelta(days=1)
        rounds = list(await db.scalars(select(Round).where(Round.id.in_(answered), over)))
    for one in rounds:
        key = report_key(one.id, to="UANA" if one.publish == MANAGERS else "")
        row = sent.get(key)
        assert row is not None, f"{key} was never promised ({one.publish})"
        assert row.state == "sent", f"{key} is {row.state} ({one.publish})"
        assert row.ts is not None, f"{key} stands nowhere ({one.publish})"
