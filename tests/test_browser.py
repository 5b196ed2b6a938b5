"""The page in a real Chromium: what a visitor does, and that nothing leaves this machine."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright, then this test runs")

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
STATEMENT = "# Me\n\nI decode surface codes for quantum computers. <b>Qubits</b> fail, and I ask how fast we notice.\n"
HOSTILE = (
    '<img src=x onerror="document.title=1"> <b>b</b> **b** [x](javascript:alert) $y$ :material/home: :red[r] :smile:'
)
HOSTILE_PAGE = """
from pathlib import Path
from matcher.model.cache import PoolFiles
from matcher.ui import pool_source
pool_source.sample_files = lambda: PoolFiles(Path(__file__).with_name("labs.csv"))
from matcher.ui.page import main
main()
"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the path; on Debian: sudo apt install chromium"),
]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
            return answer.read() == b"ok"
    except OSError:
        return False


@pytest.fixture
def served(tmp_path):
    """Yield what starts a page script on a free port and returns its address; ends the servers afterwards."""
    started = []

    def serve(script: Path) -> str:
        port = _free_port()
        command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
        with (tmp_path / "server.log").open("w") as log:
            given = {**os.environ, "MATCHER_MODELS": str(tmp_path / "models")}
            started.append(subprocess.Popen(command, cwd=ROOT, env=given, stdout=log, stderr=log))
        url = f"http://127.0.0.1:{port}"
        until = time.monotonic() + 60
        while not _ready(url):
            assert time.monotonic() < until, (tmp_path / "server.log").read_text()
            time.sleep(0.2)
        return url

    yield serve
    for server in started:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture
def visit():
    """Yield what opens an address in a fresh browser; fails afterwards when anything asked another host."""
    asked = []
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=QUIET)

        def open_page(url: str):
            page = browser.new_page(viewport={"width": 1400, "height": 900}, accept_downloads=True)
            page.set_default_timeout(60_000)
            page.on("request", lambda request: asked.append(request.url))
            page.on("websocket", lambda socket: asked.append(socket.url))
            page.goto(url)
            page.get_by_role("heading", name="Which labs fit what you write?").wait_for()
            return page

        yield open_page
        browser.close()
    local = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")
    assert [url for url in asked if not url.startswith(local)] == []


def test_a_visitor_uploads_weighs_opens_and_downloads(served, visit, tmp_path):
    page = visit(served(ROOT / "app.py"))
    (tmp_path / "large.md").write_bytes(b"reefs " * 2**21)  # 12 MB
    page.locator("input[type=file]").set_input_files(tmp_path / "large.md")
    page.get_by_role("alert").filter(has_text="10.0MB").wait_for(state="attached")
    said = "getComputedStyle(document.querySelector('.st-key-upload section'), '::after').content"
    assert "at most 10 MB" in page.evaluate(said)

    document = {"name": "me.md", "mimeType": "text/markdown", "buffer": STATEMENT.encode()}
    page.locator("input[type=file]").set_input_files(document)
    first = page.locator(".m-line").first
    first.get_by_role("heading", name="Surface Code Works").wait_for()
    before = first.locator(".m-score").inner_text()

    page.get_by_role("slider", name="Topics").focus()
    page.keyboard.press("Home")
    page.get_by_text("Topics 0%").wait_for()
    playwright.expect(first.locator(".m-score")).not_to_have_text(before)

    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    table = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert table[0].startswith("applicant_id,rank,mentor_id,mentor_name,score,points_terms")
    assert table[1].split(",")[:3] == ["applicant", "1", "surface-code-works"]
    assert len(table) == 11

    page.get_by_role("button", name="Open Surface Code Works").click()
    page.get_by_role("heading", name="They write").wait_for()
    assert page.locator(".m-yours mark", has_text="surface").count() >= 1
    assert "Qubits fail" in " ".join(page.locator(".m-yours").inner_text().split())

    page.get_by_role("button", name="Back to the ranking").click()
    first.wait_for()
    page.get_by_role("button", name="Another statement").click()
    page.locator("input[type=file]").wait_for(state="attached")
    assert page.get_by_text("me.md").count() == 0


def test_a_visitor_corrects_what_was_read_from_a_word_file(served, visit):
    page = visit(served(ROOT / "app.py"))
    page.locator("input[type=file]").set_input_files(ROOT / "tests" / "corpus" / "files" / "reefs-office.docx")
    score = page.locator(".m-line").first.locator(".m-score")
    score.wait_for()
    before = score.inner_text()
    page.get_by_text("What was read").click()
    page.get_by_text("Read as Word.").wait_for()
    kind = page.get_by_role("combobox", name="What part 2 is about")
    kind.scroll_into_view_if_needed()
    page.wait_for_timeout(500)  # a menu closes when the page scrolls
    kind.click()
    page.get_by_role("option", name="Not wanted").click()
    page.get_by_text("you changed it").wait_for()
    playwright.expect(score).not_to_have_text(before)
    page.get_by_role("button", name="Undo all corrections").click()
    playwright.expect(score).to_have_text(before)


def test_nothing_a_stranger_wrote_is_interpreted(served, visit, tmp_path):
    cell = HOSTILE.replace('"', '""')
    rows = [f'h,"{cell}","reefs {cell}","reefs {cell}","{cell}","{cell}"', f'b,B,reefs,reefs,,"{cell} 2"']
    header = "id,name,interests,statement,avoid,<b>c</b> **b** $y$ :material/home: :red[r]"
    (tmp_path / "labs.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    (tmp_path / "page.py").write_text(HOSTILE_PAGE, encoding="utf-8")
    page = visit(served(tmp_path / "page.py"))

    name = "**b** $y$ :smile: [x](javascript:alert).md"
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/markdown", "buffer": b"\0"})
    page.get_by_text("nothing in it can be seen as words").wait_for()
    _nothing_interpreted(page)

    page.get_by_role("textbox").fill(f"reefs {HOSTILE}")
    page.get_by_role("button", name="Rank the labs").click()
    page.locator(".m-line").nth(1).wait_for()
    page.get_by_role("combobox").first.click()
    page.get_by_role("option").nth(1).wait_for()
    _nothing_interpreted(page)
    page.keyboard.press("Escape")
    page.locator(".st-key-open-h button").click()
    page.locator(".m-pair").wait_for()
    _nothing_interpreted(page)
    shown = page.locator(".m-mentor h2").inner_text()
    assert shown == HOSTILE


def _nothing_interpreted(page) -> None:
    """Hold that the page has no element which only a stranger's text could have made, and shows its letters."""
    page.wait_for_timeout(500)
    made = ".stApp :is(img[src=x], a[href^=javascript], .katex, strong, .stMarkdownColoredText)"
    assert page.locator(made).evaluate_all("all => all.map(one => one.outerHTML)") == []
    assert page.locator("[role=img]", has_text="home").count() == 0
    assert page.get_by_text("**b** $y$").count() + page.get_by_text("**b** [x](javascript:").count() > 0
    assert "😄" not in page.inner_text("body")
    assert page.title() == "matcher"
