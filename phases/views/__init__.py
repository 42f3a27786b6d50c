"""Pages of theories of change."""
