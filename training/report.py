"""docs/matching.md: how the matcher works, how good it is on the test's answers, and where it is wrong."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from salesbot.coaching.matching.learned import NONE, learned
from salesbot.coaching.rules.skills import Skill
from training import measuring
from training.answers import HERE, LABELS, TEST, VALIDATION, read, training

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from training.measuring import Said

PAGE = HERE.parent / "docs" / "matching.md"
# As narrow as fourteen columns have to be; the rows say the whole word.
_SHORT = {
    NONE: "none", "listening": "list", "discovery": "disc", "expectations": "exp", "tone": "tone", "objections": "obj",
    "negotiation": "neg", "multithreading": "mult", "forecasting": "fcst", "pipeline": "pipe", "partners": "part",
    "losses": "loss", "feedback": "fdbk", "recognition": "recg", "one-to-ones": "1:1",
}  # fmt: skip


def write() -> None:
    """Measure on the test's answers, and write the page."""
    PAGE.write_text(page(measuring.said_of(read(TEST))), encoding="utf-8")


def page(said: Sequence[Said]) -> str:
    """Return the page: what the matcher said of the test's answers, counted."""
    return "\n".join([*_how(), *_figures(said), *_confusion(said), *_misses(said)]) + "\n"


def _how() -> Iterable[str]:
    answers, known = training(), learned()
    none = sum(one.fits_none for one in answers)
    return [
        "# How salesbot recognises the skill in an answer",
        "",
        "People rarely name the skill that they could use. *They asked how much wiggle room we have* is negotiation,",
        "and a Discovery that was at the garage is a car. So salesbot does not look for keywords: a small linear",
        "model, trained on answers written for it, adds up what each word, each pair of neighbours, each group of",
        "three to five letters and each word of like meaning (`training/concepts.txt`) says for each of the fourteen",
        "skills and for *none of them*. Where no skill is likely it says nothing. All of it is addition, so that each",
        "decision can name the words that made it; those are the words that a prompt quotes back.",
        "",
        f"It learned from {len(answers):,} answers in `training/answers/` ({none:,} of them show no skill), and its",
        f"settings were chosen on {len(read(VALIDATION))} more in `training/validation.tsv`. What it learned is one",
        f"file of {len(known.places):,} features that ships with salesbot: no model server, no network, nothing heavy",
        "to install, and no answer leaves your machine. `make train` makes that file anew, and this page.",
        "",
        "`salesbot prompts match FILE` shows what it makes of your own lines. A team adds words of its own with",
        "`/coach library words`; they win over what was learned.",
        "",
    ]


def _figures(said: Sequence[Said]) -> Iterable[str]:
    found, fitting = measuring.figures(said), sum(not one.answer.fits_none for one in said)
    return [
        "## How good it is",
        "",
        f"Measured on {len(said)} answers (`tests/coaching/answers.tsv`) by another hand than the training's, labelled",
        f"before the matcher was begun: {fitting} show a skill, {len(said) - fitting} do not. The suite measures it at",
        "every change.",
        "",
        "| | share | goal |",
        "|---|---|---|",
        f"| a skill shows: an accepted one is named | {found.found:.3f} | 0.75 |",
        f"| … of those in which any skill is named | {found.right:.3f} | 0.80 |",
        f"| no skill shows: nothing is named | {found.silent:.3f} | 0.85 |",
        "",
    ]


def _confusion(said: Sequence[Said]) -> Iterable[str]:
    """A row is what was right, a column what was said."""
    count = measuring.confusion(said)
    yield from ["## What is taken for what", "", "A row is what fits best (or the accepted skill that was named), a",
                "column is what was named, the first one nothing.", ""]  # fmt: skip
    yield f"| | {' | '.join(_SHORT[label] for label in LABELS)} |"
    yield f"|---|{'---|' * len(LABELS)}"
    for row in LABELS:
        cells = [str(count[row, column] or "") for column in LABELS]
        cells[LABELS.index(row)] = f"**{count[row, row]}**"
        yield f"| {Skill(row).value if row != NONE else 'none'} | {' | '.join(cells)} |"
    yield ""


def _misses(said: Sequence[Said]) -> Iterable[str]:
    wrong = [one for one in said if not one.is_right]
    often = Counter(one.label == NONE for one in wrong)
    yield from [f"## The misses ({len(wrong)})", "", f"In {often[True]} of them it said nothing.", ""]
    yield from ["| fits | named | because of | the answer |", "|---|---|---|---|"]
    for one in sorted(wrong, key=lambda one: (one.answer.accepted, one.label, one.answer.text)):
        words = ", ".join(one.words)
        yield f"| {', '.join(one.answer.accepted)} | {one.label} | {_cell(words)} | {_cell(one.answer.text)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
