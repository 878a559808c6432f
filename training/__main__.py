"""`python -m training`: learn from the answers, write the file that salesbot ships, and measure it."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from salesbot.coaching.matching.features import read_meanings
from salesbot.coaching.matching.learned import FILE, learned
from training import measuring, report
from training.answers import HERE, VALIDATION, read, training
from training.learning import learn, packed


def main() -> None:
    """Train, write the file and its page. What is printed is of the answers by which the settings were chosen."""
    said = (HERE / "concepts.txt").read_text(encoding="utf-8")
    answers = training()
    model = learn(answers, read_meanings(said))
    place = Path(str(resources.files("salesbot.coaching.matching").joinpath(FILE)))
    place.write_bytes(packed(model, said))
    learned.cache_clear()
    found = measuring.figures(measuring.said_of(read(VALIDATION)))
    print(f"{len(answers)} answers, {len(model.names)} features, {place.stat().st_size // 1000} kB")
    print(f"validation: found {found.found:.3f}, right {found.right:.3f}, silent {found.silent:.3f}")
    report.write()


if __name__ == "__main__":
    main()
