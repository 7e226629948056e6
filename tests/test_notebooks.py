"""The notebooks of the manual run from their first cell to their last, and show tables and pictures."""

import shutil
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "docs" / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_runs_and_shows_what_it_says(path: Path, tmp_path: Path) -> None:
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    pytest.importorskip("pandas")
    here = shutil.copy(path, tmp_path)
    notebook = nbformat.read(here, as_version=4)
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [output["data"] for cell in notebook.cells for output in cell.get("outputs", ()) if "data" in output]
    assert any("<table>" in data.get("text/html", "") for data in shown)
    assert any("<svg" in data.get("text/html", "") for data in shown)
    nbformat.write(notebook, tmp_path / "run.ipynb")


def test_notebooks_are_kept_without_what_they_gave() -> None:
    assert NOTEBOOKS
    for path in NOTEBOOKS:
        text = path.read_text(encoding="utf-8")
        assert '"outputs": []' in text and '"execution_count": null' in text
        assert '"data"' not in text
