"""Several processes read files as one does: the same records, lines and order; one that is ended from outside is told."""

import os
import signal
from pathlib import Path

import pytest
from click.testing import CliRunner

from cancu.cli import main
from cancu.corpus import FEW
from cancu.errors import CancuError
from cancu.ingest import readings
from cancu.ingest.readings import Reading
from tests.read import sample_files

REGISTER = '{"table": "issuer", "id": "UBKTX", "name": "Ủy ban Kiểm tra Xã", "level": "central", "kind": "party", "source": "K"}\n'


def test_two_processes_say_what_one_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = Path("in")
    folder.mkdir()
    for number in range(FEW + 10):
        text = f"Số: {number}/KH-UBND\n\nThanh Hóa, ngày 13 tháng 02 năm 2023\n\nKẾ HOẠCH\n\nCăn cứ Quyết định số {number}/QĐ-UBKTX ngày 06/01/2022;"
        (folder / f"{number:03}.txt").write_text(text, encoding="utf-8")
    (folder / "017.docx").write_bytes(sample_files.docx("Căn cứ Luật Giá số 16/2023/QH15;"))
    (folder / "030.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    Path("own.jsonl").write_text(REGISTER, encoding="utf-8")

    def run(jobs: int) -> tuple[int, str, str]:
        told = CliRunner().invoke(
            main, ["extract", "in", "-", "--register", "own.jsonl", "--jobs", str(jobs)], "Căn cứ"
        )
        return told.exit_code, told.stdout, told.stderr

    code, out, err = run(1)
    assert code == 1 and "030.pdf" in err and out.count("\n") > 2 * FEW
    assert run(2) == (code, out, err)


def test_a_process_that_is_ended_from_outside_ends_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("Căn cứ Luật Giá;", encoding="utf-8")
    monkeypatch.setattr(readings, "_in_worker", _killed)
    with pytest.raises(CancuError, match="run again with fewer --jobs"):
        list(readings.readings([str(tmp_path / "a.txt")] * 20, jobs=2))


def _killed(names: list[str]) -> list[Reading]:
    os.kill(os.getpid(), signal.SIGTERM)
    return []
