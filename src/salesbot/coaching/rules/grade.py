"""How hard a text is to read, as the school year that it needs."""

from __future__ import annotations

import re

from salesbot.coaching.rules.writing import words

LIMIT = 9.0  # a prompt is read in a minute between two calls

_END = re.compile(r"[.!?…]+[\"'”\u2019)*]*(?=\s|$)|\n{2,}")
_VOWELS = re.compile(r"[aeiouy]+")
_GLIDE = re.compile(r"(?<!r)(?<=g)ues?$|(?<=q)u(?=[aeioy])|(?<=g)u(?=[aeioy].)")  # league, quiet, guess
_SILENT = re.compile(
    r"(?:[^aeiouytd]ed|[^aeiouy]e|[^aeiouysxzcgh]es)$"  # asked, close, names; but not wanted, prices
    r"|[^aeiouy]e(?=ly|ful|ment|ness|less|thing|one|body|times|fore|line|work)"  # likely, someone
    r"|ve(?=ry)|si(?=ness)"  # every, business
)
_SAID = re.compile(r"[^aeiouy]le[sd]?$")  # ta-ble, puz-zled
_TWO = re.compile(  # two vowels, each spoken: idea, client, doing
    r"ia|(?<![cstg])io|(?<![gp])eo|ua|sci(?=e)|(?<!fr)(?<![ct])ie(?=[nrt])|[iu]e(?=t)|iu|ide(?=a)|are(?=a)|cre(?=at)"
    r"|[aeiouy]ing"
)
_ONE = re.compile(r"(?<=[cst])ia(?!t)")


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of English prose; 0 for no words, and never less.

    0.39 x words per sentence + 11.8 x syllables per word - 15.59, from J. P. Kincaid et al., "Derivation of New
    Readability Formulas for Navy Enlisted Personnel", Research Branch Report 8-75 (1975).
    """
    known = words(text)
    if not known:
        return 0.0
    sentences = sum(1 for one in _END.split(text) if words(one))
    spoken = sum(syllables(one) for one in known)
    return max(0.0, 0.39 * len(known) / sentences + 11.8 * spoken / len(known) - 15.59)


def syllables(word: str) -> int:
    """About how many syllables an English word has; a number counts as one."""
    bare = _GLIDE.sub("", re.sub(r"[^a-z]", "", word.casefold()))
    if not bare:
        return 1
    count = len(_VOWELS.findall(bare)) + len(_TWO.findall(bare)) - len(_ONE.findall(bare))
    return max(1, count - (0 if _SAID.search(bare) else len(_SILENT.findall(bare))))
