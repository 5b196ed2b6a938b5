"""The text of a PDF page as runs: the text of each string in its content, with its place, width and font.

pypdf reads objects, content streams and fonts. Its own extraction joins strings in the order they were written, so
that files of Google Docs had one word per line. Positions are computed here as in ISO 32000-1, 9.4.4.
"""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from matcher.documents.office.archive import Budget
from matcher.documents.office.pdf_content import (
    IDENTITY,
    Matrix,
    PdfFont,
    accented,
    matrix_of,
    moved,
    numbers_of,
    operators_of,
    times,
)

_DEEPEST_FORM = 8
"""The largest depth of forms within forms; a figure in a figure has two or three."""

_FORMS = 2_000
"""The largest number of forms drawn on one page, against a form drawn a million times."""

_KERN = 100
"""Thousandths of the font size: a smaller step between two strings of an array is within a word, and one run."""

_LONGEST = 200
"""The largest number of letters of a joined run, so that joining takes linear time."""

_HIDDEN = 2 | 32
"""Flags of a field that is not shown."""


class Run(NamedTuple):
    """A string on a page; lengths in points, `order` its place in the content, `turn` its direction in quarters."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    is_bold: bool
    is_slanted: bool
    order: int
    turn: int = 0


@dataclass
class _State:
    """The text state that operators have set: font, size, spaces between letters and words, line step."""

    font: PdfFont | None = None
    size: float = 1.0
    letter_space: float = 0.0
    word_space: float = 0.0
    percent_wide: float = 100.0
    step: float = 0.0
    rise: float = 0.0
    matrix: Matrix = IDENTITY


_SETTING = {b"Tc": "letter_space", b"Tw": "word_space", b"Tz": "percent_wide", b"TL": "step", b"Ts": "rise"}


def runs_of(page: Any, n_most: int, budget: Budget) -> list[Run]:
    """Return the runs of a page in the order of its content, at most `n_most` letters.

    Only runs in the direction of most letters are returned, so that stamps along the margin are left out.
    """
    reader = _PageReader(page.pdf, n_most, budget)
    reader.read(page.get("/Contents"), page.get("/Resources"), _State(), 0)
    reader.read_fields(page.get("/Annots"))
    n_letters = Counter(dict.fromkeys(range(4), 0))
    for run in reader.runs:
        n_letters[run.turn] += len(run.text)
    [(turn, _)] = n_letters.most_common(1)
    return [run for run in reader.runs if run.turn == turn]


class _PageReader:
    """Executes the operators of a content stream and of the forms that it draws."""

    def __init__(self, pdf: Any, n_most: int, budget: Budget) -> None:
        self.pdf = pdf
        self.budget = budget
        self.runs: list[Run] = []
        self.n_left = n_most
        self.n_forms = 0
        self.fonts: dict[int, PdfFont | None] = {}
        self.marked: list[tuple[int, str]] = []
        """The start of each open marked content, and its /ActualText, "" for none."""

    def read(self, content: Any, resources: Any, state: _State, depth: int) -> None:
        from pypdf.generic import ContentStream

        content = content.get_object() if content is not None else None
        if content is None:
            return
        resources = resources.get_object() if resources is not None else {}
        saved: list[dict[str, Any]] = []
        text_matrix = line_matrix = IDENTITY
        data = ContentStream(content, self.pdf).get_data()
        self.budget.spend(data)
        for operands, operator in operators_of(data):
            if operator in _SETTING:
                setattr(state, _SETTING[operator], numbers_of(operands, 1)[0])
            elif operator in {b"Tj", b"TJ", b"'", b'"'}:
                if operator in {b"'", b'"'}:
                    text_matrix = line_matrix = moved(line_matrix, 0.0, -state.step)
                text_matrix = self.show(operands[-1] if operands else [], state, text_matrix)
            elif operator in {b"Td", b"TD", b"T*"}:
                x, y = (0.0, -state.step) if operator == b"T*" else numbers_of(operands, 2)
                state.step = -y if operator == b"TD" else state.step
                text_matrix = line_matrix = moved(line_matrix, x, y)
            elif operator == b"Tm":
                text_matrix = line_matrix = matrix_of(operands)
            elif operator == b"BT":
                text_matrix = line_matrix = IDENTITY
            elif operator == b"cm":
                state.matrix = times(matrix_of(operands), state.matrix)
            elif operator == b"q" and len(saved) < 1000:
                saved.append(vars(state).copy())
            elif operator == b"Q" and saved:
                state = _State(**saved.pop())
            elif operator == b"Tf" and operands:
                state.font = self.font(resources, operands[0])
                state.size = numbers_of(operands[1:], 1)[0]
            elif operator == b"Do" and operands:
                self.draw(resources, operands[0], state, depth)
            elif operator in {b"BDC", b"BMC"} and len(self.marked) < 20:
                self.marked.append((len(self.runs), _actual_text(operands[-1] if operands else None)))
            elif operator == b"EMC" and self.marked:
                self.replace_text(*self.marked.pop())

    def replace_text(self, start: int, text: str) -> None:
        """Replace the text of the runs since `start` by their /ActualText if their letters are not printable."""
        if text and not all(run.text.isprintable() for run in self.runs[start:]):
            self.runs[start] = self.runs[start]._replace(text=text, right=self.runs[-1].right)
            del self.runs[start + 1 :]

    def read_fields(self, notes: Any) -> None:
        """Read the text typed into form fields, and text boxes placed on a page."""
        for note in list(notes.get_object() if notes is not None else [])[:_FORMS]:
            try:
                note = note.get_object()
                kind = note.get("/FT") or note.get("/Parent", note).get_object().get("/FT")
                is_text = note["/Subtype"] == "/FreeText" or (note["/Subtype"] == "/Widget" and kind in {"/Tx", "/Ch"})
                if not is_text or int(note.get("/F", 0)) & _HIDDEN:
                    continue
                form = note["/AP"]["/N"].get_object()
                (x, y, *_), (left, bottom, *_) = note["/Rect"], form.get("/BBox", (0, 0))
                placed = moved(IDENTITY, float(x) - float(left), float(y) - float(bottom))
            except (KeyError, TypeError, ValueError, AttributeError):
                continue
            self.read(form, form.get("/Resources"), _State(matrix=placed), 1)

    def font(self, resources: Any, name: Any) -> PdfFont | None:
        try:
            resource = resources["/Font"][name].get_object()
            if id(resource) not in self.fonts:
                self.fonts[id(resource)] = PdfFont(resource)
            return self.fonts[id(resource)]
        except (KeyError, TypeError, AttributeError):
            return None

    def draw(self, resources: Any, name: Any, state: _State, depth: int) -> None:
        try:
            form = resources["/XObject"][name].get_object()
            is_form = form.get("/Subtype") == "/Form"
        except (KeyError, TypeError, AttributeError):
            return
        self.n_forms += 1
        if is_form and depth < _DEEPEST_FORM and self.n_forms <= _FORMS:
            matrix = times(matrix_of(form.get("/Matrix") or []), state.matrix)
            self.read(form, form.get("/Resources", resources), replace(state, matrix=matrix), depth + 1)

    def show(self, shown: Any, state: _State, text_matrix: Matrix) -> Matrix:
        """Add the runs of one string, or of an array of strings and steps; return the matrix after them."""
        if state.font is None:
            return text_matrix
        h_scale = state.percent_wide / 100
        text, advance, end = "", 0.0, 0.0  # of the current run, in points
        for part in shown if isinstance(shown, list) else [shown]:
            if isinstance(part, int | float):
                advance -= float(part) / 1000 * state.size * h_scale
                if not text or abs(part) > _KERN:
                    self.add(text, state, text_matrix, end)
                    text_matrix, text, advance = moved(text_matrix, advance), "", 0.0
            elif isinstance(part, bytes) and part and self.n_left > 0:
                letters = state.font.letters(part)
                self.n_left -= len(letters)
                spaces = part.count(b" ") * state.word_space if state.font.is_simple else 0.0
                width = sum(width for _, width in letters) * state.size + len(letters) * state.letter_space + spaces
                text += "".join(letter for letter, _ in letters)
                end = advance = advance + width * h_scale
        self.add(text, state, text_matrix, end)
        return moved(text_matrix, advance)

    def add(self, text: str, state: _State, start: Matrix, width: float) -> None:
        if not text:
            return
        a, b, c, d, x, y = times(start, state.matrix)
        end_x, end_y = x + width * a, y + width * b
        size = abs(state.size) * ((c * c + d * d) ** 0.5 or (a * a + b * b) ** 0.5)
        x, y = x + state.rise * c, y + state.rise * d
        turn = (0 if a >= 0 else 2) if abs(a) >= abs(b) else (1 if b > 0 else 3)
        turn = (turn + 2) % 4 if state.size < 0 else turn
        left, baseline = ((x, y), (y, -x), (-x, -y), (-y, x))[turn]
        right = (end_x, end_y, -end_x, -end_y)[turn]
        is_near = -1e5 < left < 1e5 and -1e5 < right < 1e5 and -1e5 < baseline < 1e5 and size < 1e5
        if state.font is None or not is_near:
            return  # far outside any page, or not a number
        looks = state.font.is_bold, state.font.is_slanted
        before = self.runs[-1] if self.runs else None
        if before and self.continues(before, text, left, (baseline, size, *looks), turn):
            self.runs[-1] = Run(before.text + text, before.left, right, *before[3:])
            return
        run = Run(text, left, right, baseline, size, *looks, len(self.runs), turn)
        if before and left < before.right - 0.1 * size and abs(baseline - before.baseline) < 0.6 * size:
            first, second = accented(before.text, text)  # TeX prints an accent, then the letter below it
            self.runs[-1], run = before._replace(text=first), run._replace(text=second)
        self.runs.append(run)

    def continues(self, before: Run, text: str, left: float, looks: tuple[float, ...], turn: int) -> bool:
        """Tell whether a string directly follows the last one in the same format; browsers write letter by letter."""
        size = before.size
        is_same_format = before[3:7] == looks and before.turn == turn and len(before.text) < _LONGEST
        is_near = -0.1 * size <= left - before.right <= _KERN / 1000 * size
        is_marked = self.marked and self.marked[-1][0] == len(self.runs)
        return is_same_format and is_near and not is_marked and not (text[0].isspace() and before.text[-1].isspace())


def _actual_text(properties: Any) -> str:
    text = properties.get("/ActualText", "") if isinstance(properties, dict) else ""
    if isinstance(text, bytes):
        text = text.decode("utf-16" if text.startswith((b"\xfe\xff", b"\xff\xfe")) else "latin-1", "replace")
    return str(text)[:10_000]
