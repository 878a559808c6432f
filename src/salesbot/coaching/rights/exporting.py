"""What coaching gives out of one person: to whoever hosts salesbot, and what is for them alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesbot.coaching.model import (
    Action,
    Asked,
    Coachee,
    Commitment,
    OneToOne,
    OwnPrompt,
    OwnWords,
    Reflection,
    Shown,
)
from salesbot.people.model import Member
from salesbot.room import Held
from salesbot.sealing import LOST, Lost

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House


async def export(db: AsyncSession, workspace_id: str, member_id: str, now: datetime) -> Sequence[Held]:  # noqa: ARG001  the offer's shape
    """What coaching holds of somebody, as whoever hosts salesbot may give it out: sealed words stay sealed."""
    mine = _Mine(db, workspace_id, member_id)
    return [
        Held("prompts_shown", await mine.shown()),
        Held("reflections", await mine.reflections()),
        Held("commitments", await mine.commitments()),
        Held("questions_to_me", await mine.questions(to_me=True)),
        Held("questions_of_mine", await mine.questions(to_me=False)),
        Held("one_to_ones_held", await mine.talks()),
        Held("one_to_one_actions", await mine.actions()),
        Held("coaching_choices", await mine.choices()),
        Held("prompts_written", await mine.written()),
        Held("coaching_words_added", await mine.words()),
    ]


async def own_export(
    house: House,
    db: AsyncSession,
    workspace_id: str,
    member_id: str,
    now: datetime,  # noqa: ARG001  the offer's shape
) -> Sequence[Held]:
    """What only they themselves may read: what they thought about prompts, and what they noted of one-to-ones."""
    thoughts = Reflection.workspace_id == workspace_id, Reflection.member_id == member_id, Reflection.sealed != ""
    talks = OneToOne.workspace_id == workspace_id, OneToOne.manager_id == member_id, OneToOne.sealed != ""
    return [
        Held("reflections_opened", [
            {"prompt": shown.prompt, "made_at": one.made_at, "text": opened(house, one.sealed)}
            for one, shown in await db.execute(_with_prompt().where(*thoughts).order_by(Reflection.id))
        ]),
        Held("one_to_ones_opened", [
            {"with": name, "held_at": one.held_at, "notes": opened(house, one.sealed)}
            for one, name in await db.execute(_with_name().where(*talks).order_by(OneToOne.id))
        ]),
    ]  # fmt: skip


def opened(house: House, sealed: str) -> str:
    """Return what was sealed, or the sentence that it cannot be opened."""
    try:
        return house.seals.unseal(sealed)
    except Lost:
        return LOST


def _with_prompt() -> Any:
    return select(Reflection, Shown).join(Shown, Shown.id == Reflection.coaching_id)


def _with_name() -> Any:
    them = (Member.workspace_id == OneToOne.workspace_id) & (Member.id == OneToOne.member_id)
    return select(OneToOne, Member.name).join(Member, them)


class _Mine:
    """One person's rows, kind by kind."""

    def __init__(self, db: AsyncSession, workspace_id: str, member_id: str) -> None:
        self._db, self._workspace_id, self._member_id = db, workspace_id, member_id

    async def shown(self) -> list[dict[str, Any]]:
        """Which prompts came to them."""
        names = ("day", "prompt", "skill", "why", "shown_at", "again_at", "useless_at", "useless_why")
        return [_row(one, *names) for one in await self._all(Shown, Shown.member_id)]

    async def reflections(self) -> list[dict[str, Any]]:
        """That they thought about prompts; the words stay sealed."""
        names = ("made_at", "edited_at", "shared_at", "tip_at")
        return [_row(one, *names) for one in await self._all(Reflection, Reflection.member_id)]

    async def commitments(self) -> list[dict[str, Any]]:
        """What they said they would do."""
        names = ("day", "words", "state", "made_at", "asked_at", "not_yet_at", "settled_at")
        return [_row(one, *names) for one in await self._all(Commitment, Commitment.member_id)]

    async def questions(self, *, to_me: bool) -> list[dict[str, Any]]:
        """What a manager asked them and they answered, or what they asked as a manager, taken back or not."""
        mine, other = (Asked.member_id, Asked.manager_id) if to_me else (Asked.manager_id, Asked.member_id)
        them = (Member.workspace_id == Asked.workspace_id) & (Member.id == other)
        query = select(Asked, Member.name).join(Member, them).where(*self._here(Asked, mine)).order_by(Asked.id)
        query = query.where(Asked.withdrawn_at.is_(None)) if to_me else query
        names = ("asked_at", "words", "answer", "answered_at", "edited_at", "withdrawn_at")
        side = "from" if to_me else "to"
        return [{side: name} | _row(one, *names) for one, name in await self._db.execute(query)]

    async def talks(self) -> list[dict[str, Any]]:
        """With whom they noted one-to-ones, and when; the notes stay sealed."""
        query = _with_name().where(*self._here(OneToOne, OneToOne.manager_id)).order_by(OneToOne.id)
        return [{"with": name} | _row(one, "held_at", "edited_at") for one, name in await self._db.execute(query)]

    async def actions(self) -> list[dict[str, Any]]:
        """What was agreed that they would do."""
        return [_row(one, "words", "state", "settled_at") for one in await self._all(Action, Action.owner_id)]

    async def choices(self) -> list[dict[str, Any]]:
        """When they want their prompts, and on what."""
        rows = await self._db.scalars(select(Coachee).where(*self._here(Coachee, Coachee.member_id)))
        names = ("days", "focus", "focus_until", "paused_at", "paused_until")
        return [{"wall": f"{one.wall:%H:%M}"} | _row(one, *names) for one in rows]

    async def written(self) -> list[dict[str, Any]]:
        """The prompts that they wrote for their team."""
        names = ("skill", "audience", "title", "lesson", "question", "action", "made_at", "edited_at", "withdrawn_at")
        return [_row(one, *names) for one in await self._all(OwnPrompt, OwnPrompt.member_id)]

    async def words(self) -> list[dict[str, Any]]:
        """The words that they added for a skill."""
        return [_row(one, "skill", "words", "added_at") for one in await self._all(OwnWords, OwnWords.member_id)]

    async def _all(self, model: Any, who: Any) -> Sequence[Any]:
        return (await self._db.scalars(select(model).where(*self._here(model, who)).order_by(model.id))).all()

    def _here(self, model: Any, who: Any) -> tuple[ColumnElement[bool], ...]:
        return model.workspace_id == self._workspace_id, who == self._member_id


def _row(one: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(one, name) for name in names}
