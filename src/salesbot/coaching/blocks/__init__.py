"""The words of coaching, a file a message."""

from salesbot.coaching.blocks.prompt import prompt
from salesbot.coaching.blocks.standing import choose_team, counts, standing
from salesbot.coaching.blocks.weekly import weekly

__all__ = ["choose_team", "counts", "prompt", "standing", "weekly"]
