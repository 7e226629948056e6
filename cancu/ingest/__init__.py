"""Runs over files: what was read before, copies and drafts, side files, watching, and what changed."""
