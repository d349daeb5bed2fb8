"""A transformer of PhoBERT's size (12 layers, 768 wide, 12 heads), weights drawn at random.

Only what it costs to read a text with it is asked, and that hangs on no weight. The pieces of words
are drawn from the text's own hash: PhoBERT cuts 1.2 of a word, and this machine has no hub.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from zlib import crc32

LAYERS, WIDTH, HEADS, INNER, PIECES = 12, 768, 12, 3072, 64_001
#: Pieces that PhoBERT reads at once, of which two mark the ends.
LONGEST = 256
PIECES_A_WORD = 6, 5


def load_transformer() -> Callable[[str], object] | None:
    """Return what reads a text; None, with a line on stderr, where torch is not installed."""
    try:
        import torch
    except ImportError:
        print(
            "transformer left out: torch is not installed; "
            "pip install 'vn-bulletin-extractor[transformer]'",
            file=sys.stderr,
        )
        return None
    from torch import nn

    torch.manual_seed(1)
    torch.set_num_threads(1)
    embed = nn.Embedding(PIECES, WIDTH)
    layer = nn.TransformerEncoderLayer(
        WIDTH, HEADS, INNER, activation="gelu", batch_first=True, dropout=0.0
    )
    encoder = nn.TransformerEncoder(layer, LAYERS).eval()

    def read(text: str) -> object:
        pieces = cut(text)
        with torch.inference_mode():
            return [
                encoder(embed(torch.tensor([pieces[at : at + LONGEST]])))
                for at in range(0, len(pieces), LONGEST)
            ]

    return read


def cut(text: str) -> list[int]:
    """Return numbers for the pieces of a text's words: six for five words.

    >>> len(cut("một hai ba bốn năm"))
    6
    """
    words = text.split()
    more, of = PIECES_A_WORD
    count = len(words) * more // of
    return [crc32(words[at * of // more].encode("utf-8")) % PIECES for at in range(count)]
