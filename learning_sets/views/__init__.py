"""Pages of learning sets."""
