"""What Slack refuses in a modal or a home tab (pages `modal-views` and `home-tab-views` under `reference/views`)."""

from collections.abc import Mapping
from typing import Any

from salesbot.playground.strict import blocks
from salesbot.playground.strict.grammar import (
    Check,
    Faults,
    Problem,
    both,
    choice,
    fault,
    flag,
    kinds,
    record,
    string,
)
from salesbot.playground.strict.messages import size
from salesbot.playground.strict.texts import plain

VIEW_SIZE_MAX = 250_000  # reference/methods/views.open: view_too_large, "greater than 250kb"


def view(view: Mapping[str, Any]) -> Problem | None:
    """Why Slack refuses to open, update, push or publish this view; None when it takes it."""
    faults = tuple(_VIEW(dict(view), "/view"))
    if faults:
        return Problem("invalid_arguments", faults)
    return Problem("view_too_large") if size(view) > VIEW_SIZE_MAX else None


def _blocks(surface: blocks.Surface) -> Check:
    def check(value: Any, at: str) -> Faults:
        yield from blocks.check(value, at, surface=surface)

    return check


def _submit_when_asked(value: Any, at: str) -> Faults:
    if "submit" not in value and any(block["type"] == "input" for block in value["blocks"]):
        yield fault("`submit` is required when an input block is within the blocks array", f"{at}/submit")


def _one_focus(value: Any, at: str) -> Faults:
    """Only one element of a view may take the focus when it opens (every input element's page)."""
    focused = [
        index
        for index, block in enumerate(value["blocks"])
        for part in (block.get("element"), block.get("accessory"), *block.get("elements", []))
        if isinstance(part, dict) and part.get("focus_on_load")
    ]
    for index in focused[1:]:
        yield fault("only one element can have focus_on_load", f"{at}/blocks/{index}")


_SHARED: dict[str, Check] = {
    "private_metadata": string(3000, least=0),
    "callback_id": string(255, least=0),
    "external_id": string(255, least=0),
}

_MODAL = record(
    needs={"type": choice("modal"), "title": plain(24), "blocks": _blocks("modal")},
    may={
        **_SHARED,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": flag,
        "notify_on_close": flag,
        "submit_disabled": flag,
    },
)
_HOME = record(needs={"type": choice("home"), "blocks": _blocks("home")}, may=_SHARED)

_VIEW = kinds({"modal": both(_MODAL, _submit_when_asked, _one_focus), "home": both(_HOME, _one_focus)})
