"""Modals and homes, and the inputs that stand in them. Limits: docs.slack.dev, Views, and slack.md."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from salesbot.slack.kit.elements import text_box
from salesbot.slack.kit.text import plain, shorten, within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.room import Block

TITLE = 24
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    callback_id: str,
    submit: str | None = None,
    close: str = "Cancel",
    private_metadata: str = "",
    notify_on_close: bool = False,
) -> Block:
    """Return a modal. Without `submit` it only shows; `private_metadata` (3,000) says where, never what one may."""
    view = _view("modal", blocks, private_metadata=private_metadata)
    view |= {"title": plain(shorten(title, TITLE)), "close": plain(shorten(close, TITLE)), "callback_id": callback_id}
    if submit is not None:
        view["submit"] = plain(shorten(submit, TITLE))
    if notify_on_close:
        view["notify_on_close"] = True
    return view


def home(blocks: Sequence[Block], *, callback_id: str = "home", private_metadata: str = "") -> Block:
    """Return what a person sees on the app's home tab."""
    return _view("home", blocks, private_metadata=private_metadata) | {"callback_id": callback_id}


def _view(kind: str, blocks: Sequence[Block], *, private_metadata: str) -> Block:
    if len(blocks) > VIEW_BLOCKS or len(json.dumps(list(blocks))) > VIEW_BYTES:
        raise ValueError(f"a view has {VIEW_BLOCKS} blocks and {VIEW_BYTES} bytes at most")
    view: Block = {"type": kind, "blocks": list(blocks)}
    if private_metadata:
        view["private_metadata"] = within(private_metadata, 3000, what="private metadata")
    return view


def input_block(
    label: str, element: Block, *, block_id: str, optional: bool = False, hint: str = "", dispatch: bool = False
) -> Block:
    """Return a labelled field of a modal; an error of a submission stands beside its `block_id`.

    With `dispatch` the app hears of a choice at once, before the submission.
    """
    block: Block = {
        "type": "input",
        "block_id": within(block_id, 255, what="a block id"),
        "label": plain(within(label, 2000, what="a label")),
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(within(hint, 2000, what="a hint"))
    return block | ({"dispatch_action": True} if dispatch else {})


def text_input(
    label: str,
    block_id: str,
    *,
    multiline: bool = False,
    initial: str = "",
    placeholder: str = "",
    optional: bool = False,
    hint: str = "",
    longest: int = 3000,
    focus: bool = False,
) -> Block:
    """Return a labelled box to write in; its action id is its block id."""
    element = text_box(
        block_id, multiline=multiline, initial=initial, placeholder=placeholder, longest=longest, focus=focus
    )
    return input_block(label, element, block_id=block_id, optional=optional, hint=hint)
