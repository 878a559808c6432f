"""The measurements: each compares salesbot with the least that could do the same work, in one run on one machine."""
