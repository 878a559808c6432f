"""What coaching holds of one person, how it forgets them, and when it lets go of what is old."""

from salesbot.coaching.rights.erasing import erase
from salesbot.coaching.rights.exporting import export, own_export
from salesbot.coaching.rights.retaining import RETENTION

__all__ = ["RETENTION", "erase", "export", "own_export"]
