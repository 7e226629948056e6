"""Convert files to transcripts: the text of each, with the place of every character. Knows nothing of citations."""

from cancu.read.files import Found, Unread, hash_of, read_bytes, read_file
from cancu.read.kinds import SUFFIXES, Kind, kind_of_head
from cancu.read.page_pictures import frame

__all__ = ["SUFFIXES", "Found", "Kind", "Unread", "frame", "hash_of", "kind_of_head", "read_bytes", "read_file"]
