"""What installing shows the house: where its tokens stand sealed."""

from __future__ import annotations

from salesbot.room import Room

room = Room(name="installing", sealed=(("slack_bots", "bot_token"), ("slack_bots", "bot_refresh_token")))
