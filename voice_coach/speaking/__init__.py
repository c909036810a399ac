"""Words to loudspeaker: one module per voice engine, and the player."""
