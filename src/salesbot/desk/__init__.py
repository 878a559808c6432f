"""The front desk: `/salesbot` sets up teams, explains itself, and keeps each person's own settings."""
