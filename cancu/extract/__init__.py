"""Extract from a text what a document says of itself and its citations of others. Knows nothing of graphs or stores."""

from cancu.extract.reading import Extraction, Passed, extract
from cancu.extract.text import Source

__all__ = ["Extraction", "Passed", "Source", "extract"]
