"""The verbs of people: meet, make a team, join, leave, move, be away."""

from salesbot.people.service.members import Learned, learn, meet, welcomed
from salesbot.people.service.personal import (
    cancel_away,
    end_away,
    pause_until,
    set_away,
    set_country,
    set_days,
    set_hours,
    set_quiet,
    set_zone,
)
from salesbot.people.service.step import CHANNEL, arrived, departed, keep_in_step
from salesbot.people.service.teams import (
    TeamDraft,
    archive,
    change_team,
    fits,
    join,
    leave,
    make_team,
    refuse_unfit,
    rename_channel,
    set_everyone,
    set_role,
    set_shared,
)
from salesbot.people.service.workspaces import install, stop_workspace

__all__ = [
    "CHANNEL",
    "Learned",
    "TeamDraft",
    "archive",
    "arrived",
    "cancel_away",
    "change_team",
    "departed",
    "end_away",
    "fits",
    "install",
    "join",
    "keep_in_step",
    "learn",
    "leave",
    "make_team",
    "meet",
    "pause_until",
    "refuse_unfit",
    "rename_channel",
    "set_away",
    "set_country",
    "set_days",
    "set_everyone",
    "set_hours",
    "set_quiet",
    "set_role",
    "set_shared",
    "set_zone",
    "stop_workspace",
    "welcomed",
]
