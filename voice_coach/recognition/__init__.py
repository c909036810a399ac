"""Utterance to words: one module per engine."""
