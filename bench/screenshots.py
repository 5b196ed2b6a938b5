"""Pictures of the page for the documentation, made from the real page in the machine's own Chromium.

make screenshots
"""

import shutil
import sys
from pathlib import Path

from page_server import page_server
from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
QUIET = "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update".split()


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("screenshots need Chromium; on Debian: sudo apt install chromium")
    FOLDER.mkdir(exist_ok=True)
    with page_server() as (_, address), sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=chromium, args=QUIET)
        for scheme in ("light", "dark"):
            size = {"width": 1280, "height": 860}
            page = browser.new_context(viewport=size, color_scheme=scheme).new_page()
            page.set_default_timeout(60_000)
            page.goto(f"http://{address}")
            take(page, scheme)
        browser.close()


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
