"""What somebody wrote, read as a tip or a story: its words, its tags, and as what it is found."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from salesbot.errors import Refusal
from salesbot.folding import folded
from salesbot.letters import letters
from salesbot.tips.rules.mending import LONGEST as A_WORD
from salesbot.tips.rules.mending import distance

TIP, WIN, LOSS = "tip", "win", "loss"
STORIES = (WIN, LOSS)
KINDS = (TIP, *STORIES)
PARTS = ("text", "why", "worked", "learned", "thanks")  # of a story; a tip has the first alone
LONGEST = 3000  # characters; "plain_text_input" in Slack's block reference allows no more
LONGEST_OUTCOME = 200
MOST_TAGS, LONGEST_TAG = 8, 40
MOST_WORDS = 8  # of one search; more narrow it down no further than these do
LONGEST_SEARCH = 100  # characters; a button must carry them along
FEWEST = 3  # words of a tip: fewer are a slip of the finger, and everybody would read it

_TAG = re.compile(r"(?<![\w#&])#([\w-]*[^\W\d_][\w-]*)")
_LAST_TAGS = re.compile(rf"(?:\s*{_TAG.pattern})+\s*$")
_WORDS = ("search", "random")  # whoever slips in one of these means it, and not a tip for everybody


@dataclass(frozen=True)
class Draft:
    """What is to be shared: of a tip only `text`, of a story its five parts. `link` is the message it comes from."""

    kind: str = TIP
    text: str = ""
    why: str = ""
    worked: str = ""
    learned: str = ""
    thanks: str = ""
    tags: str = ""
    link: str = ""


def read(typed: str, *, command: str) -> Draft:
    """Read `Ask for the plan before pricing #negotiation`; say plainly what is missing if it is no tip."""
    first = folded((*typed.split(maxsplit=1), "")[0]).strip()
    near = next((word for word in _WORDS if 0 < distance(first, word, most=1) <= 1), None)
    if near is not None:
        raise Refusal(f"Did you mean `{command} {near}`? To share it as a tip, type `{command}` alone: a form opens.")
    text, tags = split_tags(typed)
    if len(text.split()) < FEWEST:
        raise Refusal(
            f"A tip takes a few words: `{command} Ask for the mutual action plan before pricing #negotiation`. "
            f"`{command}` alone opens a form; `{command} search pricing` finds what others shared."
        )
    return checked(Draft(text=text, tags=tags))


def split_tags(typed: str) -> tuple[str, str]:
    """Return the words and the tags of what somebody typed; tags at the end are not part of the words."""
    tags = _tidy(" ".join(_TAG.findall(typed)))
    text = _LAST_TAGS.sub("", typed).strip()
    return text, tags


def _tidy(tags: str) -> str:
    """Tags as they are kept: without sign and case, each once."""
    found = re.findall(r"[\w-]*[^\W_][\w-]*", tags.casefold())
    return " ".join(list(dict.fromkeys(one[:LONGEST_TAG] for one in found))[:MOST_TAGS])


def checked(draft: Draft) -> Draft:
    """Return the draft as it is kept. Raises Refusal, beside its field, for what is missing or too long."""
    if draft.kind not in KINDS:
        raise Refusal("Choose what it is: a tip, a win or a loss.", field="kind")
    parts = {name: getattr(draft, name).strip() if name == "text" or draft.kind in STORIES else "" for name in PARTS}
    for name, words in parts.items():
        if letters(words) > LONGEST:
            raise Refusal(f"That is {letters(words):,} characters; {LONGEST:,} fit. Could you shorten it?", field=name)
    if not folded(parts["text"]):
        what = "What happened? A sentence or two are enough." if draft.kind in STORIES else "What is the tip?"
        raise Refusal(what, field="text")
    if draft.kind in STORIES and not folded(parts["learned"]):
        raise Refusal("What did you learn? That is what others come for.", field="learned")
    return replace(draft, **parts, tags=_tidy(draft.tags))


def outcome(said: str) -> str:
    """Return the one line that somebody says came of a tip. Raises Refusal where it is none."""
    line = " ".join(said.split())
    if not folded(line):
        raise Refusal("What came of it? One line, such as: they agreed to the date.", field="outcome")
    if letters(line) > LONGEST_OUTCOME:
        raise Refusal(f"One line, please: {LONGEST_OUTCOME} characters fit.", field="outcome")
    return line


def findable(*texts: str) -> str:
    """Return all words of a tip as they are looked for, each once: ` the renewal of sao paulo `."""
    words = dict.fromkeys(word[:A_WORD] for text in texts for word in folded(text).split())
    return f" {' '.join(words)} " if words else ""


def words_of(findable_: str) -> set[str]:
    """Return the words of which such a text is made."""
    return set(findable_.split())


def looked_for(typed: str) -> list[str]:
    """Return the words that somebody looks for. Raises Refusal where there are none, or far too many."""
    if len(typed) > LONGEST_SEARCH:
        raise Refusal(f"A word or two find it best; {LONGEST_SEARCH} characters are the most I look for.")
    words = findable(typed).split()
    if not words:
        raise Refusal("What are you looking for? A word or two, such as `search pricing objection`.")
    return words[:MOST_WORDS]
