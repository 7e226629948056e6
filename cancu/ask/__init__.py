"""A question in Vietnamese or English to a stored query: slots by the readers of the language, the intent by a learned choice."""

from cancu.ask.interpretations import Interpretation, Interpretations, interpret

__all__ = ["Interpretation", "Interpretations", "interpret"]
