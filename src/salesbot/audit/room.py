"""What the audit log shows the house: what it holds of a person, and how long."""

from __future__ import annotations

from salesbot.audit import rights
from salesbot.room import Room

room = Room(name="audit", export=rights.export, erase=rights.erase, retention=rights.RETENTION)
