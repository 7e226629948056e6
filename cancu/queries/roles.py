"""What a question holds, and of each verb whether the document that is named does it or suffers it."""

from collections import Counter
from collections.abc import Sequence

from cancu.queries.phrases import Token

_VERBS = frozenset(
    {"IMPLEMENT", "CITE", "BASIS", "REST", "SERVE", "GUIDE", "DEPEND", "AFFECT", "AMEND", "CHANGE", "REPLACE", "REPEAL"}
    | {"MERGE", "ISSUE"}
)
_NOUNS = frozenset({"DOCUMENT", "TYPE", "PROVINCE", "WHO", "WHICH", "LEVEL"})


def concepts(tokens: Sequence[Token]) -> dict[str, set[str]]:
    """The concepts of a question, each with the names under which rules may know it."""
    held: dict[str, set[str]] = {}
    document = [at for at, token in enumerate(tokens) if token.kind == "DOC"]
    nearest = {}
    if len(document) == 1:
        far_first = sorted(enumerate(tokens), key=lambda pair: (-abs(pair[0] - document[0]), -pair[0]))
        nearest = {token.kind: at for at, token in far_first}
    for at, token in enumerate(tokens):
        held.setdefault(token.kind, set())
        if token.kind in _VERBS and nearest.get(token.kind) == at:
            for acts in _roles(tokens, at, document[0]):
                role = f"DOC>{token.kind}" if acts else f"{token.kind}>DOC"
                held[token.kind].add(role)
                held.setdefault(role, set())
        if token.kind == "UNDER" and at + 1 in document:
            held.setdefault("UNDER>DOC", set())
    for kind, count in Counter(t.kind for t in tokens if t.kind not in ("WORD", "STOP")).items():
        if count > 1:
            held.setdefault(f"{kind}2", set())
    return held


def _roles(tokens: Sequence[Token], verb: int, document: int) -> tuple[bool, ...]:
    """Whether the document does what a verb says (True) or suffers it; both when unclear, none when it is not meant."""
    kinds = [t.kind for t in tokens]
    kind, after = kinds[verb], verb < document
    low, high = sorted((verb, document))
    between = kinds[low + 1 : high]
    agent = bool({"BY", "IN"} & set(between))
    if kind == "BASIS":
        return ("SERVE" not in kinds and kinds[verb - 1 : verb] not in (["LOSE"], ["LACK"]),)
    if kind == "SERVE":
        return (after,)
    if kind == "CITE" and kinds[document - 1 : document] == ["IN"]:
        return (True,)
    if not after and "BE" in between and "SPLIT" in between:
        return (False,)
    marker = next((at for at in range(verb - 1, -1, -1) if kinds[at] in _VERBS or kinds[at] == "PASSIVE"), None)
    if marker is not None and kinds[marker] == "PASSIVE":
        if document < marker and set(kinds[document + 1 : marker]) & (_NOUNS | {"BASIS"}):
            return ()
        return (marker < document < verb or (after and agent),)
    if tokens[verb].participle and between and after:
        return (agent,)
    if tokens[verb].participle and not after and ("BE" in kinds[:verb] or kinds[verb + 1 : verb + 2] == ["BY"]):
        return (False,)
    if after:
        asked = kind == "REST" and bool({"WHICH", "ISSUE"} & set(between))
        return (asked or (kind == "CITE" and "IN" in between),)
    return _roles_of_subject(kinds, verb, document)


def _roles_of_subject(kinds: Sequence[str], verb: int, document: int) -> tuple[bool, ...]:
    """The same for a document before a verb that is not passive."""
    kind, between = kinds[verb], set(kinds[document + 1 : verb])
    others = bool(between & _VERBS - {"ISSUE"})
    if kind == "REST" and not between - {"BE", "ALREADY", "NOT", "ISSUE", "SINCE"}:
        return (True,)
    if "SPLIT" in kinds[:document] or (between & _NOUNS and not others):
        return (False,)
    ends = (at for at in range(verb + 1, len(kinds)) if kinds[at] in _VERBS or kinds[at] in ("STOP", "THEN", "IF"))
    following = set(kinds[verb + 1 : next(ends, len(kinds))])
    if following & _NOUNS - {"PROVINCE", "LEVEL"} or set(kinds[:document]) & (_NOUNS | {"DO"}):
        return (not others,)
    return (True, False) if kind in ("CITE", "REST", "GUIDE", "DEPEND") else (False,)


def turned(tokens: Sequence[Token]) -> bool:
    """Whether the second of two documents is the one that acts: 'A bị B sửa đổi', 'A amended by B'."""
    kinds = [t.kind for t in tokens]
    first, second = (at for at, kind in enumerate(kinds) if kind == "DOC")
    between = kinds[first + 1 : second]
    return "BY" in between or (bool(between) and "PASSIVE" in between and between[-1] in ("PASSIVE", "DOCUMENT", "IN"))
