"""Stored queries: a catalogue of Cypher files, their parameters, and their answers as rows or a subgraph."""

from cancu.queries.catalogue import Parameter, StoredQuery, catalogue, get
from cancu.queries.run import Answer, answer, subgraph

__all__ = ["Answer", "Parameter", "StoredQuery", "answer", "catalogue", "get", "subgraph"]
