"""The transcripts on our pages, each between its page's two markers."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
STORIES = ROOT / "docs" / "stories"
PAGES = {"readme.story": ROOT / "README.md", "friday.story": ROOT / "docs" / "a-friday.md"}
BEGIN, END = "<!-- transcript: begin -->\n", "<!-- transcript: end -->"


def put(transcript: str, page: Path) -> bool:
    """Write it between the markers; whether anything changed. Raises ValueError where there are no markers."""
    words = page.read_text(encoding="utf-8")
    before, begin, rest = words.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{page.name} has no {BEGIN.strip()} … {END}.")
    made = f"{before}{BEGIN}{transcript}{END}{after}"
    if made != words:
        page.write_text(made, encoding="utf-8")
    return made != words
