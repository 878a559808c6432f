"""The figures of the long runs: kept in figures.json, and pasted between two marks of RELIABILITY.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesbot import clock

if TYPE_CHECKING:
    from storm import Storm
    from verdict import Verdict

KEPT = Path(__file__).with_name("figures.json")
DOCUMENT = Path(__file__).parents[2] / "RELIABILITY.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
COLUMNS = {
    "run": "run", "day": "day", "seed": "seed", "blows": "blows", "questions": "questions",
    "messages": "messages",
    "answers": "acknowledged answers", "typed": "typed texts", "lost": "lost", "doubled": "doubled",
    "answers_lost": "answers lost", "seen_double": "seen twice before rest", "longest": "longest, s",
}  # fmt: skip

Row = dict[str, Any]


async def judged(run: str, raging: Storm) -> Row:
    """Let a storm come to rest, judge it, show its figures, and fail with its seed where anything is wrong."""
    verdict = await raging.calm()
    row = of(run, raging, verdict)
    print(table([row]), dict(raging.ends), dict(raging.crowd.refusals), raging.took, sep="\n")  # noqa: T201  -s shows it
    assert not verdict.wrong(), f"seed {raging.seed}: {verdict.wrong()}"
    assert verdict.questions
    assert verdict.answers
    return row


def of(run: str, raging: Storm, verdict: Verdict) -> Row:
    """One run in numbers."""
    return {
        "run": run, "day": clock.real().date().isoformat(), "seed": raging.seed, "blows": raging.ends.total(),
        "questions": verdict.questions, "messages": verdict.messages, "answers": verdict.answers,
        "typed": verdict.typed,
        "lost": len(verdict.lost), "doubled": len(verdict.doubled),
        "answers_lost": len(verdict.answers_lost) + len(verdict.typed_lost), "seen_double": len(raging.seen_double),
        "longest": round(raging.longest_double, 1),
    }  # fmt: skip


def table(rows: list[Row]) -> str:
    """The rows as a table in Markdown."""
    lines = [list(COLUMNS.values()), ["---"] * len(COLUMNS)]
    lines += [[str(row.get(name, "")) for name in COLUMNS] for row in rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def keep(row: Row) -> None:
    """Keep a run in place of the last one of its name, and paste all of them into RELIABILITY.md."""
    rows = {one["run"]: one for one in kept()} | {row["run"]: row}
    KEPT.write_text(json.dumps([rows[name] for name in sorted(rows)], indent=1) + "\n", encoding="utf-8")
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    DOCUMENT.write_text(f"{before}{BEGIN}\n{table(kept())}\n{END}{after}", encoding="utf-8")


def kept() -> list[Row]:
    """The last long run of each name."""
    return list(json.loads(KEPT.read_text(encoding="utf-8"))) if KEPT.exists() else []
