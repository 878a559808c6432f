"""The verbs of coaching, a file a verb."""

from salesbot.coaching.service.choosing import For, choices, learn, person, shelf
from salesbot.coaching.service.looking import counts, standing
from salesbot.coaching.service.sending import send
from salesbot.coaching.service.standing import begin, end_weekly, follow_seats, place
from salesbot.coaching.service.telling import Told, prompt_named, told
from salesbot.coaching.service.weekly import has_focus, tell, weekly

__all__ = [
    "For",
    "Told",
    "begin",
    "choices",
    "counts",
    "end_weekly",
    "follow_seats",
    "has_focus",
    "learn",
    "person",
    "place",
    "prompt_named",
    "send",
    "shelf",
    "standing",
    "tell",
    "told",
    "weekly",
]
