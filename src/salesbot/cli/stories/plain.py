"""Blocks as plain text: what somebody reads in a message or a form, without colours and without a mouse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from salesbot.playground.page.emoji import signs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from salesbot.playground.state import Message, View, Workspace

_LIVE = re.compile(r"<([^<>]+)>")
_STYLE = re.compile(r"(?<![\w*_~])([*_~])(?=\S)(.+?)(?<=\S)\1(?![\w*_~])")
_SPOKEN = {"!here": "@here", "!channel": "@channel", "!everyone": "@everyone"}
_BOLD_BEFORE_WORDS = re.compile(r"^((?::\w+:|•) )?\*([^*\n]+)\* (?=[^·\s])", re.MULTILINE)


class Plain:
    """Writes blocks as lines; names come from the workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def message(self, message: Message) -> list[str]:
        """The lines of a message: its blocks, or its text where it has none, and who put which emoji on it."""
        said = self.blocks(message.blocks) if message.blocks else self.text(message.text).split("\n")
        put = "  ".join(f"{signs(f':{name}:')} {len(by)}" for name, by in message.reactions)
        return [*said, put] if put else said

    def form(self, view: View) -> list[str]:
        """The lines of a form: its title, its blocks with what they hold, its buttons."""
        submit = (view.body.get("submit") or {}).get("text", "")
        close = (view.body.get("close") or {}).get("text", "")
        foot = "  ".join(f"[{label}]" for label in (submit, close) if label)
        return [view.title, *self.blocks(view.blocks, view.values), *([foot] if foot else [])]

    def blocks(self, blocks: Sequence[Mapping[str, Any]], values: Mapping[str, Any] | None = None) -> list[str]:
        """The lines of blocks, long sections apart from each other; `values` is what a view's fields hold."""
        lines: list[str] = []
        before: tuple[str, int] = ("", 0)
        for block in blocks:
            fresh = [line.rstrip() for line in self._block(block, values or {})]
            apart = {before[0], block["type"]} <= {"section", "context"} and max(before[1], len(fresh)) > 1
            lines += [*([""] if apart and lines[-1] else []), *fresh]
            before = (block["type"], len(fresh))
        return lines

    def _block(self, block: Mapping[str, Any], values: Mapping[str, Any]) -> Iterator[str]:
        kind = str(block["type"])
        if kind == "input":
            yield from self._input(block, values.get(block.get("block_id", ""), {}))
            return
        draw = self._draws().get(kind)
        yield from (f"({kind})",) if draw is None else draw(block)

    def _draws(self) -> dict[str, Callable[[Mapping[str, Any]], Iterator[str]]]:
        return {
            "section": self._section, "header": self._header, "context": self._context, "actions": self._actions,
            "divider": lambda _: iter(("",)), "rich_text": self._rich_text,
            "image": lambda b: iter((f"({b['alt_text']})",)),
            "table": self._table, "data_table": self._table, "data_visualization": self._chart,
            "alert": lambda b: iter((f"! {self.text(_words(b.get('text')))}",)),
            "markdown": lambda b: iter(self.text(b["text"]).split("\n")),
        }  # fmt: skip

    def _section(self, block: Mapping[str, Any]) -> Iterator[str]:
        if "text" in block:
            yield from self.text(block["text"]["text"]).split("\n")
        for one in block.get("fields", ()):
            yield from self.text(one["text"]).split("\n")
        if "accessory" in block:
            yield self._element(block["accessory"])

    def _header(self, block: Mapping[str, Any]) -> Iterator[str]:
        yield self.text(block["text"]["text"])

    def _context(self, block: Mapping[str, Any]) -> Iterator[str]:
        yield from "  ".join(self.text(_words(one) or one.get("alt_text", "")) for one in block["elements"]).split("\n")

    def _actions(self, block: Mapping[str, Any]) -> Iterator[str]:
        yield "  ".join(self._element(one) for one in block["elements"])

    def _input(self, block: Mapping[str, Any], held: Mapping[str, Any]) -> Iterator[str]:
        element = block["element"]
        state = held.get(element.get("action_id", ""), {})
        optional = " (optional)" if block.get("optional") else ""
        shown = self._held(element, state)
        yield f"{signs(_words(block['label']))}{optional}: {shown or '____'}"

    def _held(self, element: Mapping[str, Any], state: Mapping[str, Any]) -> str:
        """What a field holds; a choice among a few is shown with all of them."""
        chosen = next((value for key, value in state.items() if key != "type" and value), None)
        many = chosen if isinstance(chosen, list) else [] if chosen is None else [chosen]
        picked = [self._named(one) for one in many]
        if element["type"] in ("radio_buttons", "checkboxes"):
            labels = [_words(option["text"]) for option in element.get("options", ())]
            return "  ".join(f"({'x' if label in picked else ' '}) {label}" for label in labels)
        return ", ".join(picked)

    def _named(self, value: Any) -> str:
        if isinstance(value, dict):
            return signs(_words(value.get("text"))) if "text" in value else "…"
        where = self._where(str(value))
        return f"#{where}" if where else self._who(str(value)) or str(value)

    def _element(self, element: Mapping[str, Any]) -> str:
        kind = element["type"]
        if kind == "button":
            return f"[{signs(_words(element['text']))}]"
        if kind == "overflow":
            return "[…]"
        return f"[{signs(_words(element.get('placeholder')) or 'choose')} ▾]"

    def _rich_text(self, block: Mapping[str, Any]) -> Iterator[str]:
        for part in block["elements"]:
            lists = part["type"] == "rich_text_list"
            for piece in part["elements"] if lists else [part]:
                yield ("•  " if lists else "") + "".join(self._piece(one) for one in piece.get("elements", ()))

    def _piece(self, piece: Mapping[str, Any]) -> str:
        kind = piece["type"]
        if kind == "user":
            return f"@{self._who(piece['user_id'])}"
        if kind == "channel":
            return f"#{self._where(piece['channel_id'])}"
        return signs(f":{piece['name']}:") if kind == "emoji" else str(piece.get("text") or piece.get("url", ""))

    def _table(self, block: Mapping[str, Any]) -> Iterator[str]:
        if block.get("caption"):
            yield str(block["caption"])
        rows = [[self._cell(cell) for cell in row] for row in block["rows"]]
        wide = [max(len(cell) for cell in column) for column in zip(*rows, strict=False)]
        for row in rows:
            yield "  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=False))

    def _cell(self, cell: Mapping[str, Any]) -> str:
        if cell.get("type") == "rich_text":
            return " ".join(self._rich_text(cell))
        return str(cell.get("text", cell.get("value", "")))

    def _chart(self, block: Mapping[str, Any]) -> Iterator[str]:
        """A chart by its numbers: a line for each series, or for each segment of a pie."""
        chart = block["chart"]
        yield f"{block.get('title', '')} ({chart['type']})"
        for one in chart.get("segments", ()):
            yield f"  {one['label']}: {one['value']}"
        for series in chart.get("series", ()):
            yield f"  {series['name']}: " + ", ".join(f"{one['label']} {one['value']}" for one in series["data"])

    def text(self, mrkdwn: str) -> str:
        """Slack's markup without its signs: names for ids, words for links, emoji as signs."""
        spoken = _LIVE.sub(self._spoken, _BOLD_BEFORE_WORDS.sub(r"\1\2  ", mrkdwn))
        bare = _STYLE.sub(r"\2", _STYLE.sub(r"\2", spoken))
        return signs(bare).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

    def _spoken(self, match: re.Match[str]) -> str:
        target, _, label = match[1].partition("|")
        if target.startswith("@"):
            return f"@{self._who(target[1:]) or label}"
        if target.startswith("#"):
            return f"#{self._where(target[1:]) or label}"
        return label or _SPOKEN.get(target, target.removeprefix("mailto:"))

    def _who(self, member: str) -> str:
        user = self._workspace.users.get(member)
        return user.real_name if user else ""

    def _where(self, place: str) -> str:
        channel = self._workspace.channels.get(place)
        return channel.name if channel else ""


def _words(text: Any) -> str:
    """The words of a text object, or of a plain string."""
    return str(text.get("text", "")) if isinstance(text, dict) else str(text or "")
