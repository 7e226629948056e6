"""Process files: cached readings, copies and drafts, side files, watching, and records of changes."""
