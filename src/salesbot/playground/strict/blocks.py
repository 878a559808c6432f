"""Every block, where it may stand, and what a list of blocks may hold.

Each rule is named after its page in `reference/block-kit/blocks/` (section → section-block); where a
block may stand is the table of `reference/block-kit/blocks`.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

from salesbot.playground.strict import cards, data, rich_text
from salesbot.playground.strict.elements import BUTTONS, CHOICES, IMAGE, SELECTS, TYPED
from salesbot.playground.strict.grammar import (
    Check,
    Faults,
    at_least_one,
    both,
    exactly_one,
    fault,
    flag,
    items,
    kind,
    kinds,
    string,
    unique,
)
from salesbot.playground.strict.texts import identifier, mrkdwn, plain, slack_file, text, url

Surface = Literal["message", "modal", "home"]

MOST = {"message": 50, "modal": 100, "home": 100}  # reference/block-kit/blocks
MARKDOWN_MAX = 12_000  # markdown-block: all markdown blocks of a message together
SINGLE = {"table": 1, "data_visualization": 2}  # table-block: one a message; data-visualization-block: two

_block_id = {"block_id": identifier}
_pressed = {**BUTTONS, **SELECTS, **CHOICES, "rich_text_input": TYPED["rich_text_input"]}
_accessory = {**BUTTONS, **SELECTS, **CHOICES, **IMAGE}

_BASIC: dict[str, Check] = {
    "actions": kind(
        "actions",
        needs={"elements": both(items(kinds(_pressed), most=25), unique("action_id"))},
        may=_block_id,
    ),
    "context": kind(
        "context",
        needs={"elements": items(kinds({**IMAGE, "plain_text": plain(), "mrkdwn": mrkdwn()}), most=10)},
        may=_block_id,
    ),
    "divider": kind("divider", may=_block_id),
    "header": kind("header", needs={"text": plain(150)}, may=_block_id),
    "image": both(
        kind(
            "image",
            needs={"alt_text": string(2000)},
            may={**_block_id, "image_url": url, "slack_file": slack_file, "title": plain(2000)},
        ),
        exactly_one("image_url", "slack_file"),
    ),
    "input": kind(
        "input",
        needs={"label": plain(2000), "element": kinds({**TYPED, **SELECTS, **CHOICES})},
        may={**_block_id, "hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
    "rich_text": rich_text.block,
    "section": both(
        kind(
            "section",
            may={
                **_block_id,
                "text": text(3000),
                "fields": items(text(2000), most=10),
                "accessory": kinds(_accessory),
                "expand": flag,
            },
        ),
        at_least_one("text", "fields"),
    ),
    "table": data.table,
    "video": kind(
        "video",
        needs={"alt_text": string(2000), "title": plain(199), "thumbnail_url": url, "video_url": url},
        may={
            **_block_id,
            "author_name": string(50),
            "description": plain(200),
            "provider_icon_url": url,
            "provider_name": string(255),
            "title_url": url,
        },
    ),
}

_ONLY_MESSAGE: dict[str, Check] = {
    "markdown": kind("markdown", needs={"text": string(MARKDOWN_MAX)}, may=_block_id),
    "data_table": data.data_table,
    "data_visualization": data.data_visualization,
    "plan": cards.plan,
    "task_card": cards.task_card,
    "context_actions": cards.context_actions,
    "container": cards.container(_BASIC),
    "carousel": cards.carousel,
    "card": cards.card,
}

_VIEWS = {name: check for name, check in _BASIC.items() if name != "table"}

KNOWN: dict[Surface, dict[str, Check]] = {
    "message": {**_BASIC, **_ONLY_MESSAGE},
    "modal": {**_VIEWS, "alert": cards.alert, "card": cards.card},
    "home": {**_VIEWS, "card": cards.card, "carousel": cards.carousel},
}


def check(blocks: Any, at: str, *, surface: Surface) -> Faults:
    """What is wrong with a list of blocks on this surface, each fault with its pointer."""
    shape = items(kinds(KNOWN[surface]), most=MOST[surface], least=0)
    yield from both(shape, unique("block_id"), _together)(blocks, at)


def _together(blocks: Any, at: str) -> Faults:
    """Limits that count over the whole list."""
    found = Counter(block["type"] for block in every(blocks))
    for name, most in SINGLE.items():
        if found[name] > most:
            yield fault(f"no more than {most} {name} blocks allowed", at)
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > MARKDOWN_MAX:
        yield fault(f"must be less than {MARKDOWN_MAX + 1} characters in all markdown blocks", at)


def every(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The blocks of a list and those inside its containers."""
    for block in blocks:
        yield block
        yield from block.get("child_blocks", [])
