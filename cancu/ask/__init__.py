"""Translate a question in Vietnamese or English into a stored query.

The readers of `cancu.language` find the slots; a trained model chooses the query.
"""

from cancu.ask.interpretations import Interpretation, Interpretations, interpret

__all__ = ["Interpretation", "Interpretations", "interpret"]
