import sys

import pytest

from extractor.errors import MissingExtra
from extractor.export.parquet import write_parquet
from extractor.export.workbook import write_workbook


@pytest.mark.parametrize(
    ("write", "package"), [(write_parquet, "pyarrow"), (write_workbook, "xlsxwriter")]
)
def test_a_missing_package_is_named_with_its_extra(entry, tmp_path, monkeypatch, write, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtra, match=package) as caught:
        write([entry], tmp_path / "out")
    assert "[data]" in str(caught.value)
    assert list(tmp_path.iterdir()) == []
