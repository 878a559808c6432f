"""What somebody types after `/kudos`: whom they thank, what for, and which values that lived."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from salesbot.errors import Refusal
from salesbot.letters import letters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from salesbot.kudos.rules.values import Value

LONGEST = 1000  # characters of a reason: it is read by a whole team
FEWEST = 3  # words of a reason
MOST_TAGS = 3

_WHO = re.compile(
    r"<@(?P<member>[UW][A-Z0-9]+)(?:\|[^<>]*)?>|<!subteam\^(?P<group>S[A-Z0-9]+)(?:\|@?(?P<handle>[^<>]*))?>"
)
_BETWEEN = re.compile(r"(?:\s|,|;|\+|&amp;|\band\b)*", re.IGNORECASE)
_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|([^<>]*))?>")
_TAG = re.compile(r"(?<![\w#&/])#([^\W\d_][\w-]*)")
_ENDS = " \t\n,;:·-\u2013\u2014"
# Scripts that put no spaces between words (Thai to Khmer, kana, Han): each of their letters counts as a word.
_WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\w[\w'\u2019-]*")


@dataclass(frozen=True)
class Typed:
    """A command as typed: members and groups (id -> handle) who are thanked, and all other words, plain.

    `channels` are the names of channels among the words: Slack makes a link of `#teamwork` where there is a channel of
    that name.
    """

    people: tuple[str, ...]
    groups: Mapping[str, str]
    words: str
    channels: frozenset[str] = frozenset()


def read(text: str, *, plain: Callable[[str], str]) -> Typed:
    """Read `@ana @ben for the calm demo #teamwork`; `plain` turns Slack's way of writing into words.

    Those who are thanked are the first who are named one after the other; who is named later is part of the reason.
    """
    run = _first_run(text)
    people = tuple(dict.fromkeys(match["member"] for match in run if match["member"]))
    groups = {match["group"]: match["handle"] or "" for match in run if match["group"]}
    channels = frozenset((name or number).casefold() for number, name in _CHANNEL.findall(text))
    before, after = (text[: run[0].start()], text[run[-1].end() :]) if run else (text, "")
    said = [_trimmed(plain(part)) for part in (before, after)]
    return Typed(people, groups, said[1] if _count(said[1]) >= FEWEST else " ".join(filter(None, said)), channels)


def _first_run(text: str) -> list[re.Match[str]]:
    run: list[re.Match[str]] = []
    for match in _WHO.finditer(text):
        if run and not _BETWEEN.fullmatch(text, run[-1].end(), match.start()):
            break
        run.append(match)
    return run


def _trimmed(words: str) -> str:
    return words.strip().lstrip(",;:").strip()


def _count(words: str) -> int:
    return len(_WORD.findall(words))


def praise(
    words: str, values: Sequence[Value], *, tags: Sequence[str] = (), channels: frozenset[str] = frozenset()
) -> tuple[str, list[Value]]:
    """Return the reason and the values that it lived: those chosen (`tags`), and those written as `#tag`.

    Raises Refusal beside the form's field for a tag that is no value, and for a reason that is too short or too long.
    """
    known = {one.tag: one for one in values}
    written = [tag.casefold() for tag in _TAG.findall(words)]
    for tag in [*tags, *written]:
        if tag not in known and tag not in channels:
            raise Refusal(_unknown(tag, list(known)), field="reason" if tag in written else "values")
    lived = [known[tag] for tag in dict.fromkeys([*tags, *written]) if tag in known]
    if len(lived) > MOST_TAGS:
        raise Refusal(f"That is {len(lived)} values; {MOST_TAGS} at most, so that each says something.", field="values")
    return _reason(words, frozenset(known)), lived


def _reason(words: str, known: frozenset[str]) -> str:
    reason = _without_tags(words.strip(), known)
    if _count(reason) < FEWEST:
        raise Refusal("What for? At least three words, such as: for saving the Acme renewal.", field="reason")
    if letters(reason) > LONGEST:
        raise Refusal(f"That is {letters(reason):,} characters; {LONGEST:,} fit. Could you shorten it?", field="reason")
    return reason


def _without_tags(words: str, known: frozenset[str]) -> str:
    """Leave out the values before and after the words; among them a value stays as a word."""
    before = 0
    for match in _TAG.finditer(words):
        if words[before : match.start()].strip(_ENDS) or match[1].casefold() not in known:
            break
        before = match.end()
    end = len(words)
    for match in reversed(list(_TAG.finditer(words, before))):
        if words[match.end() : end].strip(_ENDS + ".!") or match[1].casefold() not in known:
            break
        end = match.start()
    inner = words[before:end].strip(_ENDS) if before or end < len(words) else words
    return _TAG.sub(lambda match: match[1] if match[1].casefold() in known else match[0], inner)


def _unknown(tag: str, known: Sequence[str]) -> str:
    near = get_close_matches(tag, known, n=1, cutoff=0.6)
    there = ", ".join(f"#{one}" for one in known)
    meant = f" Did you mean #{near[0]}?" if near else ""
    return (
        f"#{tag} is none of your team's values.{meant} There are: {there}. Without the # it is a word like any other."
    )
