"""The page and the notebooks' charts in a real Chromium: what a visitor does, and that nothing leaves this machine."""

import os
import re
import shutil
import socket
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from conftest import ROOT
from notebook_runs import outputs

from matcher import MatchModel, read_applicants, read_pool

playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright, then this test runs")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
STATEMENT = "# Me\n\nI decode surface codes for quantum computers. <b>Qubits</b> fail, and I ask how fast we notice.\n"
HOSTILE = (
    '<img src=x onerror="document.title=1"> <b>b</b> **b** [x](javascript:alert) $y$ :material/home: :red[r] :smile:'
)
PATIENCE = 120_000
"""Milliseconds that a slow machine is given for any one step."""
playwright.expect.set_options(timeout=PATIENCE)
LOCAL = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the path; on Debian: sudo apt install chromium"),
]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The address of the page over the sample pool."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", ROOT / "app.py", "--server.port", str(port)]
    models = str(tmp_path_factory.getbasetemp() / "models")  # where other tests may have fitted the sample pool
    given = {**os.environ, "MATCHER_MODELS": models, "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(command, cwd=ROOT, env=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        said = b""
        while b"URL: http" not in said:
            line = server.stdout.readline()
            said += line
            assert line, said.decode()
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.communicate(timeout=20)


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    with playwright.sync_playwright() as engine:
        # one profile on the disk, where compiled scripts are kept; each tab is a visit of its own all the same
        browser = engine.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"), executable_path=CHROMIUM, args=QUIET, reduced_motion="reduce"
        )
        yield browser
        browser.close()


@contextmanager
def visitor(chromium, local=LOCAL):
    """Yield a function that opens an address as a new visitor; fail afterwards on errors, and requests not `local`."""
    asked, wrong, pages = [], [], []

    def open_page(url: str, width: int = 1280, scheme: str = "light"):
        page = chromium.new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: asked.append(request.url))
        page.on("websocket", lambda socket: asked.append(socket.url))
        page.on("console", lambda message: wrong.append(message.text) if is_error(message) else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(url)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert [url for url in asked if not url.startswith(local)] == []
    assert wrong == []


@pytest.fixture
def visit(chromium):
    with visitor(chromium) as open_page:
        yield open_page


def settle(page) -> None:
    """Wait until the page's script has run, animations have ended, and the layout of two successive frames is equal."""
    page.locator("[data-test-script-state=notRunning]").wait_for(state="attached")
    page.evaluate(
        """async () => {
            const after = time => new Promise(done => setTimeout(done, time));
            const frame = () => Promise.race([new Promise(requestAnimationFrame), after(200)]);
            const places = () => [...document.querySelectorAll('*')].map(one => one.getBoundingClientRect().top).join();
            const ends = one => one.effect && isFinite(one.effect.getComputedTiming().endTime);
            const moving = document.getAnimations().filter(ends).map(one => one.finished);
            await Promise.race([Promise.allSettled(moving), after(5000)]);  // an animation that is held never ends
            for (let n = 0, before = ''; n < 100 && before !== places(); n++, await frame()) before = places();
        }"""
    )


def is_error(message) -> bool:
    # on an address below the root Streamlit tries both places for its own two questions; one of them is not there
    return message.type == "error" and "/_stcore/" not in message.location["url"]


def choose(page, box, wanted: str) -> None:
    """Pick an option by typing; try again if the page was redrawn meanwhile, which closes or loses the list."""
    option = page.get_by_role("option", name=wanted, exact=True)
    for _ in range(30):
        box.click()
        box.fill(wanted)
        settle(page)
        with suppress(playwright.TimeoutError):
            option.click(timeout=5_000)
            settle(page)
            box.blur()  # what was typed and not chosen goes
            settle(page)
            if box.input_value() == wanted:
                return
    raise AssertionError(f"{wanted} cannot be picked")


def bring(page, text: str = STATEMENT, shown: str = ".m-line") -> None:
    """Paste a statement and wait for its ranking."""
    box = page.get_by_role("textbox", name="What you would write")
    box.wait_for()
    settle(page)
    box.fill(text)
    page.get_by_role("button", name="Rank the labs").click()
    page.locator(shown).first.wait_for()


def upload(page, file) -> None:
    """Upload a file with the only uploader of the page, once it is completely drawn."""
    chooser = page.locator("input[type=file]")
    chooser.wait_for(state="attached")
    settle(page)
    chooser.set_input_files(file)


REACHED = """name => {
    const one = document.activeElement;
    return one.innerText.trim() === name && getComputedStyle(one).outlineStyle !== 'none';
}"""


def press(page, name: str) -> None:
    """Press a button with the keyboard: move there with Tab, and assert that the focus is visible."""
    page.get_by_role("button", name=name, exact=True).first.wait_for()
    settle(page)
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate(REACHED, name):
            settle(page)  # a table beside it can take the keyboard back a moment later
            if page.evaluate(REACHED, name):
                return page.keyboard.press("Enter")
    raise AssertionError(f"the keyboard does not reach {name}, or nobody sees that it has")


def lab_button(page, name: str):
    return page.locator(".m-ranking").get_by_role("button", name=name, exact=True)


def test_a_visitor_uploads_weighs_opens_and_downloads(sample, visit, tmp_path):
    page = visit(sample)
    (tmp_path / "large.md").write_bytes(b"reefs " * 2**21)  # 12 MB
    upload(page, tmp_path / "large.md")
    page.get_by_role("alert").filter(has_text="10.0MB").wait_for(state="attached")
    said = "getComputedStyle(document.querySelector('.st-key-upload section'), '::after').content"
    assert "at most 10 MB" in page.evaluate(said)

    document = {"name": "me.md", "mimeType": "text/markdown", "buffer": STATEMENT.encode()}
    upload(page, document)
    first = page.locator(".m-line").first
    first.get_by_role("heading", name="Surface Code Works").wait_for()
    before = first.locator(".m-score").inner_text()

    page.get_by_role("slider", name="Themes").focus()
    page.keyboard.press("Home")
    page.get_by_text("Themes 0%").wait_for()
    playwright.expect(first.locator(".m-score")).not_to_have_text(before)
    playwright.expect(page).to_have_url(re.compile("weight-topics=0"))
    settle(page)

    page.get_by_role("button", name="Download").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Table (CSV)").click()
    table = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert table[0].startswith("applicant_id,rank,mentor_id,mentor_name,score,points_terms")
    best = first.get_by_role("button").first.get_attribute("data-value")
    assert table[1].split(",")[:3] == ["applicant", "1", best]
    assert len(table) == 11

    lab_button(page, "Surface Code Works").click()
    page.get_by_role("heading", name="They write", exact=True).wait_for()
    assert page.locator(".m-yours mark", has_text="surface").count() >= 1
    assert "Qubits fail" in " ".join(page.locator(".m-yours").inner_text().split())
    page.get_by_role("button", name="Back to the ranking").click()
    first.wait_for()
    page.get_by_role("button", name="Another statement").click()
    page.locator("input[type=file]").wait_for(state="attached")
    playwright.expect(page.get_by_text("me.md")).to_have_count(0)


def test_back_and_reload_are_safe_and_the_address_never_holds_the_text(sample, visit):
    page = visit(sample)
    bring(page)
    lab_button(page, "Surface Code Works").click()
    page.locator(".m-pair").wait_for()
    playwright.expect(page).to_have_url(re.compile("lab=surface-code-works"))
    settle(page)
    page.go_back()
    page.locator(".m-ranking").wait_for()
    settle(page)
    page.go_forward()
    page.locator(".m-pair").wait_for()
    assert not [word for word in ("decode", "quantum", "computers", "notice") if word in page.url]
    page.reload()
    page.get_by_text("your text is not, because it was never saved").wait_for()
    bring(page, shown=".m-pair")
    settle(page)
    page.get_by_role("slider", name="Themes").focus()
    page.keyboard.press("Home")
    playwright.expect(page).to_have_url(re.compile("weight-topics=0"))
    settle(page)
    page.get_by_role("link", name="Trust").click()
    page.get_by_role("heading", name="Trust").wait_for()
    settle(page)
    page.go_back()
    playwright.expect(page).to_have_url(re.compile("lab=surface-code-works.*weight-topics=0|weight-topics=0.*lab="))
    page.locator(".m-pair").wait_for()


def test_the_keyboard_alone_is_enough_and_is_never_lost(sample, visit):
    page = visit(sample)
    page.get_by_role("textbox", name="What you would write").fill(STATEMENT)
    press(page, "Rank the labs")
    await_focus(page, ".m-count", "10 of 176 labs")
    lab_button(page, "Surface Code Works").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Shortlist: 1 lab").wait_for()
    await_focus(page, ".m-ranking button", "★")
    lab_button(page, "Surface Code Works").focus()
    page.keyboard.press("Enter")
    await_focus(page, ".m-mentor h2", "Surface Code Works")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")  # over "Next"; nobody stands before the first
    await_focus(page, ".m-steps button", "← Back to the ranking")
    page.keyboard.press("Enter")
    await_focus(page, ".m-ranking button", "Surface Code Works")


def follow(page, name: str, heading: str = "") -> None:
    """Go to another page by the menu; in a narrow window open it first, and it closes by itself."""
    settle(page)
    narrow = page.viewport_size["width"] < 768
    if narrow:
        page.get_by_role("button", name="Expand sidebar").click()
    page.get_by_role("link", name=name).click()
    page.get_by_role("heading", name=heading or name, exact=True).wait_for()
    if narrow:
        playwright.expect(page.locator(".stSidebar")).to_have_attribute("data-collapsed", "true")
    settle(page)


def await_focus(page, selector: str, text: str) -> None:
    """Wait until an element with this selector and text has the focus and the page is drawn."""
    page.wait_for_function(
        "([selector, text]) => [document.activeElement].some(one => one.matches(selector) && one.textContent === text)",
        arg=[selector, text],
        polling=100,  # by time: a page on which nothing moves may draw no frames
    )
    settle(page)


def test_a_visitor_corrects_what_was_read_from_a_word_file(sample, visit):
    page = visit(sample)
    upload(page, ROOT / "tests" / "corpus" / "files" / "reefs-office.docx")
    score = page.locator(".m-line").first.locator(".m-score")
    score.wait_for()
    settle(page)
    before = score.inner_text()
    page.get_by_text("What was read").click()
    page.get_by_text("Read as Word.").wait_for()
    choose(page, page.get_by_role("combobox", name="What part 2 is about"), "Not wanted")
    page.get_by_text("you changed it").wait_for()
    playwright.expect(score).not_to_have_text(before)
    page.get_by_role("button", name="Undo all corrections").click()
    playwright.expect(score).to_have_text(before)


def test_nothing_a_stranger_wrote_is_interpreted(sample, visit, tmp_path):
    cell = HOSTILE.replace('"', '""')
    rows = [f'h,"{cell}","reefs {cell}","reefs {cell}","{cell}","{cell}"', f'b,B,reefs,reefs,,"{cell} 2"']
    header = "id,name,interests,statement,avoid,<b>c</b> **b** $y$ :material/home: :red[r]"
    (tmp_path / "labs.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    page = visit(f"{sample}/pool")
    upload(page, tmp_path / "labs.csv")
    press(page, "Use this pool")
    page.get_by_text("labs.csv: 2 labs").wait_for()
    follow(page, "Find mentors", "Which labs fit what you write?")

    name = "**b** $y$ :smile: [x](javascript:alert).md"
    upload(page, {"name": name, "mimeType": "text/markdown", "buffer": b"\0"})
    page.get_by_text("nothing in it can be seen as words").wait_for()
    _nothing_interpreted(page)

    bring(page, f"reefs {HOSTILE}")
    page.locator(".m-line").nth(1).wait_for()
    settle(page)  # a page that is drawn anew closes a list
    page.get_by_role("combobox").first.click()
    page.get_by_role("option").nth(1).wait_for()
    _nothing_interpreted(page)
    page.keyboard.press("Escape")
    lab_button(page, HOSTILE).click()
    page.locator(".m-pair").wait_for()
    _nothing_interpreted(page)
    assert page.locator(".m-mentor h2").inner_text() == HOSTILE


def _nothing_interpreted(page) -> None:
    """Assert that user text made no element of the page and is shown literally."""
    settle(page)
    made = ".stApp :is(img[src=x], a[href^=javascript], .katex, strong, .stMarkdownColoredText)"
    assert page.locator(made).evaluate_all("all => all.map(one => one.outerHTML)") == []
    assert page.locator("[role=img]", has_text="home").count() == 0
    assert page.get_by_text("**b** $y$").count() + page.get_by_text("**b** [x](javascript:").count() > 0
    assert "😄" not in page.inner_text("body")
    assert page.title() == "matcher"


VIEWS = [(360, "dark"), pytest.param((1280, "light"), marks=pytest.mark.thorough)]
"""The narrow one in the dark with every run of the tests; the wide one with `make fuzz`, which CI runs too."""


MAIN_ACTIONS = [
    ("Weights", "Search with the sample's judgments", "What the search found"),
    ("Trust", "Run the audit", "Download the audit as a page"),
]


@pytest.fixture(scope="class", params=VIEWS, ids=["360-dark", "1280-light"])
def page(sample, chromium, request):
    """One visit through all pages by the menu."""
    with visitor(chromium) as open_page:
        yield open_page(f"{sample}/topics", *request.param)


class TestEveryView:
    def test_finding_mentors_is_within_reach_of_everyone(self, page):
        follow(page, "Find mentors", "Which labs fit what you write?")
        hold(page)
        bring(page)
        settle(page)
        for place in (0, 1):
            button = page.locator(".m-ranking").get_by_role("button", name="Compare").nth(place)
            button.click()
            playwright.expect(button).to_have_attribute("aria-pressed", "true")
            settle(page)
        playwright.expect(page.get_by_role("heading", name="stands above")).to_be_in_viewport()
        hold(page)
        lab_button(page, "Surface Code Works").click()
        page.locator(".m-pair").wait_for()
        hold(page)

    def test_scoring_a_file(self, page):
        follow(page, "Score a file")
        hold(page)
        upload(page, ROOT / "data" / "applicants.csv")
        press(page, "Score the file")
        page.get_by_text("rows scored").wait_for()
        await_focus(page, "button", "Score the file")
        hold(page)
        page.get_by_role("tab", name="Heat map").click()
        page.get_by_text("an empty square is a lab outside").wait_for()
        hold(page)

    def test_placing_people(self, page):
        follow(page, "Place people")
        press(page, "Place the sample applicants")
        page.get_by_text("Proven optimal").wait_for()
        settle(page)
        for label, wanted in (("Applicant", "a01"), ("Lab", "Aquifer Table")):
            choose(page, page.locator(".st-key-override").get_by_role("combobox", name=label), wanted)
        page.get_by_text("This change alone").wait_for()
        hold(page)
        press(page, "Keep this change")
        said = "The change is kept; the tables above and the download include it."
        await_focus(page, ".m-good", said)
        page.evaluate("document.querySelector('.st-key-override input').focus()")  # as a list does when it is emptied
        await_focus(page, ".m-good", said)
        press(page, "Take back")
        await_focus(page, ".m-good", "The change is taken back.")

    def test_bringing_an_own_pool(self, page):
        follow(page, "Pool", "Use your own pool")
        hold(page)
        pool = b"id,name,interests,statement\nbee,Bee Lab,bees,We count bees.\nbad,Bad,,\n"
        upload(page, {"name": "own.csv", "mimeType": "text/csv", "buffer": pool})
        press(page, "Use this pool")
        page.get_by_text("own.csv: 1 lab").wait_for()
        await_focus(page, ".m-good", "own.csv is now ranked, on every page of this visit.")
        hold(page)
        press(page, "Back to the previous pool")
        await_focus(page, ".m-good", "The previous pool is ranked again.")

    def test_reading(self, page):
        follow(page, "Topics")
        page.locator("[data-testid=stSpinner]").wait_for(state="detached")
        hold(page)
        people = b"id,statement\nzoe,Surface codes for quantum computers.\nmax,Coral reefs at night.\n"
        for name, action, result in MAIN_ACTIONS:
            follow(page, name)
            if name == "Trust":
                upload(page, {"name": "people.csv", "mimeType": "text/csv", "buffer": people})
            press(page, action)
            page.get_by_text(result).wait_for()
            await_focus(page, "button", action)
            hold(page)


def hold(page) -> None:
    """Assert that a view does not scroll sideways and that axe finds no serious problem."""
    from axe_playwright_python.sync_playwright import Axe

    settle(page)  # menus and fades have ended
    main = "document.querySelector('[data-testid=stMain]')"
    wider = page.evaluate(f"{main}.scrollWidth - {main}.clientWidth")
    assert wider <= 0, f"{wider} pixels too wide"
    found = Axe().run(page).response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in serious] == []


NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))
MOVE = """([name, value]) => {
    const bind = [...document.querySelectorAll('.vega-bind')].find(one => one.innerText.startsWith(name));
    const field = bind.querySelector('input, select');
    field.value = value;
    field.dispatchEvent(new Event('input', {bubbles: true}));
    field.dispatchEvent(new Event('change', {bubbles: true}));
}"""
NAMES = """() => [...document.querySelectorAll('.mark-text text')]
    .sort((one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top)
    .map(one => one.textContent)"""


@pytest.fixture
def charts(chromium, tmp_path):
    """Open the outputs of a notebook as one page and wait until all its charts are drawn."""

    def open_page(path: Path):
        html = outputs(path)
        (tmp_path / "page.html").write_text("<!doctype html><meta charset='utf-8'>" + "".join(html))
        page = visit((tmp_path / "page.html").as_uri())
        n_charts = sum("vegaEmbed(" in output for output in html)
        assert n_charts
        page.wait_for_function(f"document.querySelectorAll('.vega-embed svg').length === {n_charts}")
        return page

    with visitor(chromium, ("file:", "data:", "blob:")) as visit:
        yield open_page


class TestNotebooks:
    @pytest.mark.parametrize("path", NOTEBOOKS[1:], ids=lambda path: path.stem)
    def test_every_chart_of_a_page_is_drawn(self, path, charts):
        charts(path)

    def test_every_chart_is_drawn_and_the_sliders_rank_as_the_product_does(self, charts):
        page, data = charts(NOTEBOOKS[0]), ROOT / "data"
        applicants = read_applicants(data / "applicants.csv")
        model = MatchModel().fit(read_pool(data / "labs.csv", data / "evidence.csv"), applicants)
        names = {mentor.name for mentor in model.mentors}
        for weights in (
            {"terms": 0.0, "interests": 1.0, "topics": 0.0},
            {"terms": 0.3, "interests": 0.2, "topics": 1.0},
        ):
            for name, value in weights.items():
                page.evaluate(MOVE, [name, str(value)])
            shares = {name: value / sum(weights.values()) for name, value in weights.items()}
            for applicant in applicants[::4]:
                page.evaluate(MOVE, ["applicant", applicant.id])
                [ranking] = model.rank([applicant], 10, shares)
                expected = [line.mentor_name for line in ranking]
                page.wait_for_function(
                    "([names, all]) => (" + NAMES + ")().filter(one => all.includes(one)).join() === names.join()",
                    arg=[expected, sorted(names)],
                )
