"""Voice Coach: a nightly check-in for couples, spoken and understood offline."""

__version__ = "0.1.0"
