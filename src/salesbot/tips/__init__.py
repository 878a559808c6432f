"""Tips: what one learned and others can use, found when it helps."""
