"""Who is who: workspaces, teams, members, their zones, working days and time away."""
