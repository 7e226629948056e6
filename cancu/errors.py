"""The exceptions that cancu raises to its callers, each with the exit code of the command line."""


class CancuError(Exception):
    """An error that the user can act on: the message names the object, the place and the remedy."""

    exit_code = 1


class DataFileError(CancuError):
    """A data file of the project, or a user's extension of one, breaks its rules."""

    exit_code = 2


class ReadError(CancuError):
    """A file cannot be read as a document: it is missing, empty, binary or of an unknown kind."""


class NotFoundError(CancuError):
    """A document or query is unknown; the message lists the nearest matches."""


class QueryError(CancuError):
    """A query, selector or parameter is wrong; the message points to the position."""

    exit_code = 2


class StoreError(CancuError):
    """A store cannot be reached or opened, or refuses an operation."""

    exit_code = 3


class BusyError(StoreError):
    """Another process is loading the store; it is free again when that process ends."""


class MissingEndError(StoreError):
    """A link refers to a document that neither the load nor the store contains."""


class DrawError(CancuError):
    """A picture was requested in a file format, or of a subgraph, that cannot be drawn."""

    exit_code = 2


class ExportError(CancuError):
    """Rows or a graph were to be written in an unknown file format, or to a place that cannot be written."""

    exit_code = 2
