"""The figures of the long runs: kept as JSON, and pasted as tables between two marks each of RELIABILITY.md."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesbot import clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storm import Storm
    from verdict import Verdict

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "RELIABILITY.md"

Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """One table: under its name the rows are kept, and stand between `<!-- name: begin -->` and `<!-- name: end -->`.

    `columns` are the fields of a row, with their headings.
    """

    name: str
    columns: Mapping[str, str]

    @property
    def file(self) -> Path:
        """Where the rows are kept."""
        return HERE / f"{self.name}.json"

    @property
    def marks(self) -> tuple[str, str]:
        """Between what it stands."""
        return f"<!-- {self.name}: begin -->", f"<!-- {self.name}: end -->"

    def kept(self) -> list[Row]:
        """The last long run of each name."""
        return list(json.loads(self.file.read_text(encoding="utf-8"))) if self.file.exists() else []

    def pasted(self) -> str:
        """What stands in RELIABILITY.md."""
        begin, end = self.marks
        return DOCUMENT.read_text(encoding="utf-8").partition(begin)[2].partition(end)[0].strip()

    def keep(self, row: Row) -> None:
        """Keep a run in place of the last one of its name, and paste all of them into RELIABILITY.md."""
        rows = {one["run"]: one for one in self.kept()} | {row["run"]: row}
        chosen = [rows[name] for name in sorted(rows)]
        self.file.write_text(json.dumps(chosen, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        begin, end = self.marks
        before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(begin)
        after = rest.partition(end)[2]
        DOCUMENT.write_text(f"{before}{begin}\n{self.drawn(chosen)}\n{end}{after}", encoding="utf-8")

    def drawn(self, rows: list[Row]) -> str:
        """The rows as a table in Markdown."""
        lines = [list(self.columns.values()), ["---"] * len(self.columns)]
        lines += [[str(row.get(name, "")) for name in self.columns] for row in rows]
        return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


FIGURES = Table("figures", {
    "run": "run", "day": "day", "seed": "seed", "blows": "blows", "questions": "questions", "messages": "messages",
    "answers": "acknowledged answers", "typed": "typed texts", "lost": "lost", "doubled": "doubled",
    "answers_lost": "answers lost", "seen_double": "seen twice before rest", "longest": "longest, s",
})  # fmt: skip
FAULTS = Table("faults", {
    "run": "kind", "day": "day", "seed": "seed", "blows": "blows", "questions": "occurrences", "lost": "lost",
    "doubled": "doubled", "answers_lost": "answers lost", "late": "late without a reason", "memory": "memory, MB",
    "descriptors": "descriptors", "connections": "database connections",
})  # fmt: skip
TABLES = (FIGURES, FAULTS)
ran: list[tuple[Table, Row]] = []  # in this run of pytest, for its last words


async def judged(run: str, raging: Storm) -> Row:
    """Let a storm come to rest, judge it, show its figures, and fail with its seed where anything is wrong."""
    verdict = await raging.calm()
    row = of(run, raging, verdict)
    show(FIGURES, row, raging)
    assert not verdict.wrong(), f"seed {raging.seed}: {verdict.wrong()}"
    assert verdict.questions
    assert verdict.answers
    return row


def show(table: Table, row: Row, raging: Storm) -> None:
    """Print what a run brought, for whoever reads along or looks at a failure."""
    ran.append((table, row))
    print(table.drawn([row]), dict(raging.ends), dict(raging.crowd.refusals), raging.took, sep="\n")  # noqa: T201  -s shows it


def of(run: str, raging: Storm, verdict: Verdict) -> Row:
    """One run in numbers."""
    return {
        "run": run, "day": clock.real().date().isoformat(), "seed": raging.seed, "blows": raging.ends.total(),
        "questions": verdict.questions, "messages": verdict.messages, "answers": verdict.answers,
        "typed": verdict.typed,
        "lost": len(verdict.lost), "doubled": len(verdict.doubled),
        "answers_lost": len(verdict.answers_lost) + len(verdict.typed_lost), "seen_double": len(raging.seen_double),
        "longest": round(raging.longest_double, 1), "late": len(verdict.late),
    }  # fmt: skip
