"""The first questions: asked in the terminal, tried on the devices, kept in a file."""
