"""The password of everybody in the cast."""

PASSWORD = "correct horse battery"
