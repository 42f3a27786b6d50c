"""What this app's pages show, in words."""
