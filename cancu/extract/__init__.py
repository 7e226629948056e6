"""Text to mentions: what one document says of itself and of others. Knows nothing of graphs or stores."""

from cancu.extract.reading import Extraction, Passed, extract
from cancu.extract.text import SUFFIXES, Source, from_bytes, read

__all__ = ["SUFFIXES", "Extraction", "Passed", "Source", "extract", "from_bytes", "read"]
