"""Socket Mode: Slack reaches salesbot through connections that salesbot opens."""

from salesbot.slack.socket.door import LINES, SocketDoor
from salesbot.slack.socket.pace import Pace

__all__ = ["LINES", "Pace", "SocketDoor"]
