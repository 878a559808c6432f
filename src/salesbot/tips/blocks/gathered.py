"""What tips tell in others' pages: the team's week, one's own week, and the home tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.slack import kit
from salesbot.tips.blocks import said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.room import Block
    from salesbot.tips.queries import Shown, Week

_GLIMPSE = 120  # characters of each
_MOST = 3  # tips that are named


def week(what: Week) -> list[str]:
    """What was shared and used in a team's week."""
    lines = []
    if what.used:
        often = "A tip was used" if what.times == 1 else f"Tips were used {what.times} times"
        lines.append(f"{often}: {_best(what.used)}")
    used = {one.tip.id for one in what.used[:_MOST]}
    fresh = [one for one in what.shared if one.tip.id not in used]  # what was used is named already
    if fresh:
        also = " more" if len(fresh) < len(what.shared) else ""
        new = f"One{also or ' new'} tip:" if len(fresh) == 1 else f"{len(fresh)}{also or ' new'} tips, such as"
        lines.append(f"{new} {_best(fresh[:1])}")
    return lines


def own_week(what: Week) -> list[str]:
    """What others made of somebody's own tips."""
    if not what.used:
        return []
    many = "a tip" if len(what.used) == 1 else f"{len(what.used)} tips"
    return [f"Colleagues used {many} of yours: {_best(what.used, authors=False)}"]


def _best(shown: Sequence[Shown], *, authors: bool = True) -> str:
    return "; ".join(
        f"“{said.short(one.tip, _GLIMPSE)}”" + (f" ({said.author(one)})" if authors else "") for one in shown[:_MOST]
    )


def card(best: Shown | None, *, typed: str) -> list[Block]:
    """The corner of the home tab: the most used tip, and how to find and share."""
    hint = f"Find what helped others: `{typed} search pricing`. Share with one sentence: `{typed} …`"
    share = kit.button("Share a tip", "tips.begin", value="home")
    if best is None:
        return [kit.section(hint, share)]
    words = f"{said.head(best)}\n{said.short(best.tip, _GLIMPSE * 2)}"
    facts = said.facts(best.tip)
    return [
        kit.section(words, kit.button("Open", "tips.show", value=str(best.tip.id))),
        *([kit.context(facts)] if facts else []),
        kit.section(hint, share),
    ]
