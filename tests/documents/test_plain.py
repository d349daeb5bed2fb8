import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.documents.encodings import is_vietnamese, legacy_encoding
from extractor.documents.plain import LARGEST, decode
from extractor.errors import InputError

TEXT = "Trong tháng, các sở của tỉnh đã tiếp nhận 12 hồ sơ và giải quyết 9 hồ sơ đúng hạn."
TCVN3 = "TØnh ®· tiÕp nhËn 12 hå s¬, gi¶i quyÕt 9 hå s¬ vµ chuyÓn 3 hå s¬ sang th¸ng sau"
VNI = "Tænh ñaõ tieáp nhaän 12 hoà sô, giaûi quyeát 9 hoà sô vaø chuyeån 3 hoà sô sang thaùng sau"


def windows_1258(text: str) -> bytes:
    """Write tones as marks behind the vowel, as Windows-1258 does."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    out = ""
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(p for p in parts if p not in tones))
        out += base + "".join(p for p in parts if p in tones)
    return out.encode("cp1258")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_text_in_unicode_is_read(encoding):
    assert decode(TEXT.encode(encoding), name="a.txt") == TEXT


def test_windows_1258_is_read_where_it_is_sure():
    text = decode(windows_1258(TEXT), name="a.txt")
    assert unicodedata.normalize("NFC", text) == TEXT


@pytest.mark.parametrize(
    ("data", "seen", "advice"),
    [
        (b"", "empty", "nothing to extract"),
        (b" \n\t", "empty", "nothing to extract"),
        (b"\x89PNG\r\n\x1a\n\x00\x01\x02" * 9, "a binary file", "convert it"),
        (b"\x01\x02\x03\x04text" * 20, "a binary file", "convert it"),
        ("Caf\xe9 12 euros".encode("latin-1"), "byte 3", "save it as UTF-8"),
        (b"\xff\xfe1\x002", "broken utf-16", "save it again"),
        (b"x" * (LARGEST + 1), "more than 20 MB", "split it"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(data, seen, advice):
    with pytest.raises(InputError) as caught:
        decode(data, name="dir/a.txt")
    line = str(caught.value)
    assert line.startswith("dir/a.txt: ")
    assert seen in line
    assert advice in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (TCVN3.encode("cp1252", "ignore"), "TCVN3 (ABC)"),
        (TCVN3.encode(), "TCVN3 (ABC)"),
        (VNI.encode("cp1252"), "VNI"),
        (VNI.encode(), "VNI"),
        (TEXT.encode().decode("cp1252", "ignore").encode() * 2, "Windows-1252"),
    ],
)
def test_a_legacy_encoding_is_named(data, name):
    with pytest.raises(InputError, match="convert it to Unicode") as caught:
        decode(data, name="a.txt")
    assert name in str(caught.value)


@pytest.mark.parametrize("text", [TEXT, "Hồ sơ 12", "Figures of 2024: 12, 13"])
def test_a_sound_text_is_no_legacy_one(text):
    assert legacy_encoding(text) is None


def test_few_letters_do_not_prove_a_language():
    assert not is_vietnamese("và 12 13 14")


@given(st.text(alphabet=st.characters(min_codepoint=32, exclude_categories=("Cs",)), min_size=1))
def test_utf_8_comes_back_letter_by_letter(text):
    if text.strip() and legacy_encoding(text) is None and not text.startswith("\ufeff"):
        assert decode(text.encode(), name="a") == text
