"""Installing: how any number of workspaces let salesbot in, whose token opens which, and how they leave again."""
