import os
from pathlib import Path

import pytest

from index.freshness import look

LONG_AGO = (1_500_000_000, 1_500_000_000)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tea.txt"
    path.write_text("Tea.")
    os.utime(path, LONG_AGO)
    return path


def test_a_file_looks_the_same_until_its_size_or_time_changes(file: Path) -> None:
    first = look(file)
    assert first is not None and look(file) == first
    os.utime(file, (LONG_AGO[0], LONG_AGO[1] + 1))
    assert look(file) != first
    file.write_text("Tea!!")
    os.utime(file, LONG_AGO)
    assert look(file) != first


def test_a_sidecar_belongs_to_the_look_of_its_file(file: Path) -> None:
    first = look(file)
    sidecar = file.with_name("tea.txt.yaml")
    sidecar.write_text("year: 2019")
    os.utime(sidecar, LONG_AGO)
    second = look(file)
    assert first != second
    os.utime(sidecar, (LONG_AGO[0], LONG_AGO[1] + 1))
    assert look(file) not in (first, second)
    sidecar.unlink()
    assert look(file) == first


def test_a_file_just_written_or_gone_is_not_trusted(file: Path) -> None:
    file.write_text("Tea again.")
    assert look(file) is None
    file.unlink()
    assert look(file) is None
