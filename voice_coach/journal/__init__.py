"""What is remembered: labels, never words."""
