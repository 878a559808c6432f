"""How payloads reach an app: by its sockets or by signed HTTP."""

from salesbot.playground.delivery.acks import Ack
from salesbot.playground.delivery.courier import Courier
from salesbot.playground.delivery.events import Announcer
from salesbot.playground.delivery.links import Link, Links

__all__ = ["Ack", "Announcer", "Courier", "Link", "Links"]
