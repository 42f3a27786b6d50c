"""What this app asks."""
