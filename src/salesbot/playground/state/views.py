"""Modals and App Home tabs as Slack keeps them for one person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from salesbot.playground.state.messages import elements

Values = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class View:
    """One version of a view; an update makes a new one with a new hash. `body` is what the app sent."""

    id: str
    hash: str
    type: str
    user: str
    team_id: str
    app_id: str
    bot_id: str
    body: dict[str, Any]
    root_id: str
    previous_id: str | None = None
    values: Values = field(default_factory=dict)
    response_channel: str | None = None

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """Its blocks, each with a block id."""
        blocks: list[dict[str, Any]] = self.body["blocks"]
        return blocks

    @property
    def title(self) -> str:
        """What stands in the modal's head."""
        return str(self.body.get("title", {}).get("text", ""))

    @property
    def callback_id(self) -> str:
        """What the app calls it."""
        return str(self.body.get("callback_id", ""))

    def inputs(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Each input block with its element, in order."""
        return [(block, block["element"]) for block in self.blocks if block.get("type") == "input"]

    def find(self, action_id: str) -> tuple[dict[str, Any], str] | None:
        """The element with that action id and its block's id."""
        return next((found for found in elements(self.blocks) if found[0]["action_id"] == action_id), None)

    def json(self) -> dict[str, Any]:
        """The view object; page "Views: view object"."""
        body = self.body
        shown = {
            "id": self.id, "team_id": self.team_id, "type": self.type, "blocks": self.blocks,
            "private_metadata": body.get("private_metadata", ""), "callback_id": self.callback_id,
            "state": {"values": self.values}, "hash": self.hash, "title": body.get("title"),
            "clear_on_close": body.get("clear_on_close", False), "notify_on_close": body.get("notify_on_close", False),
            "close": body.get("close"), "submit": body.get("submit"), "previous_view_id": self.previous_id,
            "root_view_id": self.root_id, "app_id": self.app_id, "external_id": body.get("external_id", ""),
            "app_installed_team_id": self.team_id, "bot_id": self.bot_id,
        }  # fmt: skip
        if self.type == "modal":
            shown["submit_disabled"] = body.get("submit_disabled", False)
        return shown
