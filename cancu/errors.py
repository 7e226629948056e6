"""The errors that cancu raises across its package border, each with the exit code of the command line."""


class CancuError(Exception):
    """A failure that a person can act on: the message names the thing, the place and the remedy."""

    exit_code = 1


class DataFileError(CancuError):
    """A data file of the project (or one that extends it) breaks its own rules."""

    exit_code = 2


class ReadError(CancuError):
    """A file cannot be read as a document: missing, empty, binary, or of an unknown kind."""


class NotFoundError(CancuError):
    """What was asked for (a document, a query) is not known; the message lists the nearest."""


class QueryError(CancuError):
    """A stored or typed query, a selector or a parameter is wrong; the message points at the place."""

    exit_code = 2


class StoreError(CancuError):
    """A store cannot be reached, opened, or refuses the work."""

    exit_code = 3


class BusyError(StoreError):
    """Another process loads the store; it is free again when that one is done."""


class MissingEndError(StoreError):
    """A link was sent to a store that does not hold one of its two documents."""


class DrawError(CancuError):
    """A picture was asked for in a kind of file, or of a subgraph, that cannot be drawn."""

    exit_code = 2


class ExportError(CancuError):
    """Rows or a graph were asked for in a kind of file that is none of ours, or in a place that cannot be written."""

    exit_code = 2
