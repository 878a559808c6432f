"""The transcripts on our pages, each between two markers that name its story."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
STORIES = ROOT / "docs" / "stories"
PAGES = {
    "readme.story": ROOT / "README.md",
    "coaching.story": ROOT / "README.md",
    "coaching-weeks.story": ROOT / "docs" / "coaching-weeks.md",
    "friday.story": ROOT / "docs" / "a-friday.md",
}


def put(transcript: str, page: Path, story: str) -> bool:
    """Write a story's transcript between its markers; whether anything changed. Raises ValueError without markers."""
    words, (opens, closes) = page.read_text(encoding="utf-8"), markers(story)
    before, begin, rest = words.partition(opens)
    _, end, after = rest.partition(closes)
    if not (begin and end):
        raise ValueError(f"{page.name} has no {opens.strip()} … {closes}.")
    made = f"{before}{opens}{transcript}{closes}{after}"
    if made != words:
        page.write_text(made, encoding="utf-8")
    return made != words


def markers(story: str) -> tuple[str, str]:
    """What stands before and after the transcript of a story."""
    return f"<!-- {story}: begin -->\n", f"<!-- {story}: end -->"
