"""The README's transcript and the screenshots in docs/pictures/, made by playing docs/stories/ (`make pictures`)."""
