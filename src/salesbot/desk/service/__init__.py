"""What the front desk does, in one transaction each: found teams, keep settings, note time away, explain."""
