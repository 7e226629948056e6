"""Classify a text by its head: an act, a plan, a letter, a Party paper, a draft, a press page …"""

import re

from cancu.extract.cue_words import word_list
from cancu.extract.letterhead import Letterhead, opens_as_annex
from cancu.extract.text import Source
from cancu.knowledge.fold import words
from cancu.models import Paper

_HEAD = 1500
_MOTTO = re.compile(r"cộng\s+ho\w+\s+xã\s+hội\s+chủ\s+nghĩa|độc\s+lập\s*[-–]\s*tự\s+do")
_PARTY = re.compile(r"(?:^|\n|\||\s{3})[ \t*_|]*ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM[ \t*_|]*(?:\n|$)")
_DRAFT = re.compile(
    r"(?:^|\n)[ \t*_|(]*D\s*Ự\s+T\s*H\s*Ả\s*O(?:\s+LẦN\s+\S+)?[ \t*_|)]*(?:\n|$)|(?:^|\n)[ \t*_|(]*Dự thảo(?:\s+lần\s+\S+)?[ \t*_|)]*\n"
)
_FORM = re.compile(r"[\s*_|#]*+(?:mẫu|phụ\s+lục\s+\S+\s+mẫu|biểu\s+mẫu)(?!\w)")
_HEADLINE_WORDS = 5
_PLANS = ("KH", "CTr", "ĐA", "PA", "CL", "QH", "DA")
_LETTERS = ("CV", "GM", "CĐ", "PC")


def kind_of_paper(source: Source, head: Letterhead, type: str | None) -> Paper | None:
    """Return the kind of paper of a text by its letterhead and type; None if the head does not tell."""
    top = source.low[:_HEAD]
    lettered = bool(head.symbol or head.heading or _MOTTO.search(top))
    if head.consolidated or type == "VBHN":
        return "consolidated"
    if head.number is None and (_FORM.match(source.low) or opens_as_annex(source)):
        return "form"
    if not lettered and type is None and _is_press(source):
        return "press"
    printed = source.clean[:_HEAD]
    if (("Ự" in printed or "Dự thảo" in printed) and _DRAFT.search(printed)) or (head.symbol and head.number is None):
        return "draft"
    if ("ĐẢNG" in printed and _PARTY.search(printed)) or (head.number is not None and head.number.rule == "party"):
        return "party"
    if type in _LETTERS:
        return "letter"
    if type in _PLANS:
        return "plan"
    return "act" if lettered and type is not None else None


def _is_press(source: Source) -> bool:
    """Return whether a text is a press page: a lower-case headline over prose, and a sign typical of the press or of questions and answers."""
    lines = [line.strip(" \t*_#|") for line in source.clean[:4000].split("\n")]
    lines = [line for line in lines if line]
    if not lines or (not lines[0][0].isupper() and not lines[0][0].isdigit()) or len(words(lines[0])) < _HEADLINE_WORDS:
        return False
    headline = lines[0]
    if headline.isupper() or headline.endswith((";", ":", ".", ",")) or re.match(r"(?:\d+|[IVX]+)[.)]\s", headline):
        return False
    asked = headline.endswith("?")
    again = words(headline) in [words(line) for line in lines[1:8]]
    furniture = any(word_list("press").match(line.lower()) for line in lines[:12])
    reported = any(word_list("reported").match(line.lower()) for line in lines[1:4])
    return asked or again or furniture or reported
