"""The library as somebody looks through it: its front, a page of what was found, and one prompt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from salesbot.coaching.blocks.prompt import doing, state, words
from salesbot.coaching.rules.prompt import Audience
from salesbot.coaching.rules.skills import Skill
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from salesbot.coaching.rules.prompt import Prompt
    from salesbot.coaching.service.library import Opened, Page, Place, Reader
    from salesbot.room import Block

TURN, READ, SKILL = "coaching.library.turn", "coaching.library.read", "coaching.library.skill"
NEW, OWN, WORDS = "coaching.library.new", "coaching.library.own", "coaching.library.words"
_GLIMPSE = 150  # characters of a lesson


def front(reader: Reader, *, typed: str) -> Message:
    """What there is: each skill with how many prompts, a menu to open one; `typed` is the command."""
    counts, own = reader.counts, sum(1 for one in reader.prompts.values() if one.team_id is not None)
    mine = f", {own} of them your team's own" if own else ""
    head = f"*The library*: {_many(len(reader.prompts))} in {len(counts)} skills{mine}"
    lines = "\n".join(f"{_upper(one.words)} · {counts[one]}" for one in Skill if counts[one])
    tip = f"`{typed} library pricing` looks for a word; the beginning of one is enough."
    rows = [kit.section(head), *([kit.section(lines), kit.actions(_menu(reader))] if counts else []), kit.context(tip)]
    return Message(f"The library: {_many(len(reader.prompts))}", [*rows, *_managing(reader)])


def _menu(reader: Reader) -> Block:
    options = [kit.option(_upper(one.words), one.value) for one in Skill if reader.counts[one]]
    return kit.static("Choose a skill", SKILL, options=options)


def _managing(reader: Reader) -> list[Block]:
    if not reader.manages:
        return []
    return [
        kit.actions(
            kit.button("Write one for your team", NEW, value="new"),
            kit.button("Your team's own", OWN, value="own"),
            kit.button("Your team's words", WORDS, value="words"),
        )
    ]


def listing(page: Page) -> Message:
    """A page of what was found."""
    place, rows = page.place, [_entry(one, page) for one in page.prompts]
    head = _head(page)
    return Message(head.replace("*", ""), [kit.section(head), *rows, kit.actions(*_turning(place, page))])


def _head(page: Page) -> str:
    place = page.place
    what = f"“{kit.name(place.typed)}”" if place.typed else _upper(place.skill.words) if place.skill else "The library"
    if not page.prompts and not page.all:
        return f"No prompt has all of {what}. Fewer words find more, and the beginning of a word is enough."
    number = f" · page {place.page + 1}" if place.page else ""
    return f"*{what}* · {_many(page.all)}{number}"


def _entry(prompt: Prompt, page: Page) -> Block:
    kind = about(prompt, managers=page.reader.manages)
    words = f"*{kit.name(prompt.title)}*\n{kit.escape(_glimpse(prompt.lesson))}\n{kind}"
    return kit.section(words, kit.button("Read", READ, value=_where(page.place, prompt.id)))


def _glimpse(lesson: str) -> str:
    """How a lesson begins, in whole words."""
    short = kit.shorten(lesson.replace("*", ""), _GLIMPSE)
    return f"{short.rpartition(' ')[0] or short} …" if short.endswith("…") else short


def about(prompt: Prompt, *, managers: bool) -> str:
    """What kind of prompt it is, on one line; `managers`: the reader also sees what is written for managers."""
    told = [prompt.skill.words, f"{prompt.minutes} minutes", prompt.level.value]
    told += ["for managers"] if managers and prompt.audience is Audience.MANAGER else []
    return " · ".join([*told, *(["your team's own"] if prompt.team_id is not None else [])])


def _turning(place: Place, page: Page) -> list[Block]:
    back = [kit.button("Back", f"{TURN}.back", value=_where(place, page=place.page - 1))] if place.page else []
    more = [kit.button("More", f"{TURN}.more", value=_where(place, page=place.page + 1))] if page.more else []
    return [*back, *more, kit.button("All skills", f"{TURN}.front", value="{}")]


def one(opened: Opened, *, place: Place) -> Message:
    """One prompt, whole, with what came of it and what one can do about it."""
    told = opened.told
    kind = kit.context(about(told.prompt, managers=opened.reader.manages))
    back = kit.button("Back to the list", f"{TURN}.list", value=_where(place, page=place.page))
    head = kit.section(f"*{kit.name(told.prompt.title)}*")
    rows = [head, *words(told.prompt), kind, *state(told), kit.actions(*doing(told), back)]
    return Message(kit.name(told.prompt.title), rows)


def _where(place: Place, prompt_id: str = "", *, page: int | None = None) -> str:
    """Where a button stands, and which prompt it is about: what to draw anew, never a right."""
    skill = place.skill.value if place.skill else ""
    said = {"typed": place.typed, "skill": skill, "page": place.page if page is None else page, "prompt": prompt_id}
    return json.dumps(said, ensure_ascii=False)


def _many(number: int) -> str:
    return f"{number} prompt{'' if number == 1 else 's'}"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
