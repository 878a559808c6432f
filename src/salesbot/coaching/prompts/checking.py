"""A folder of prompts looked through: what its writers should see before anybody reads one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.coaching.prompts.files import Finding, Source, read
from salesbot.coaching.rules.alike import alike
from salesbot.coaching.rules.prompt import Audience
from salesbot.coaching.rules.skills import Skill
from salesbot.coaching.rules.style import advice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.resources.abc import Traversable

    from salesbot.coaching.rules.prompt import Prompt


@dataclass(frozen=True)
class Checked:
    """The prompts that could be read, and all that was found, in the order of the files."""

    sources: Sequence[Source]
    findings: Sequence[Finding]

    def count(self, audience: Audience) -> int:
        """Return how many prompts are for these readers."""
        return sum(1 for one in self.sources if one.prompt.audience is audience)


def check(folder: Traversable, *, beside: Sequence[Prompt] = (), whole: bool = False) -> Checked:
    """Look at every file. `beside` are prompts that stand already; `whole`: it must have something for every skill."""
    sources, findings = read(folder)
    for one in sources:
        findings += [one.finding(fault.part, fault.words) for fault in advice(one.prompt)]
        findings += _misplaced(one)
    findings += _alike(sources, beside)
    findings.sort(key=lambda one: (one.file, one.line))
    return Checked(sources, [*findings, *(_gaps(sources) if whole else ())])


def _misplaced(source: Source) -> Iterator[Finding]:
    """A folder that is called like a skill holds prompts of that skill."""
    above = source.file.split("/")[-2:-1]
    if above and above[0] in set(Skill) and above[0] != source.prompt.skill:
        skill = source.prompt.skill
        yield source.finding("skill", f"It is about {skill} and lies in {above[0]}/: move it, or change its skill.")


def _alike(sources: Sequence[Source], beside: Sequence[Prompt]) -> Iterator[Finding]:
    known = {one.prompt.id: one for one in sources}
    others = [one for one in beside if one.id not in known]
    for same in alike([one.prompt for one in sources], others):
        share = f"{same.share:.0%} of the {same.part}"
        words = f"{share} is in {same.other.id} as well: keep one, or say something else."
        yield known[same.prompt.id].finding(same.part, words)


def _gaps(sources: Sequence[Source]) -> Iterator[Finding]:
    """A whole library has something for a rep on every skill, and something for managers."""
    there = {(one.prompt.skill, one.prompt.audience) for one in sources}
    for skill in Skill:
        if (skill, Audience.REP) not in there:
            yield Finding(f"{skill}/", 1, f"There is no prompt for reps on {skill.words}: write one.")
    if not any(audience is Audience.MANAGER for _, audience in there):
        yield Finding("./", 1, "There is no prompt for managers: write one.")
