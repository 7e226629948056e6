"""Build a graph on more than one machine: partitions of files in, partitions of the graph out, with the same result as one machine.

Each text, and all statements about each document, are processed by the functions that `cancu build` calls; this package
only brings together what they need.
"""
