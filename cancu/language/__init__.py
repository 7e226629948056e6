"""Read bodies, places, dates, numbers and provisions as they are written: one reader for each question, shared by all layers."""
