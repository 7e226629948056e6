"""Write answers and graphs as files and data frames of other programs; the suffix of a file determines its format."""
