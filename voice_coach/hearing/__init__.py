"""Microphone to utterance: capture, voice activity, endpointing."""
