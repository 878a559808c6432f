"""A tip in words: what it is called, its parts, its tags, and who confirmed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.slack import kit
from salesbot.tips import rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from salesbot.room import Block
    from salesbot.tips.model import Tip, Use
    from salesbot.tips.queries import Shown

NAMES = {rules.TIP: "A tip", rules.WIN: "Why we won", rules.LOSS: "Why we lost"}
SIGNS = {rules.TIP: ":bulb:", rules.WIN: ":trophy:", rules.LOSS: ":mag:"}
LABELS = {"why": "Why", "worked": "What worked", "learned": "What we learned", "thanks": "Thanks to"}
MOST_ESCAPED = 450  # characters: what must be escaped is up to five times as long as it reads


def head(one: Shown) -> str:
    """Who shared it and as what: `:bulb: *Ana* · EMEA Sales`."""
    what = "" if one.tip.kind == rules.TIP else f" · {NAMES[one.tip.kind]}"
    return f"{SIGNS[one.tip.kind]} *{author(one)}* · {kit.name(one.team.name)}{what}"


def author(one: Shown) -> str:
    """Whose tip it is, safe in a sentence."""
    return kit.name(one.author.name) or "Somebody"


def parts(tip: Tip) -> list[Block]:
    """All that it says, with not a word lost."""
    lines = kit.paragraphs(tip.text)
    for name, label in LABELS.items():
        words = getattr(tip, name)
        lines += kit.paragraphs(words, lead=f"*{label}*\n") if words else []
    return lines


def short(tip: Tip, limit: int) -> str:
    """As much of it as stands in a list or a notification, escaped."""
    words = kit.shorten(tip.text, limit)
    while len(kit.escape(words)) > MOST_ESCAPED:
        words = kit.shorten(tip.text, len(words) - len(words) // 4)
    return kit.escape(words)


def is_short(tip: Tip, limit: int) -> bool:
    """Whether all of it stands in a list."""
    return kit.escape(kit.shorten(tip.text, limit)) == short(tip, limit) == kit.escape(tip.text.strip()) and not any(
        getattr(tip, name) for name in LABELS
    )


def facts(tip: Tip) -> str:
    """Its tags, who confirmed it, and where it comes from; empty where there is nothing to say."""
    told = [" ".join(f"#{kit.escape(tag)}" for tag in tip.tags.split())]
    told.append(f"used by {tip.uses}" if tip.uses else "")
    told.append(f"useful to {tip.useful}" if tip.useful else "")
    told.append(kit.link(tip.link, "from this message") if tip.link else "")
    told.append("edited" if tip.edited_at else "")
    return " · ".join(one for one in told if one)


def outcomes(uses: Sequence[Use], names: Mapping[str, str]) -> list[str]:
    """What came of it, one line each."""
    return [
        f":white_check_mark: {kit.name(names.get(one.member_id, '')) or 'Somebody'}: {kit.escape(one.outcome)}"
        for one in uses
    ]


def confirming(tip: Tip, *, useful: str = "tips.useful", use: str = "tips.use", value: str = "") -> list[Block]:
    """The two buttons for colleagues."""
    named = value or str(tip.id)
    return [
        kit.button(f"Useful · {tip.useful}" if tip.useful else "Useful", useful, value=named),
        kit.button(f"I used it · {tip.uses}" if tip.uses else "I used it", use, value=str(tip.id)),
    ]


def sure(verb: str = "Delete") -> Block:
    """The question before a tip is withdrawn."""
    words = "Its words are deleted here, and its post leaves the channel. This cannot be undone."
    return kit.confirm(f"{verb} this tip?", words, yes=f"{verb} it", no="Keep it")
