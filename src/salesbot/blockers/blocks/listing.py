"""A team's open blockers, page by page: the oldest first, each with what its reader may do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.blockers.service.shown import Listed, Listing
    from salesbot.people.model import Team
    from salesbot.room import Block

A_PAGE = 8  # two blocks each
SHOWN = 280  # characters; a button shows the whole of a longer one
MOST_ESCAPED = 600  # characters, so that a page stays under what one message takes even where all must be escaped
LISTED = "blocker.listed"  # the buttons that change the list they stand in


def listing(what: Listing, *, page: int) -> Message:
    """One page of it, the first being 0; a page beyond the last is the last."""
    last = max(0, (len(what.entries) - 1) // A_PAGE)
    page = min(max(page, 0), last)
    head = _head(what)
    here = what.entries[page * A_PAGE : (page + 1) * A_PAGE]
    entries = [block for one in here for block in _entry(one, what, page)]
    return Message(text=head, blocks=[kit.section(head), *entries, *_turning(what, page=page, last=last)])


def _head(what: Listing) -> str:
    team, count = kit.name(what.team.name), len(what.entries)
    if not count and what.only_mine:
        return f"Nothing is in your way in {team}."
    if not count:  # the same words whether or not there is anything else
        return f"Nothing {'' if what.whole else 'that you can read '}stands in the way of {team}."
    things = "One thing stands" if count == 1 else f"{count} things stand"
    return f"*{things} in {f'your way in {team}' if what.only_mine else f'the way of {team}'}*"


def _entry(one: Listed, what: Listing, page: int) -> list[Block]:
    name = "You" if one.mine else kit.name(one.owner)
    left = ", who has left the team" if one.gone else ""
    private = " · not published" if one.private else ""
    short = _short(one.blocker.text)
    words = f":construction: *{name}*{left} · {one.since}{private}\n{kit.escape(short)}"
    buttons = _buttons(one, what, page)
    if short.endswith("…") and not one.blocker.text.endswith("…"):
        buttons.append(kit.button("Read it all", "blocker.read", value=str(one.blocker.id)))
    return [kit.section(words), *([kit.actions(*buttons)] if buttons else [])]


def _short(text: str) -> str:
    """As much of a blocker as stands in a list; what must be escaped is up to five times as long as it reads."""
    short = kit.shorten(text, SHOWN)
    while len(kit.escape(short)) > MOST_ESCAPED:
        short = kit.shorten(text, len(short) - len(short) // 4)
    return short


def _buttons(one: Listed, what: Listing, page: int) -> list[Block]:
    where = _where(what, page)
    resolved = kit.button("Resolved", f"{LISTED}.resolved", value=f"{one.blocker.id}/{where}")
    if one.mine:
        still = kit.button("Still blocked", f"{LISTED}.still", value=f"{one.blocker.id}/{where}")
        return [resolved, still, kit.button("Changed", "blocker.change", value=str(one.blocker.id))]
    return [resolved] if one.may_resolve else []


def _turning(what: Listing, *, page: int, last: int) -> list[Block]:
    if last == 0:
        return []
    buttons = []
    if page > 0:
        buttons.append(kit.button("Back", f"{LISTED}.back", value=f"0/{_where(what, page - 1)}"))
    if page < last:
        buttons.append(kit.button("More", f"{LISTED}.more", value=f"0/{_where(what, page + 1)}"))
    return [kit.context(f"Page {page + 1} of {last + 1}"), kit.actions(*buttons)]


def _where(what: Listing, page: int) -> str:
    """Which list a button stands in: what to draw anew, never a right."""
    return f"{what.team.id}/{'mine' if what.only_mine else 'all'}/{page}"


def choose(teams: Sequence[Team], *, only_mine: bool) -> Message:
    """Several teams could be meant: a button each."""
    words = "Whose blockers do you mean?"
    scope = "mine" if only_mine else "all"
    buttons = [
        kit.button(team.name, f"{LISTED}.team.{team.id}", value=f"0/{team.id}/{scope}/0")
        for team in teams[:25]  # "actions" in Slack's block reference: 25 elements
    ]
    return Message(text=words, blocks=[kit.section(words), kit.actions(*buttons)])
