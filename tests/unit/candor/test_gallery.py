"""The gallery of wrong files: each beside the exact words that it is refused with."""

from pathlib import Path

import pytest

from candor import documents
from chalicelib.domain.errors import InvalidInput

GALLERY = Path(__file__).parents[2] / "testdata" / "definitions"
WRONG = sorted(path.stem for path in GALLERY.glob("*.yaml"))


def refusal(name: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(GALLERY)
    with pytest.raises(InvalidInput) as refused:
        documents.load(Path(f"{name}.yaml"), environment={})
    return str(refused.value)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_refused_in_exactly_these_words(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = (GALLERY / f"{name}.txt").read_text(encoding="utf-8")
    assert refusal(name, monkeypatch) + "\n" == expected


def test_a_definition_with_ten_faults_names_all_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = refusal("ten_faults", monkeypatch).splitlines()
    assert len(lines) == 10
    assert all(line.startswith("ten_faults.yaml:") for line in lines)


def test_every_answer_in_the_gallery_has_its_file() -> None:
    assert sorted(path.stem for path in GALLERY.glob("*.txt")) == WRONG
