"""Home: what a person sees when they open salesbot in Slack."""
