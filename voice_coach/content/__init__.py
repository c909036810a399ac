"""prompts/ parsed once into frozen, validated values."""
