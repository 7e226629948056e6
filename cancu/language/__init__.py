"""How bodies, places, dates, numbers and provisions are written: one reader for each question, asked by whoever needs it."""
