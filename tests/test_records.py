"""Records that share the names of their fields."""

from extractor import load

TEXT = "Quý I/2024, toàn tỉnh tiếp nhận 9.417 hồ sơ, giải quyết 9.012 hồ sơ."


def test_a_changed_copy_changes_no_other_record():
    one, two = load("rules").extract(TEXT).observations
    names = set(two.model_fields_set)
    copied = one.model_copy(update={"value": None, "misspelt": 1})

    assert "misspelt" in copied.model_fields_set
    assert two.model_fields_set == names
    assert two.model_dump(exclude_unset=True) == two.model_dump()


def test_copies_share_the_names_again():
    one, two = load("rules").extract(TEXT).observations

    assert one.model_copy(update={"value": None}).model_fields_set is two.model_fields_set
