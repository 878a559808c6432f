"""How many messages of one workspace may be on their way, so that another always finds room."""

from __future__ import annotations


def share(slots: int, *, away: int, mine: int) -> int:
    """How many more one of several workspaces may send off now: at most twice as many as slots then stay free.

    `away` are on their way in all, `mine` of this workspace. A workspace whose calls are slow holds two thirds of the
    slots at most, two such hold four fifths, and who comes next finds a free one (the dynamic threshold of Choudhury
    and Hahne). One that has nothing on its way may always send one.
    """
    free = max(0, slots - away)
    return max(1 if mine == 0 else 0, (2 * free - mine) // 3)
