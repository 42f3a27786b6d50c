"""Forms of theories of change."""
