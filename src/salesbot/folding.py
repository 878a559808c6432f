"""Words as people look for them: without case, accents and punctuation, so that `sao paulo` finds `São Paulo`."""

from __future__ import annotations

import re
import unicodedata

# Letters that are letters of their own to Unicode, and an accent away from another to whoever types in a hurry.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "\u0131": "i", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
)
_BREAK = re.compile(r"[\W_]+")
# Kana, Han and Thai are written without spaces: each letter of them counts as a word.
_ALONE = re.compile(r"([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f\U00020000-\U0003ffff])")


def folded(text: str) -> str:
    """Return a text as it is looked for: ` the renewal of sao paulo `, each word between two spaces."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    plain = unicodedata.normalize("NFC", bare.casefold()).translate(_PLAIN)
    words = _BREAK.sub(" ", _ALONE.sub(r" \1 ", plain)).split()
    return f" {' '.join(words)} " if words else ""


# ---- what a text is about ----

_SHORTEST = 4  # letters of a word that tells something

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


def root(word: str) -> str:
    """A word without its ending, as far as that is plain: pric(e), pric(ing), objection(s)."""
    for ending in _ENDINGS:
        bare = word.removesuffix(ending)
        if bare != word and len(bare) >= _SHORTEST and not (ending == "s" and bare.endswith("s")):
            return bare
    return word


_ENDINGS = ("ings", "ing", "ed", "es", "en", "s", "e")
