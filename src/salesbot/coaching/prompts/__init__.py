"""The library of prompts: files, read once and looked up often."""

from salesbot.coaching.prompts.files import Finding, Source, read
from salesbot.coaching.prompts.shelf import Library, library

__all__ = ["Finding", "Library", "Source", "library", "read"]
