"""How much salesbot may ask of a person, and why it did or did not."""
