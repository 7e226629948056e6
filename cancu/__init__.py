"""cancu: what Vietnamese administrative, legal and Party documents cite, and what they do to one another."""

__version__ = "0.1.0"
