"""How the home tab meets the house: its cards come from the rooms."""

from salesbot.home.listeners import register
from salesbot.room import Room

room = Room(name="home", events=("app_home_opened",), register=register)
