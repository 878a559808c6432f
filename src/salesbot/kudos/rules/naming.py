"""Names in sentences about praise: who thanks whom, and who is named in what somebody wrote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")


def all_of(names: Sequence[str]) -> str:
    """`Ana`, `Ana and Ben`, `Ana, Ben and Cleo`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def thankers(giver: str, others: int) -> str:
    """Whoever gives thanks, with how many say so too: `*Ana* thanks`, `*Ana* and 3 others thank`."""
    if not others:
        return f"*{giver}* thanks"
    return f"*{giver}* and {'one other' if others == 1 else f'{others} others'} thank"


def named_in(text: str, names: Mapping[str, str]) -> list[str]:
    """Return who is named in what somebody wrote, by id: mentions, and whole names or first names of `names`.

    A first name that two of them share names nobody.
    """
    mentioned = [member_id for member_id in _MENTION.findall(text) if member_id in names]
    firsts = [name.split()[0].casefold() for name in names.values() if name.split()]
    found = {
        member_id: match.start()
        for member_id, name in names.items()
        for called in _called(name, firsts)
        if (match := re.search(rf"(?<!\w)@?{re.escape(called)}(?!\w)", text, re.IGNORECASE))
    }
    return list(dict.fromkeys([*mentioned, *sorted(found, key=lambda one: found[one])]))


def _called(name: str, firsts: Sequence[str]) -> list[str]:
    parts = name.split()
    if not parts:
        return []
    return [name, *([parts[0]] if firsts.count(parts[0].casefold()) == 1 else [])]
