"""The hands-free service under systemd: its unit, installing it, and how it is."""
