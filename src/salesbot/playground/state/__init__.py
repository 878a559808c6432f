"""What the local Slack knows: workspaces, people, conversations, messages, modals and apps."""

from salesbot.playground.state.apps import App, Command, Install
from salesbot.playground.state.channels import Channel, Kind
from salesbot.playground.state.files import File
from salesbot.playground.state.messages import Message
from salesbot.playground.state.people import Group, User, Workspace
from salesbot.playground.state.tickets import Responder, Tickets, Trigger
from salesbot.playground.state.views import View
from salesbot.playground.state.world import World

__all__ = [
    "App",
    "Channel",
    "Command",
    "File",
    "Group",
    "Install",
    "Kind",
    "Message",
    "Responder",
    "Tickets",
    "Trigger",
    "User",
    "View",
    "Workspace",
    "World",
]
