"""How home meets the house."""

from salesbot.room import Room

room = Room(name="home")
