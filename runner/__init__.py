"""What runs notebooks from outside: `python -m runner COMMAND`, one file a command."""
