"""Text to mentions: what one document says of itself and of others. Knows nothing of graphs or stores."""

from cancu.extract.reading import Extraction, extract
from cancu.extract.text import Source, from_bytes, read

__all__ = ["Extraction", "Source", "extract", "from_bytes", "read"]
