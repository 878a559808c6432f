"""What one person said, as a report or the day's thread has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins.blocks.question import answered
from salesbot.checkins.rules import spoken
from salesbot.letters import letters
from salesbot.room import Message
from salesbot.slack import kit, split

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from salesbot.checkins.model import Ask, Question
    from salesbot.checkins.queries import Line, Part, Report
    from salesbot.room import Block

SHORT = 80  # characters of an answer that stands beside its question rather than below it
PREVIEW = 150  # characters of an answer in a notification


def of_report(found: Report, line: Line, *, page: int) -> list[Block]:
    """What one person said, or the piece of it that stands on this page."""
    ask = line.ask
    if ask is None or ask.page is None:
        return []
    whole = _whole(line.name, ask, found.asked_in(ask), found.texts.get(ask.id, {}), day=found.round.day)
    if ask.report_pages == 1:
        return together(whole)
    pieces = split.pages(*whole)
    return pieces[page - ask.page] if page - ask.page < len(pieces) else []


def entry(part: Part, questions: Sequence[Question], texts: Mapping[int, str], *, piece: int) -> Message | None:
    """One person's answer as a message of the day's thread; None for a piece that it does not have any more."""
    pieces = split.pages(*together(_whole(part.member.name, part.ask, questions, texts, day=part.round.day)))
    if piece >= len(pieces):
        return None
    name = kit.name(part.member.name)
    if piece:
        words = f"{name}, continued"
        return Message(text=words, blocks=[kit.context(words), *pieces[piece]])
    first = next((_spoken(one, texts[one.id]) for one in questions if one.id in texts), "")
    return Message(text=f"{name}: {kit.escape(kit.shorten(' '.join(first.split()), PREVIEW))}", blocks=pieces[0])


def _whole(name: str, ask: Ask, questions: Sequence[Question], texts: Mapping[int, str], *, day: date) -> list[Block]:
    marks = [answered(ask, day)] if ask.answered_at else []
    marks += ["late"] if ask.late else []
    marks += ["edited"] if ask.edited_at else []
    lead = f"*{kit.name(name)}*" + (f" · {', '.join(marks)}" if marks else "")
    return [kit.section(lead), *(block for one in questions if one.id in texts for block in _said(one, texts[one.id]))]


def _said(question: Question, text: str) -> list[Block]:
    """A short answer beside its question, a long one below it; not a word lost."""
    words = kit.escape(question.words)
    answer = _spoken(question, text)
    if "\n" in answer or letters(answer) > SHORT:
        return kit.paragraphs(answer, lead=f"*{words}*\n")
    return [kit.section(f"*{asked(words)}* {kit.escape(answer)}")]


def _spoken(question: Question, text: str) -> str:
    return spoken(text, kind=question.kind, unit=question.unit or "", options=question.options or "")


def asked(words: str) -> str:
    """Return a question as it stands before its answer on one line: `Meetings booked:`."""
    return words if words.rstrip().endswith(("?", ":", ".", "!", "…")) else f"{words.rstrip()}:"


def together(blocks: Sequence[Block]) -> list[Block]:
    """Put sections that are short enough into one, so that a person reads as one paragraph."""
    return [kit.section(text) for text in lines(block["text"]["text"] for block in blocks)]


def lines(texts: Iterable[str]) -> list[str]:
    """Join lines into texts that fit a section."""
    joined = [""]
    for line in texts:
        if letters(joined[-1]) + letters(line) + 1 > 2_900:  # noqa: PLR2004  under the 3,000 of "section" in Slack's block reference
            joined.append("")
        joined[-1] += line + "\n"
    return [text.strip() for text in joined if text.strip()]
