"""The transcript between the README's two markers."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
STORY = ROOT / "docs" / "stories" / "readme.story"
BEGIN, END = "<!-- transcript: begin -->\n", "<!-- transcript: end -->"


def put(transcript: str) -> bool:
    """Write it between the markers; whether anything changed. Raises ValueError where there are no markers."""
    page = README.read_text(encoding="utf-8")
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"README.md has no {BEGIN.strip()} … {END}.")
    made = f"{before}{BEGIN}{transcript}{END}{after}"
    if made != page:
        README.write_text(made, encoding="utf-8")
    return made != page
