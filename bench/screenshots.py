"""Pictures of the page for the documentation, made from the real page in the machine's own Chromium.

make screenshots
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from matcher.cli.serve import command_line, environment

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
QUIET = "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update".split()


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("screenshots need Chromium; on Debian: sudo apt install chromium")
    FOLDER.mkdir(exist_ok=True)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    with open(os.devnull, "w") as nowhere:
        server = subprocess.Popen(
            command_line(port, opens_browser=False), env=environment({}), stdout=nowhere, stderr=nowhere
        )
    try:
        wait_for(port)
        with sync_playwright() as engine:
            browser = engine.chromium.launch(executable_path=chromium, args=QUIET)
            for scheme in ("light", "dark"):
                size = {"width": 1280, "height": 860}
                page = browser.new_context(viewport=size, color_scheme=scheme).new_page()
                page.set_default_timeout(60_000)
                page.goto(f"http://127.0.0.1:{port}")
                take(page, scheme)
            browser.close()
    finally:
        server.terminate()
        server.wait(20)


def wait_for(port: int) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).read()
            return
        except OSError:
            time.sleep(0.1)


def take(page: Page, scheme: str) -> None:
    page.get_by_role("button", name="Letter: variable stars").click()
    page.locator(".m-line").first.wait_for()
    page.wait_for_timeout(1500)
    page.screenshot(path=FOLDER / f"ranking-{scheme}.png")
    page.locator(".m-line button.m-link").first.click()
    page.locator(".m-said").wait_for()
    page.wait_for_timeout(1000)
    page.locator(".m-said").screenshot(path=FOLDER / f"reason-{scheme}.png")


if __name__ == "__main__":
    main()
