"""How kudos meet the house."""

from salesbot.room import Room

room = Room(name="kudos")
