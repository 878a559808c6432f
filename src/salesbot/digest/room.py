"""How digest meets the house."""

from salesbot.room import Room

room = Room(name="digest")
