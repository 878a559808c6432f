"""A local Slack that real clients cannot tell from Slack, as far as salesbot goes: for tests, demos and bad days."""

from salesbot.playground.acts import Outcome, Person
from salesbot.playground.faults import Fault
from salesbot.playground.playground import Playground
from salesbot.playground.remote import Remote
from salesbot.playground.settings import Settings
from salesbot.playground.state import App, Channel, Install, Message, User, View, Workspace

__all__ = [
    "App",
    "Channel",
    "Fault",
    "Install",
    "Message",
    "Outcome",
    "Person",
    "Playground",
    "Remote",
    "Settings",
    "User",
    "View",
    "Workspace",
]
