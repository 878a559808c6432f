"""Kudos: thanks that a team can read, and what they were for."""
