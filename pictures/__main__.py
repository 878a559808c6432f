"""`make pictures`: plays docs/stories/, writes our pages' transcripts, takes the screenshots of docs/pictures/."""

from __future__ import annotations

import asyncio
import sys

from pictures import camera, pages
from salesbot import log
from salesbot.cli.stories import playing
from salesbot.errors import SalesbotError

FOLDER = pages.ROOT / "docs" / "pictures"


async def _make() -> None:
    async with camera.opened(FOLDER) as one:
        for story in sorted(pages.STORIES.glob("*.story")):
            print(f"{story.name} …", flush=True)
            transcript = await playing.play(playing.text_of(story), camera=one.take)
            page = pages.PAGES.get(story.name)
            if page is not None and pages.put(transcript, page):
                print(f"{page.name} was written anew.")
    for old in sorted(set(FOLDER.glob("*.png")) - set(one.taken)):
        old.unlink()
    print(f"{len(one.taken)} pictures in {FOLDER.relative_to(pages.ROOT)}/.")


def main() -> None:
    """Make all of it, or say in one sentence why not."""
    log.configure("CRITICAL")
    try:
        asyncio.run(_make())
    except (camera.NoBrowserError, SalesbotError) as no:
        sys.exit(str(no))


if __name__ == "__main__":
    main()
