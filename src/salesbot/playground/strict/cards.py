"""Slack's newer blocks: alerts, cards, carousels, containers, plans and tasks, small actions under a message.

Pages: `reference/block-kit/blocks/` with alert-block, card-block, carousel-block, container-block, plan-block,
task-card-block and context-actions-block.
"""

from collections.abc import Mapping

from salesbot.playground.strict import elements, rich_text
from salesbot.playground.strict.grammar import (
    Check,
    at_least_one,
    both,
    choice,
    flag,
    items,
    kind,
    kinds,
    string,
    unique,
)
from salesbot.playground.strict.texts import identifier, plain, text, url

_block_id = {"block_id": identifier}
_image = elements.IMAGE["image"]

alert = kind(
    "alert",
    needs={"text": text(3000)},
    may={**_block_id, "level": choice("default", "info", "warning", "error", "success")},
)

card = both(
    kind(
        "card",
        may={
            **_block_id,
            "hero_image": _image,
            "icon": _image,
            "title": text(150),
            "subtitle": text(150),
            "body": text(200),
            "actions": both(items(kinds({"button": elements.BUTTONS["button"]}), most=3), unique("action_id")),
        },
    ),
    at_least_one("hero_image", "title", "actions", "body"),
)

carousel = kind("carousel", needs={"elements": items(kinds({"card": card}), most=10)}, may=_block_id)

_source = kind("url", needs={"url": url, "text": string(3000)})

task_card = kind(
    "task_card",
    needs={"task_id": string(255), "title": string(3000)},
    may={
        **_block_id,
        "status": choice("pending", "in_progress", "complete", "error"),
        "details": rich_text.block,
        "output": rich_text.block,
        "sources": items(_source, most=50),
    },
)

plan = kind(
    "plan",
    needs={"title": string(3000)},
    may={**_block_id, "tasks": both(items(kinds({"task_card": task_card}), most=50, least=0), unique("task_id"))},
)

context_actions = kind(
    "context_actions",
    needs={"elements": both(items(kinds(elements.CONTEXT_ACTIONS), most=5), unique("action_id"))},
    may=_block_id,
)

_WIDTHS = ("narrow", "standard", "wide", "full")
_INSIDE = ("actions", "context", "divider", "header", "image", "input", "rich_text", "section", "table", "video")


def container(inside: Mapping[str, Check]) -> Check:
    """A container of up to ten of the blocks that its page allows inside."""
    children = kinds({name: inside[name] for name in _INSIDE})
    return both(
        kind(
            "container",
            needs={"child_blocks": items(children, most=10)},
            may={
                **_block_id,
                "title": plain(150),
                "rich_text_title": rich_text.block,
                "subtitle": text(150),
                "width": choice(*_WIDTHS),
                "icon": _image,
                "is_collapsible": flag,
                "default_collapsed": flag,
                "has_header_divider": flag,
            },
        ),
        at_least_one("title", "rich_text_title"),
    )
