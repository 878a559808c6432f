"""What people do in the other rooms meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from choices import WHO
from hypothesis import strategies as st
from hypothesis.stateful import rule
from rooms import HOURS
from story import Story

if TYPE_CHECKING:
    from datetime import time


class RoomSteps(Story):
    """The steps of kudos, tips, digests and coaching."""

    @rule(who=WHO, whom=WHO)
    def thanks(self, who: str, whom: str) -> None:
        """Somebody thanks somebody, perhaps themselves, which is refused."""
        self.step(self.team.thank(who, whom))

    @rule(who=WHO, back=st.booleans())
    def thanks_change(self, who: str, back: bool) -> None:
        """Somebody takes their last thanks back, or joins in the last that anybody gave."""
        self.step(self.team.take_thanks_back(who) if back else self.team.join_thanks(who))

    @rule(who=WHO, deed=st.sampled_from(("shared", "useful", "used", "true", "withdrawn")))
    def tips_go_round(self, who: str, deed: str) -> None:
        """Somebody shares a tip, or does something about the last one."""
        self.step(self.team.share_tip(who) if deed == "shared" else self.team.about_tip(who, deed))

    @rule(who=WHO, weekday=st.sampled_from("15"), wall=st.sampled_from(HOURS), on=st.booleans())
    def digest_is_chosen(self, who: str, weekday: str, wall: time, on: bool) -> None:
        """The team's week is told at another time, or somebody wants their own week, or not."""
        self.step(self.team.choose_digest(who, weekday=weekday, wall=wall, on=on))

    @rule(who=WHO, days=st.sampled_from(("24", "135", "7")), wall=st.sampled_from(HOURS), paused=st.booleans())
    def coaching_is_chosen(self, who: str, days: str, wall: time, paused: bool) -> None:
        """Somebody wants prompts on other days, or none for a while."""
        self.step(self.team.choose_coaching(who, days=days, wall=wall, paused=paused))
