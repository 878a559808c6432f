"""What managers add to the library for their team: prompts of its own, and words that show a skill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.audit.rules import Verb
from salesbot.audit.service import Deed, note
from salesbot.coaching.model import OwnPrompt, OwnWords
from salesbot.coaching.queries import own as queries
from salesbot.coaching.queries.shelf import prompt_of
from salesbot.coaching.rules import own as rules
from salesbot.coaching.rules.alike import alike
from salesbot.coaching.rules.skills import Skill
from salesbot.coaching.rules.style import advice
from salesbot.coaching.service.choosing import shelf
from salesbot.errors import Refusal
from salesbot.people import queries as people
from salesbot.people.rules import Role
from salesbot.store import insert

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.coaching.rules.own import Draft
    from salesbot.coaching.rules.prompt import Prompt
    from salesbot.people.model import Team
    from salesbot.room import House

_GONE = "That prompt was withdrawn meanwhile."
_MOST_ADVICE = 4


@dataclass(frozen=True)
class Preview:
    """A draft that can be sent, as the prompt that it is, and what its writer may want to change first."""

    draft: Draft
    prompt: Prompt
    team: Team
    number: int | None  # of the prompt that it changes; None: a new one
    advice: Sequence[str]


async def managed(db: AsyncSession, workspace_id: str, member_id: str, channel_id: str = "") -> list[Team]:
    """Return the teams whose library somebody may change, the channel's first. Raises Refusal where there is none."""
    member = await people.member(db, workspace_id, member_id)
    known = await people.teams_of(db, workspace_id, member_id)
    teams = [team for team, role in known if role is Role.MANAGER]
    if member is not None and member.is_admin and member.active:
        others = await people.teams(db, workspace_id)
        teams += [one for one in others if one.id not in {team.id for team in teams}]
    if not teams:
        raise Refusal("What a team adds to the library is for its managers to say. Ask yours.")
    return sorted(teams, key=lambda team: team.channel_id != channel_id) if channel_id else teams


async def may_change(db: AsyncSession, workspace_id: str, team_id: int, member_id: str) -> Team:
    """Return the team. Raises Refusal for whoever does not manage it."""
    team = await people.team(db, workspace_id, team_id)
    allowed = team is not None and team.archived_at is None
    if team is None or not allowed or not await people.may_manage(db, workspace_id, team_id, member_id):
        raise Refusal("What a team adds to the library is for its managers to say.")
    return team


# ---- prompts ----


async def preview(
    house: House, db: AsyncSession, draft: Draft, *, team_id: int, number: int | None, workspace_id: str, by: str
) -> Preview:
    """Return a draft as it would arrive. Raises Unfit beside its fields, Refusal for whoever may not."""
    team = await may_change(db, workspace_id, team_id, by)
    if number is not None:
        await changeable(db, number, workspace_id=workspace_id, by=by)
    made = rules.prompt(draft, team_id=team.id)
    there = [*shelf(house).prompts, *(prompt_of(one) for one in await queries.prompts(db, workspace_id, team.id))]
    others = [one for one in there if one.id != f"own.{number}"]
    said = [one.words for one in advice(made)]
    said += [f"Its {same.part} is much like that of “{same.other.title}”." for same in alike([made], others)]
    return Preview(draft, made, team, number, said[:_MOST_ADVICE])


async def save(
    db: AsyncSession, draft: Draft, *, team_id: int, number: int | None, workspace_id: str, by: str, now: datetime
) -> Team:
    """Keep a new prompt, or the changed words of one. Raises Refusal as the preview does."""
    team = await may_change(db, workspace_id, team_id, by)
    made = rules.prompt(draft, team_id=team.id)
    if number is not None:
        known = await changeable(db, number, workspace_id=workspace_id, by=by)
        for name, value in _columns(made).items():
            setattr(known, name, value)
        known.edited_at = now
        await _note(db, team.id, Verb.PROMPT_CHANGED, known.id, workspace_id=workspace_id, by=by, now=now)
        return team
    there = await queries.prompts(db, workspace_id, team.id)
    if len(there) >= rules.MOST_PROMPTS:
        raise Refusal(f"{team.name} has {len(there)} prompts of its own, which is all I keep. Withdraw one first.")
    who = {"workspace_id": workspace_id, "team_id": team.id, "member_id": by, "made_at": now}
    new = OwnPrompt(**who, **_columns(made))
    db.add(new)
    await db.flush()
    await _note(db, team.id, Verb.PROMPT_MADE, new.id, workspace_id=workspace_id, by=by, now=now)
    return team


async def _note(
    db: AsyncSession, team_id: int, verb: Verb, number: int | str, *,
    workspace_id: str, how: str = "", by: str, now: datetime,
) -> None:  # fmt: skip
    deed = Deed(workspace_id=workspace_id, verb=verb, by=by, at=now, object_id=number, team_id=team_id, how=how)
    await note(db, deed)


def _columns(made: Prompt) -> dict[str, object]:
    return {
        "skill": made.skill.value, "audience": made.audience.value, "level": made.level.value,
        "minutes": made.minutes, "title": made.title, "lesson": made.lesson, "question": made.question,
        "action": made.action, "signals": "\n".join(made.signals),
    }  # fmt: skip


async def changeable(db: AsyncSession, number: int, *, workspace_id: str, by: str) -> OwnPrompt:
    """Return one of a team's own prompts to whoever may change it. Raises Refusal for others, and where it is gone."""
    known = await queries.prompt(db, workspace_id, number)
    if known is None or not await people.may_manage(db, workspace_id, known.team_id, by):
        raise Refusal(_GONE)
    return known


async def withdraw(db: AsyncSession, number: int, *, workspace_id: str, by: str, now: datetime) -> int:
    """Send a prompt no more; returns its team. Raises Refusal as `changeable` does."""
    known = await changeable(db, number, workspace_id=workspace_id, by=by)
    known.withdrawn_at = now
    await _note(db, known.team_id, Verb.PROMPT_WITHDRAWN, known.id, workspace_id=workspace_id, by=by, now=now)
    return known.team_id


# ---- words ----


async def add_words(
    db: AsyncSession, typed: str, *, skill: str, team_id: int, workspace_id: str, by: str, now: datetime
) -> OwnWords:
    """Let words show a skill in a team's answers. Raises Refusal beside the field that needs another look."""
    team = await may_change(db, workspace_id, team_id, by)
    if skill not in set(Skill):
        raise Refusal("Choose the skill that these words show.", field="skill")
    said = rules.phrase(typed)
    there = await queries.phrases(db, workspace_id, team.id)
    known = next((one for one in there if one.words.casefold() == said.casefold()), None)
    if known is not None:
        raise Refusal(f"“{said}” shows {Skill(known.skill).words} already. Remove it below to change that.")
    if len(there) >= rules.MOST_WORDS:
        raise Refusal(f"{team.name} has {len(there)} words, which is all I keep. Remove one first.")
    row = {"workspace_id": workspace_id, "team_id": team.id, "member_id": by, "skill": skill, "words": said}
    for number in await insert(db, OwnWords, [{**row, "added_at": now}], ignore=["team_id", "words"]):
        await _note(db, team.id, Verb.WORDS_ADDED, number, how=skill, workspace_id=workspace_id, by=by, now=now)
    return OwnWords(**row, added_at=now)


async def remove_words(db: AsyncSession, number: int, *, workspace_id: str, by: str, now: datetime) -> None:
    """Let words show nothing any more. Raises Refusal where they are gone, or another team's."""
    known = await queries.phrase(db, workspace_id, number)
    if known is None or not await people.may_manage(db, workspace_id, known.team_id, by):
        raise Refusal("Those words are gone already.")
    await db.delete(known)
    await _note(db, known.team_id, Verb.WORDS_REMOVED, known.id, workspace_id=workspace_id, by=by, now=now)
