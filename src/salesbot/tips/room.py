"""How tips meet the house."""

from salesbot.room import Room

room = Room(name="tips")
