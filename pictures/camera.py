"""A camera for the page of the local Slack: Debian's chromium, driven by Playwright, which downloads nothing."""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Literal

from playwright.async_api import async_playwright

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Browser

    from salesbot.cli.stories.telling import Shot

SIZES = {1440: 900, 375: 812}  # pixels: a laptop's window, and a telephone's
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
AT_REST = 400  # milliseconds after the page has its first news: fonts, scrolling and a form that opens


class NoBrowserError(RuntimeError):
    """There is no chromium on this machine."""


class Camera:
    """Takes each shot four times: in both sizes, light and dark."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser = browser
        self._folder = folder
        self.taken: list[Path] = []

    async def take(self, shot: Shot) -> None:
        """Take one shot from all four sides."""
        for width in SIZES:
            for scheme in SCHEMES:
                await self._take(shot, width, scheme)

    async def _take(self, shot: Shot, width: int, scheme: Scheme) -> None:
        file = self._folder / f"{shot.name}-{width}-{scheme}.png"
        context = await self._browser.new_context(
            viewport={"width": width, "height": SIZES[width]}, color_scheme=scheme, reduced_motion="reduce"
        )
        page = await context.new_page()
        await page.goto(shot.address)
        await page.wait_for_timeout(AT_REST)
        await page.screenshot(path=file, animations="disabled", caret="hide")
        await context.close()
        self.taken.append(file)


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Camera]:
    """A camera that puts its pictures into that folder. Raises NoBrowserError."""
    chromium = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
    if chromium is None:
        raise NoBrowserError("There is no chromium on this machine: `apt-get install chromium`, or the like.")
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240  once, before anything runs beside it
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            yield Camera(browser, folder)
        finally:
            await browser.close()
