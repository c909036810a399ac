"""The check-in itself, pure: generators that yield effects and receive replies."""
