"""Answers and graphs as the files and frames of other programs; the suffix of a file says which."""
