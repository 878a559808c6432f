"""The page before a one-to-one, as its one reader sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins.rules.weeks import Verdict
from salesbot.coaching.blocks import agreed
from salesbot.coaching.blocks.paging import lined, paged, short
from salesbot.coaching.rules.skills import Skill
from salesbot.coaching.rules.suggesting import ago
from salesbot.coaching.rules.talks import OPEN
from salesbot.room import Message
from salesbot.slack import kit
from salesbot.slack.kit.text import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from salesbot.coaching.model import Asked, Commitment
    from salesbot.coaching.service.briefing import Brief, Facts
    from salesbot.kudos.queries import Act
    from salesbot.room import Block

TURN = "coaching.brief"
NOTE, ASK, WITHDRAW = "coaching.talk", "coaching.ask", "coaching.withdraw"
LINE, NOTES = 220, 400  # characters of a line, and of longer words
MOST = 6  # lines of each kind


def brief(what: Brief, *, page: int = 0) -> Message:
    """One page of it."""
    facts = what.facts
    who, of = kit.name(facts.bond.member.name), facts.bond.member.id
    head = [kit.header(f"Before you talk with {facts.bond.member.name}"), kit.context(_since(facts))]
    parts = [_questions(what), *(part for part in _facts(what, who, f"brief/{of}/{page}") if part)]
    if len(parts) == 1:
        parts.append([kit.section(f"I know of nothing that {who} wrote, did or was thanked for in that time.")])
    buttons = [
        kit.button("Write notes", NOTE, value=of, style="primary"),
        kit.button(f"Ask {facts.bond.member.name} something", ASK, value=of),
    ]
    foot = [kit.actions(*buttons), kit.context("Only you see this.")]
    return paged(f"Before you talk with {who}", head, parts, foot, page=page, turn=TURN, of=of)


def _since(facts: Facts) -> str:
    day = f"{facts.day(facts.since):%A %-d %B}"
    teams = ", ".join(kit.name(one.name) for one in facts.bond.teams)
    if facts.last is not None and facts.last.talk.held_at == facts.since:
        return f"{teams} · all since your last notes, {day}"
    return f"{teams} · all since {day}"


def _questions(what: Brief) -> list[Block]:
    lines = [
        f"{place}. {kit.escape(one.words)}\n      _{kit.escape(one.because)}_"
        for place, one in enumerate(what.questions, 1)
    ]
    return [kit.section("\n".join(["*Three questions that you could ask*", *lines]))]


def _facts(what: Brief, who: str, where: str) -> Iterator[list[Block]]:
    facts = what.facts
    yield _last(facts, who, where)
    yield _lines("In the way", [*_blockers(facts), *_resolved(facts)])
    yield _lines(f"What {who} wrote", _wrote(what))
    yield _lines("Check-ins", _participation(facts))
    yield _lines("Commitments", [_commitment(one, facts) for one in facts.commitments])
    yield _lines("Praise", [*_praise(facts, who)])
    yield _lines(f"{who} shared with you", [
        f"• *{_short(one.title)}*: {_short(one.words, NOTES)}" for one in facts.shared
    ])  # fmt: skip
    yield _lines("Tips", [f"• {_short(one.text)}" for one in facts.tips])
    yield _lines("Coaching prompts", _prompts(facts))
    yield _asked(facts, who, where)


def _lines(title: str, lines: Sequence[str]) -> list[Block]:
    return lined(title, lines, most=MOST)


def _short(words: str, most: int = LINE) -> str:
    return short(words, most)


def _last(facts: Facts, who: str, where: str) -> list[Block]:
    """What was noted last time, and what came of what was agreed."""
    if facts.last is None and not facts.agreed:
        return []
    title = f"*Last time, {agreed.held(facts.last.talk, facts.zone)}*" if facts.last else "*Agreed*"
    said = f"\n{_short(facts.last_words, NOTES)}" if facts.last_words else ""
    blocks = [kit.section(title + said)]
    for one in facts.agreed[: MOST + 2]:
        whose = "You" if one.action.owner_id == facts.bond.manager.id else who
        if one.action.state == OPEN:
            blocks += agreed.row(one.action, whose=whose, where=where)
        else:
            blocks.append(kit.section(agreed.settled(one.action, whose=whose)))
    return blocks


def _blockers(facts: Facts) -> list[str]:
    return [f"• {_short(one.text)} · {since}" for one, since in facts.blockers if one.resolved_at is None]


def _resolved(facts: Facts) -> list[str]:
    return [f"_{facts.resolved} resolved in that time._"] if facts.resolved else []


def _wrote(what: Brief) -> list[str]:
    return [f"• {one.day:%a %-d %b} · {_short(one.words)}" for one in what.telling]


def _participation(facts: Facts) -> list[str]:
    """Plain counts: how many were asked, and what became of each."""
    whole = facts.week.whole
    if not whole.asked:
        return []
    told = [f"Answered {whole.answered} of {whole.asked}"]
    for verdict, words in ((Verdict.LATE, "of them late"), (Verdict.SKIPPED, "skipped"), (Verdict.MISSING, "missing")):
        told += [f"{whole.counts[verdict]} {words}"] if whole.counts[verdict] else []
    return [f"{', '.join(told)}."]


def _commitment(one: Commitment, facts: Facts) -> str:
    if one.state == "open":
        how = "not yet" if one.not_yet_at is not None else "open"
        return f"• {_short(one.words)} · {how}, since {one.day:%a %-d %b}"
    when = f" {ago(facts.days(one.settled_at))}" if one.settled_at is not None else ""
    mark = ":white_check_mark: " if one.state == "done" else ""
    return f"• {mark}{_short(one.words)} · {one.state}{when}"


def _praise(facts: Facts, who: str) -> Iterator[str]:
    for one in facts.received[:MOST]:
        yield f"• {facts.day(one.kudos.given_at):%a %-d %b} · {_name(one.giver)} thanked {who}{_for(one)}"
    for one in facts.given[:MOST]:
        named = ", ".join(_name(name) for _, name in one.receivers)
        yield f"• {facts.day(one.kudos.given_at):%a %-d %b} · {who} thanked {named}{_for(one)}"


def _name(name: str) -> str:
    return kit.name(name) or NOBODY


def _for(one: Act) -> str:
    return f": {_short(one.kudos.reason)}" if one.kudos.reason else ""


def _prompts(facts: Facts) -> list[str]:
    """By skill and in number: which they were, and what was thought about them, is theirs."""
    counted = sorted(facts.prompts.items(), key=lambda one: (-one[1], one[0]))
    said = [f"{number} on {Skill(skill).words}" for skill, number in counted if skill in set(Skill)]
    return [f"{', '.join(said)}."] if said else []


def _asked(facts: Facts, who: str, where: str) -> list[Block]:
    """What the reader asked in between, with the answers; an open question can be taken back here."""
    if not facts.asked:
        return []
    rows = [kit.section(_question(one, facts, who), _withdrawing(one, where)) for one in facts.asked]
    return [kit.section("*Your questions*"), *rows]


def _question(one: Asked, facts: Facts, who: str) -> str:
    asked = f"• {facts.day(one.asked_at):%a %-d %b} · {_short(one.words)}"
    return f"{asked}\n      *{who}:* {_short(one.answer, NOTES)}" if one.answered_at else f"{asked} · no answer yet"


def _withdrawing(one: Asked, where: str) -> Block | None:
    return None if one.answered_at else kit.button("Withdraw", WITHDRAW, value=f"{one.id}/{where}")


def whose() -> Message:
    """Ask with whom they will talk."""
    words = "With whom will you talk?"
    return Message(
        text=words, blocks=[kit.section(words), kit.actions(kit.users("Choose somebody", f"{TURN}.of"))]
    )  # fmt: skip
