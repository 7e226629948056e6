"""The pictures of docs/serve.md: the pages of `cancu serve` over the sample documents, seen in Chromium.

Run `make pictures` after the pages change, and look at each.
"""

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"
SIZE = {"width": 1200, "height": 760}
COLOURS = 64
"""Of a picture, which makes it a quarter as large."""


@contextmanager
def served(folder: str) -> Iterator[str]:
    """The address of a server over a folder, ended afterwards."""
    command = [sys.executable, "-m", "cancu", "serve", folder, "--store", f"{folder}/.graph", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def keep(page: Page, name: str) -> None:
    """Keep what is seen, in few colours."""
    page.wait_for_load_state("networkidle")
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    seen.quantize(COLOURS, dither=Image.Dither.NONE).save(HERE / f"{name}.png", optimize=True)


def read(page: Page, at: Callable[[str], str]) -> None:
    """Wait until all documents are there."""
    for _ in range(600):
        page.goto(at("/"))
        if re.search(r"Có trong kho \(\d\d\)", page.inner_text("main")):
            return
        page.wait_for_timeout(500)
    raise TimeoutError("the documents were not read")


def main() -> None:
    """Make all pictures."""
    program = os.environ.get("CANCU_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as room, sync_playwright() as playwright:
        folder = f"{room}/kho"
        shutil.copytree(EXAMPLES, folder, ignore=shutil.ignore_patterns("gold"))
        with served(folder) as address:
            parts = urlsplit(address)

            def at(path: str) -> str:
                return f"{parts.scheme}://{parts.netloc}{path}"

            browser = playwright.chromium.launch(executable_path=program)
            page = browser.new_page(viewport=SIZE, locale="vi-VN")
            page.goto(address)
            read(page, at)
            keep(page, "kho")
            page.goto(at("/doc/thanh-hoa/2023/24-kh-ubnd"))
            keep(page, "van-ban")
            page.goto(at("/review"))
            page.set_input_files("input[type=file]", f"{folder}/du-thao-ke-hoach-quang-ngai.txt")
            page.locator("main form button").first.click()
            page.wait_for_url("**/review/*")
            keep(page, "ra-soat")
            page.goto(at("/ask?q=Những kế hoạch nào của Thanh Hóa triển khai Đề án 06?"))
            keep(page, "hoi")
            page.goto(at("/coverage?d=Đề án 06"))
            keep(page, "do-phu")
            page.goto(at("/decide"))
            keep(page, "quyet")
            page.goto(at("/news?since=2020-01-01"))
            keep(page, "moi")
            browser.close()


if __name__ == "__main__":
    main()
