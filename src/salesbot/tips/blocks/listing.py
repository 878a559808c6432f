"""Tips that were looked for, page by page, each with what its reader may do about it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from salesbot.room import Message
from salesbot.slack import kit
from salesbot.tips.blocks import said
from salesbot.tips.blocks.one import changing

if TYPE_CHECKING:
    from salesbot.room import Block
    from salesbot.tips.queries import Shown
    from salesbot.tips.service.finding import Page

LISTED = "tips.listed"  # the buttons that draw the list anew in which they stand
_GLIMPSE = 280  # characters of each


def listing(what: Page, *, typed: str) -> Message:
    """One page; `typed` is the command."""
    head = _head(what, typed)
    entries = [block for one in what.shown for block in _entry(one, what)]
    return Message(text=head, blocks=[kit.section(head), *entries, *_turning(what)])


def _head(what: Page, typed: str) -> str:
    if not what.shown and what.page == 0:
        return _nothing(what, typed)
    page = f" · page {what.page + 1}" if what.page else ""
    if what.of == "search":
        return _found(what) + page
    return ("*What helped most*" if what.of == "top" else "*Your tips*") + page


def _found(what: Page) -> str:
    if what.mended:
        return f"Showing results for *{kit.escape(what.mended)}* (you typed “{kit.name(what.typed)}”)"
    return f"*{kit.name(what.typed)}*, the most used first"


def _nothing(what: Page, typed: str) -> str:
    if what.of == "search":
        words = kit.escape(what.mended) or kit.name(what.typed)
        return f"No tip has all of *{words}*. Fewer words find more, and the beginning of a word is enough."
    if what.of == "top":
        return f"Nobody has said yet that a tip helped. `{typed} random` shows one: was it any use?"
    return f"You have shared no tip yet. `{typed}` opens a form, and one sentence is enough."


def _entry(one: Shown, what: Page) -> list[Block]:
    facts = said.facts(one.tip)
    words = f"{said.head(one)}\n{said.short(one.tip, _GLIMPSE)}" + (f"\n{facts}" if facts else "")
    return [kit.section(words), kit.actions(*_buttons(one, what))]


def _buttons(one: Shown, what: Page) -> list[Block]:
    tip, buttons = one.tip, []
    if not said.is_short(tip, _GLIMPSE):
        buttons.append(kit.button("Read it all", "tips.show", value=str(tip.id)))
    if tip.member_id != what.viewer.member_id:
        buttons += said.confirming(tip, useful=f"{LISTED}.useful", value=_where(what, page=what.page, tip_id=tip.id))
    if what.viewer.may_change(author=tip.member_id, team_id=tip.team_id):
        edit, delete = changing(tip)
        here = _where(what, page=what.page, tip_id=tip.id)
        buttons += [edit, delete | {"action_id": f"{LISTED}.delete", "value": here}]
    return buttons


def _turning(what: Page) -> list[Block]:
    buttons = []
    if what.page > 0:
        buttons.append(kit.button("Back", f"{LISTED}.back", value=_where(what, page=what.page - 1)))
    if what.more:
        buttons.append(kit.button("More", f"{LISTED}.more", value=_where(what, page=what.page + 1)))
    return [kit.actions(*buttons)] if buttons else []


def _where(what: Page, *, page: int, tip_id: int = 0) -> str:
    """Which list a button stands in, and which tip it is about: what to draw anew, never a right."""
    same = [one.tip.id for one in what.shown] if tip_id else []
    where = {"of": what.of, "typed": what.typed, "page": page, "tip": tip_id, "same": same}
    return json.dumps(where, ensure_ascii=False)
