"""`make pictures`: plays docs/stories/, writes our pages' transcripts, takes the screenshots of docs/pictures/.

`python -m pictures coaching friday` plays these stories alone, and leaves all other pictures as they are.
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from pictures import camera, pages
from salesbot import log
from salesbot.cli.stories import playing
from salesbot.cli.stories.playing import UnreadableError
from salesbot.errors import SalesbotError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

FOLDER = pages.ROOT / "docs" / "pictures"


async def _make(names: Collection[str]) -> None:
    async with camera.opened(FOLDER) as one:
        for story in _stories(names):
            print(f"{story.name} …", flush=True)
            transcript = await playing.play(playing.text_of(story), camera=one.take)
            page = pages.PAGES.get(story.name)
            if page is not None and pages.put(transcript, page, story.name):
                print(f"{page.name} was written anew.")
    for old in [] if names else sorted(set(FOLDER.glob("*.png")) - set(one.taken)):
        old.unlink()
    print(f"{len(one.taken)} pictures in {FOLDER.relative_to(pages.ROOT)}/.")


def _stories(names: Collection[str]) -> list[Path]:
    """The stories of these names, or all. Raises UnreadableError for one that there is not."""
    every = {one.stem: one for one in sorted(pages.STORIES.glob("*.story"))}
    unknown = [one for one in names if one not in every]
    if unknown:
        raise UnreadableError(f"There is no story {unknown[0]}. There are: {', '.join(every)}.")
    return [every[one] for one in names] or list(every.values())


def main() -> None:
    """Make all of it, or say in one sentence why not."""
    log.configure("CRITICAL")
    try:
        asyncio.run(_make(sys.argv[1:]))
    except (camera.NoBrowserError, SalesbotError) as no:
        sys.exit(str(no))


if __name__ == "__main__":
    main()
