"""The library as the house uses it: ours, and over it what the host put into a folder of their own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from salesbot.coaching.prompts.files import read
from salesbot.errors import WrongSetting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from importlib.resources.abc import Traversable

    from salesbot.coaching.prompts.files import Source
    from salesbot.coaching.rules.prompt import Audience, Prompt
    from salesbot.coaching.rules.skills import Skill

SETTING = "SALESBOT_PROMPTS_FOLDER"


@dataclass(frozen=True)
class Library:
    """Prompts, each under its id, in the order of their ids."""

    prompts: tuple[Prompt, ...]

    def get(self, prompt_id: str) -> Prompt | None:
        """Return the prompt with this id, None where there is none (any more)."""
        return self._by_id.get(prompt_id)

    def of(self, skill: Skill, audience: Audience) -> Sequence[Prompt]:
        """Return the prompts on a skill for these readers."""
        return self._by_skill.get((skill, audience), ())

    def with_own(self, own: Iterable[Prompt]) -> Library:
        """Return this library and these beside it; a prompt with a known id takes that one's place."""
        known = {one.id: one for one in (*self.prompts, *own)}
        return replace(self, prompts=tuple(known[one] for one in sorted(known)))

    @cached_property
    def _by_id(self) -> Mapping[str, Prompt]:
        return {one.id: one for one in self.prompts}

    @cached_property
    def _by_skill(self) -> Mapping[tuple[Skill, Audience], Sequence[Prompt]]:
        found: dict[tuple[Skill, Audience], list[Prompt]] = {}
        for one in self.prompts:
            found.setdefault((one.skill, one.audience), []).append(one)
        return {key: tuple(some) for key, some in found.items()}


@cache
def library(folder: str = "") -> Library:
    """Return the library, read once: ours, and the host's folder over it where there is one.

    Raises WrongSetting, in one sentence, where that folder cannot be read or a file in it is wrong.
    """
    if not folder:
        sources, _ = read(ours())  # a test of ours sees to it that none is wrong
        return _shelf(sources)
    at = Path(folder).expanduser()
    if not at.is_dir():
        raise WrongSetting(f"{SETTING} names {folder}, where no folder is; it should name one with prompts in it.")
    try:
        return library().with_own(_read(at).prompts)
    except OSError as no:
        raise WrongSetting(f"{SETTING} names {folder}, which cannot be read: {no.strerror}.") from None


def ours() -> Traversable:
    """Return the folder of prompts that ships with salesbot."""
    return resources.files("salesbot.coaching") / "library"


def _read(folder: Traversable) -> Library:
    sources, wrong = read(folder)
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise WrongSetting(f"A coaching prompt is wrong{more}: {wrong[0]} `salesbot prompts check FOLDER` shows all.")
    return _shelf(sources)


def _shelf(sources: Iterable[Source]) -> Library:
    return Library(()).with_own(one.prompt for one in sources)
