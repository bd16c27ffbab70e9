"""The ground: the embedded database, the commands, the wheel."""
