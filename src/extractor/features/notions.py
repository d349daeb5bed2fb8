"""Find the notions of the thesaurus in a text: words that mean the same get one name.

A wording no training bulletin has (`lỡ hẹn`, `qua đường mạng`) is then still known by its notion.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

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


@dataclass(frozen=True, slots=True)
class Notion:
    """A wording of the thesaurus found in a text; offsets into it."""

    start: int
    end: int
    name: str


def find_notions(lowered: str) -> list[Notion]:
    """Return the notions of a lower-case NFC text in order; the longest phrase wins.

    >>> [n.name for n in find_notions("tỉ lệ hồ sơ nộp qua mạng trả sớm hẹn")]
    ['rate', 'dossier', 'submit', 'online', 'deliver', 'early']
    """
    return notions_of(lowered, [match.span() for match in WORD.finditer(lowered)])


def notions_of(lowered: str, spans: Sequence[tuple[int, int]]) -> list[Notion]:
    """Return the notions of a text whose words stand at `spans`."""
    plain = _plain(lowered)
    tokens = [plain[start:end] for start, end in spans]
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
            found.append(Notion(spans[at][0], spans[last - 1][1], name))
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
