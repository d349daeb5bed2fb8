"""Find the notions of the thesaurus in a text: words that mean the same get one name.

A wording no training bulletin has (`lỡ hẹn`, `qua đường mạng`) is then still known by its notion.
"""

from __future__ import annotations

import re
import tomllib
from array import array
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Final, NamedTuple

#: A word, a numeral or a sign.
WORD: Final = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\w\s]")
#: Where the tone mark stands (hóa, hoá) says nothing; lengths are kept, so offsets hold.
_PAIRS: Final = (
    "oà:òa oá:óa oả:ỏa oã:õa oạ:ọa oè:òe oé:óe oẻ:ỏe oẽ:õe oẹ:ọe "
    "uỳ:ùy uý:úy uỷ:ủy uỹ:ũy uỵ:ụy tỉ:tỷ"
)
_TONES: Final = {pair[:2]: pair[3:] for pair in _PAIRS.split()}
_TONE: Final = re.compile("|".join(_TONES))

Trie = dict[str, "Trie | str"]
#: The key of a trie's node under which the notion ending there stands; no token is empty.
_END: Final = ""


class Notion(NamedTuple):
    """A wording of the thesaurus found in a text; offsets into it."""

    start: int
    end: int
    name: str


def find_notions(lowered: str) -> list[Notion]:
    """Return the notions of a lower-case NFC text in order; the longest phrase wins.

    >>> [n.name for n in find_notions("tỉ lệ hồ sơ nộp qua mạng trả sớm hẹn")]
    ['rate', 'dossier', 'submit', 'online', 'deliver', 'early']
    """
    return notions_of(lowered, *word_places(lowered))


def word_places(lowered: str) -> tuple[array[int], array[int]]:
    """Return where the words, numerals and signs of a text start and end."""
    # as pairs they took 20 MB more of a text of 1 MB
    places = array("q", chain.from_iterable(map(re.Match.span, WORD.finditer(lowered))))
    return places[::2], places[1::2]


def notions_of(lowered: str, starts: array[int], ends: array[int]) -> list[Notion]:
    """Return the notions of a text whose words start and end there."""
    plain = _plain(lowered)
    tokens = [plain[start:end] for start, end in zip(starts, ends, strict=True)]
    root = _trie()
    found, at = [], 0
    while at < len(tokens):
        node: Trie | str | None = root
        last, name, step = at, "", at
        while step < len(tokens):
            node = node.get(tokens[step])  # type: ignore[union-attr]
            if node is None:
                break
            step += 1
            if _END in node:
                last, name = step, str(node[_END])  # type: ignore[index]
        if name:
            found.append(Notion(starts[at], ends[last - 1], name))
        at = max(last, at + 1)
    return found


def _plain(lowered: str) -> str:
    return _TONE.sub(lambda match: _TONES[match.group()], lowered)


@cache
def _trie() -> Trie:
    data = files("extractor.codebook") / "data" / "thesaurus.toml"
    root: Trie = {}
    notions = tomllib.loads(_plain(data.read_text(encoding="utf-8")))["notions"]
    for name, phrases in notions.items():
        for phrase in phrases:
            node = root
            for token in WORD.findall(phrase):
                node = node.setdefault(token, {})  # type: ignore[assignment]
            node[_END] = name
    return root
