"""A question in Vietnamese or English to a stored query: slots by the readers of the language, the intent by a learned choice."""

from cancu.ask.readings import Reading, Readings, read_question

__all__ = ["Reading", "Readings", "read_question"]
