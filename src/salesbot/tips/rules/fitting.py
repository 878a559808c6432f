"""Which tip fits what somebody says is in their way; none, rather than one that only shares a word with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.folding import folded

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

ENOUGH = 2.0  # points: two telling words, or a tag
A_TAG = 2.0
MOST = 10  # telling words that are looked for
_SHORTEST = 4  # letters of a word that tells something
_OFTEN = 0.1  # of all tips: a word that stands in more of them tells little …
_FEW = 40  # … where there are this many to tell it by

# Words that stand in every second sentence about a deal or a day, in the tongues that our teams mostly write.
_EMPTY = frozenset(
    """
    about above after again against also although always among another anybody anyone anything around asked back
    because been before being below best better between both call called came cannot come comes could days deal
    deals didn does doing done down during each either else even ever every everybody everyone everything from
    gave gets getting give given gives goes going gone good have haven having help here hers high however into
    just keep kept know known last late later least less like long look looks made make makes making many maybe
    mean meet might more month months most much must need needs never next nobody none nothing only onto other
    others over people person please really said same says seem seems sent shall should since some somebody
    someone something soon still such sure take taken takes talk team tell than that thats their them then there
    these they thing things think this those though through time times today together told tomorrow took toward
    under until upon very wait waiting want wants wasn week weeks well went were what when where whether which
    while whom whose will wish with within without work working works would year years yesterday your yours aber
    alle allem allen aller alles andere auch beim bereits dann dass dein denn deren dies diese diesem diesen
    dieser dieses doch durch eben eine einem einen einer eines etwas euer gegen habe haben hatte hatten hier
    ihre ihrem ihren ihrer immer jede jedem jeden jeder jetzt kann kein keine keinem keinen keiner konnte machen
    mehr mein meine meinem meinen meiner mich muss nach nicht nichts noch oder ohne schon sehr sein seine seinem
    seinen seiner seit sich sind soll sollte sonst uber unser unsere viel viele wann warten wartet weil welche
    wenn werden wieder wird wollen wurde wurden zwei zwischen
    """.split()  # noqa: SIM905  a page of words reads better than a list of them
)


def telling(text: str) -> list[str]:
    """The roots of the words of a text that tell what it is about."""
    words = [one for one in folded(text).split() if len(one) >= _SHORTEST and one not in _EMPTY]
    return list(dict.fromkeys(root(one) for one in words if not one.isdecimal()))


def common(tips: int) -> int | None:
    """How often a word may stand in so many tips and still tell one from another; None where they are too few."""
    return int(tips * _OFTEN) if tips >= _FEW else None


def best(roots: Collection[str], found: Sequence[tuple[int, Collection[str], Collection[str]]]) -> int | None:
    """The id of the tip that fits these roots of telling words best; None where none clearly does.

    `found` are tips as (id, words, tags), the better confirmed first: of equals the first is taken.
    """
    scored = [(points(roots, said, tags), -place, number) for place, (number, said, tags) in enumerate(found)]
    top = max(scored, default=None)
    return top[2] if top is not None and top[0] >= ENOUGH else None


def points(roots: Collection[str], said: Collection[str], tags: Collection[str]) -> float:
    """How well a tip fits: a point a word that it shares, but for its ending (price, pricing), and two a tag."""
    tagged, told = {root(one) for one in tags}, {root(one) for one in said}
    return sum(A_TAG if one in tagged else one in told for one in roots)


def root(word: str) -> str:
    """A word without its ending, as far as that is plain: pric(e), pric(ing), objection(s)."""
    for ending in _ENDINGS:
        bare = word.removesuffix(ending)
        if bare != word and len(bare) >= _SHORTEST and not (ending == "s" and bare.endswith("s")):
            return bare
    return word


_ENDINGS = ("ings", "ing", "ed", "es", "en", "s", "e")
