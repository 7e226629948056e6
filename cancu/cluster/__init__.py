"""The build of a graph past one machine: partitions of files in, partitions of the graph out, the same as one machine's.

What is done to one text, and to all that is said of one document, is done by the functions that `cancu build` calls; here
is only what brings together what they need.
"""
