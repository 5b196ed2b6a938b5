"""PDFs by where their letters stand: words, lines, columns, headings, references, each on a page of a few lines."""

import io

import pytest
from pypdf import PdfReader

from matcher import documents
from matcher.documents import limits
from matcher.documents.office.archive import Budget, Refused
from matcher.documents.office.pdf import read
from matcher.documents.office.pdf_content import operators_of
from matcher.documents.office.pdf_runs import runs_of

BODY, BOLD = "F1", "F2"
HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
HELVETICA_BOLD = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>"
WIDTHS = b"[" + b"500 " * 118 + b"]"
TEX = b"<</Type/Font/Subtype/Type1/BaseFont/AAAAAA+CMR10/FirstChar 10/LastChar 127/Widths " + WIDTHS + b">>"


LIMITS = {name.lower(): value for name, value in vars(limits).items() if name.isupper()}


def parse_document(data, name):
    """Parse as a user does, but in this process: that a child gives the same is held by other tests."""
    return documents.parse_document(data, name, read_office=lambda data, _: read(data, LIMITS))


def pdf(content, body=HELVETICA, fields=()):
    """Return a PDF of one page with this content; fonts F1 (given) and F2 (bold).

    Of `fields` each second object is one, the others are what it looks like.
    """
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 5 0 R/F2 6 0 R>>>>/Contents 4 0 R"
        b"/Annots[%s]>>" % b" ".join(b"%d 0 R" % (7 + n) for n in range(0, len(fields), 2)),
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        body,
        HELVETICA_BOLD,
        *fields,
    ]
    written, places = b"%PDF-1.4\n", []
    for n, one in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj%s endobj\n" % (n, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return written + end + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(written))


def at(x, y, text, size=11, font=BODY):
    return b"BT /%s %d Tf 1 0 0 1 %g %g Tm (%s) Tj ET\n" % (font.encode(), size, x, y, text.encode("latin-1"))


def page(*lines, **fonts):
    return parse_document(pdf(b"".join(at(*line) for line in lines), **fonts), "me.pdf")


def parts(document):
    return [(part.kind, part.title, part.text) for part in document.parts]


def test_words_that_are_each_placed_by_themselves_are_lines_again():
    top = [(72, 700, "Field"), (98, 700, "notes")]
    rest = [(72, 686, "I"), (79, 686, "count"), (110, 686, "seals"), (140, 686, "on"), (157, 686, "ice.")]
    [(_, _, text)] = parts(page(*top, *rest))
    text = " ".join(text.split())
    assert text == "Field notes I count seals on ice."


def test_a_page_turned_over_and_back_is_read_upright():
    flipped = b"1 0 0 -1 0 792 cm BT /F1 11 Tf 1 0 0 -1 72 92 Tm (Seals) Tj 1 0 0 -1 110 92 Tm (on ice) Tj ET"
    assert parts(parse_document(pdf(flipped), "me.pdf"))[0][2] == "Seals on ice"


def test_letters_moved_by_kerning_stay_one_word_and_steps_as_wide_as_a_blank_part_two():
    kerned = b"BT /F1 11 Tf 72 700 Td [(W)80(alrus)-280(colonies)] TJ ET"
    assert parts(parse_document(pdf(kerned), "me.pdf"))[0][2] == "Walrus colonies"


COLUMNS = [
    ("Ice fields and the", "In winter I drove"),
    ("seals that live on", "a sledge over two"),
    ("them all year long", "bays and drew maps"),
    ("are what I follow.", "of every crack."),
]


@pytest.mark.parametrize("by_rows", [True, False])
def test_two_columns_are_read_one_after_the_other_however_they_were_written(by_rows):
    placed = [((72, 300)[side], 700 - 14 * n, row[side]) for n, row in enumerate(COLUMNS) for side in (0, 1)]
    document = page(*(placed if by_rows else sorted(placed, key=lambda one: one[0])))
    text = " ".join(" ".join(part.text.split()) for part in document.parts)
    assert text == "Ice fields and the seals that live on them all year long are what I follow. " + (
        "In winter I drove a sledge over two bays and drew maps of every crack."
    )


def test_columns_whose_lines_stand_on_different_heights_and_whose_blanks_are_written_are_read_one_by_one():
    def in_words(x, y, text):
        first, rest = text.split(" ", 1)
        return [(x, y, first), (x + 6 * len(first), y, " "), (x + 6 * len(first) + 4, y, rest)]

    placed = [
        word
        for side, top in enumerate((700, 693))
        for n, row in enumerate(COLUMNS)
        for word in in_words((72, 300)[side], top - 14 * n, row[side])
    ]
    text = " ".join(" ".join(part.text.split()) for part in page(*placed).parts)
    assert text.startswith(
        "Ice fields and the seals that live on them all year long are what I follow. In winter I drove"
    )


def test_a_label_at_half_the_height_of_the_lines_beside_it_stands_over_them():
    lines = ["In some years I would like to build", "small sensors that listen to the ice."]
    letter = [(72, 700, "Dear committee, I count seals on ice and write down all that I see there.")]
    beside = [(150, 667 - 14 * n, line) for n, line in enumerate(lines)]
    found = parts(page(*letter, (72, 660, "Goals", 11, BOLD), *beside))
    assert found[-1] == ("goals", "Goals", "In some years I would like to build small sensors that listen to the ice.")


def test_a_bold_label_left_of_its_words_is_their_heading_and_one_left_of_a_date_is_none():
    letter = [(72, 700, "I count seals on ice and write down all that I see there.")]
    row = [(72, 660, "Interests", 11, BOLD), (150, 660, "seal calls, ice maps, slow tides")]
    assert parts(page(*letter, *row))[-1] == ("interests", "Interests", "seal calls, ice maps, slow tides")
    dated = [(72, 660, "Harbour school", 11, BOLD), (450, 660, "May 2019 - June 2021")]
    assert [title for _, title, _ in parts(page(*letter, *dated))] == [""]


def test_what_a_browser_prints_over_and_under_a_page_is_left_out():
    printed = [(24, 770, "11/26/26, 9:41 PM", 8), (250, 770, "My page", 8), (24, 20, "file:///home/me/page.html", 8)]
    document = page(*printed, (560, 20, "1/1", 8), (72, 700, "I count seals on ice and write it down."))
    assert [text for _, _, text in parts(document)] == ["I count seals on ice and write it down."]


def test_items_in_small_letters_whose_bullets_are_drawn_are_items():
    items = [(94, 660 - 14 * n, text) for n, text in enumerate(("seal calls", "maps of ice", "slow tides"))]
    top = [(72, 700, "I count seals on ice and write down all that I see there."), (72, 680, "Interests", 16, BOLD)]
    assert page(*top, *items).interests == "seal calls; maps of ice; slow tides"


def test_dates_at_the_right_edge_are_no_column():
    rows = [("Seal counts, northern bays", "2019"), ("Maps of sea ice", "2021"), ("Cracks and tides", "2023")]
    document = page(
        *((x, 700 - 14 * n, text) for n, row in enumerate(rows) for x, text in zip((72, 500), row, strict=True))
    )
    text = " ".join(part.text for part in document.parts)
    assert text.index("2019") < text.index("Maps of sea ice") < text.index("2021")


def test_ligatures_of_tex_fonts_without_a_table_of_names_are_letters():
    found = parse_document(
        pdf(b"BT /F1 10 Tf 72 700 Td (\\016cient \\014elds a\\013ect \\015ows) Tj ET", TEX), "me.pdf"
    )
    assert parts(found)[0][2] == "fficient fields affect flows"


def test_an_accent_printed_over_a_letter_is_on_it():
    over = b"BT /F1 10 Tf 72 700 Td [(Schr)-500(\\177)1000(odinger)] TJ ET"
    assert "Schrödinger" in parts(parse_document(pdf(over, TEX), "me.pdf"))[0][2].replace(" ", "")
    beside = b"BT /F1 10 Tf 72 700 Td (Schr\\250odinger and Zo\\250 e) Tj ET"
    assert parts(parse_document(pdf(beside), "me.pdf"))[0][2] == "Schrödinger and Zoë"


def test_a_heading_whose_letters_are_set_apart_is_words():
    wide = b"BT /F2 11 Tf 72 700 Td (A B O U T   M E) Tj ET" + at(72, 680, "I count seals on ice and write it down.")
    assert parts(parse_document(pdf(wide), "me.pdf"))[0][1] == "ABOUT ME"


def test_the_labels_of_a_figure_are_no_heading():
    document = page(
        (72, 720, "The figure shows how the sledge turns on ice, and the hand that holds the rope."),
        (120, 660, "Pull      Turn      Stop", 16),
        (118, 640, "first", 9),
        (190, 640, "then", 9),
        (72, 600, "After that winter I built a lighter sledge from two skis and a fish box."),
    )
    assert not any(part.title for part in document.parts)


def test_references_in_small_print_do_not_count_however_their_lines_hang():
    document = page(
        (72, 720, "Research statement", 14, BOLD),
        (72, 700, "I follow seals over the ice [1] and want to count them from the air."),
        (72, 670, "References", 14, BOLD),
        (72, 655, "[1] An author. On the price of brass in the moun-", 8),
        (86, 645, "tain towns of old. Letters on Metal, 2009.", 8),
        (72, 635, "[2] Another. Insurance of steamships and of all those", 8),
        (86, 625, "who sail on them. Review of Ships, 2011.", 8),
    )
    counted = " ".join(part.text for part in document.parts if part.kind != "other")
    assert "brass" not in counted
    assert "Insurance" not in counted
    assert "mountain towns" in document.parts[-1].text


def test_short_lines_under_a_heading_are_its_interests_and_not_one_sentence():
    document = page(
        (72, 720, "Research interests", 11),
        (72, 706, "Sea ice and seals"),
        (72, 692, "Bird counts"),
        (72, 660, "I have counted seals on the ice of the northern bays for three winters by now."),
    )
    assert document.interests == "Sea ice and seals; Bird counts"


def test_the_end_of_a_letter_that_is_set_in_is_no_list():
    document = page(
        (72, 720, "I would like to show you the sledge that we built in the winter of the long ice."),
        (72, 706, "It carried two people and a dog."),
        (110, 680, "Looking forward to your answer,"),
        (110, 640, "Ulva Brandt"),
    )
    assert not any(part.text.startswith("- ") for part in document.parts)


CELLS = [
    (72, 693, "Maps of the"),
    (72, 679, "sea floor"),
    (200, 700, "I towed a sonar over"),
    (200, 686, "two bays and drew"),
    (200, 672, "what it heard."),
    (400, 686, "nine months"),
    (72, 650, "Buoys"),
    (200, 650, "Five of them."),
    (400, 650, "a year"),
]


def test_the_cells_of_a_table_with_lines_of_their_own_are_each_read_whole():
    told = " ".join(text for _, _, text in parts(page(*CELLS)))
    assert "Maps of the sea floor" in told
    assert "I towed a sonar over two bays and drew what it heard." in told
    assert told.index("sea floor") < told.index("sonar") < told.index("nine months") < told.index("Buoys")


def test_bold_words_that_were_written_after_all_others_stay_where_they_stand():
    plain = [(72, 700, "I map the"), (150, 700, "of two bays"), (72, 686, "and count the"), (176, 686, "on it.")]
    bold = [(123, 700, "floor", 11, BOLD), (143, 686, "seals", 11, BOLD)]
    assert parts(page(*plain, *bold))[0][2] == "I map the floor of two bays and count the seals on it."


def test_half_steps_between_the_lines_of_two_cells_are_no_usual_step():
    items = [
        (72, 600, "- Maps of the floor of two wide bays and of all"),
        (80, 586, "that lives on it"),
        (72, 572, "- Seals"),
    ]
    [*_, (_, _, text)] = parts(page(*CELLS, (72, 620, "Interests", 16, BOLD), *items))
    assert text == "- Maps of the floor of two wide bays and of all that lives on it\n- Seals"


HEBREW = b"<</Type/Font/Subtype/Type1/BaseFont/H/Encoding<</Differences[65/uni05D0/uni05D1/uni05D2/uni05D3/uni05D4]>>>>"


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        ("EDC BA", "\u05d0\u05d1 \u05d2\u05d3\u05d4"),
        ("EDC 12 BA", "\u05d0\u05d1 12 \u05d2\u05d3\u05d4"),
        ("reef sound EDC BA here", "reef sound \u05d0\u05d1 \u05d2\u05d3\u05d4 here"),
    ],
)
def test_words_that_run_from_right_to_left_are_in_the_order_they_are_read(drawn, read):
    assert [part.text for part in page((72, 700, drawn), body=HEBREW).parts] == [read]


@pytest.mark.parametrize("lower", [3, 0])
def test_boxes_of_text_over_each_other_are_read_one_after_the_other(lower):
    first = [
        "I record the sound of reefs at night and",
        "sort what I hear by the fish that made it,",
        "which nobody did.",
    ]
    other = ["A harbour was my second home and I kept", "its tide gauges running in every storm,", "for two years."]
    lines = [(72, 700 - 14 * n, text) for n, text in enumerate(first)]
    lines += [(150, 700 - 14 * n - lower, text) for n, text in enumerate(other)]
    text = " ".join(part.text for part in page(*lines).parts)
    assert " ".join(text.split()) == " ".join(first + other)


@pytest.mark.parametrize(("initial", "rest", "words"), [("I", "study", "I study"), ("B", "efore", "Before")])
def test_an_initial_over_several_lines_begins_the_first(initial, rest, words):
    first = f"{rest} reefs are quiet at night I put a recorder on them and wait, and"
    lines = [
        (72, 676, initial, 36),
        (96, 700, first),
        (96, 687, "sound after sound comes in, which I sort by kind and place"),
        (72, 674, "in a small boat."),
    ]
    whole = f"{first} sound after sound comes in, which I sort by kind and place in a small boat."
    assert [part.text for part in page(*lines).parts] == [whole.replace(rest, words, 1)]


def test_letters_without_a_meaning_are_what_their_marked_text_says():
    drawn = b"/Span<</ActualText(flow)>>BDC " + at(72, 700, "\x01\x02") + b"EMC " + at(100, 700, "of water in reefs.")
    drawn += b"/Span<</ActualText(hidden words)>>BDC " + at(72, 680, "I map them.") + b"EMC "
    assert [part.text for part in parse_document(pdf(drawn), "me.pdf").parts] == [
        "flow of water in reefs.\n\nI map them."
    ]


@pytest.mark.parametrize(
    ("looks", "is_read"),
    [
        (b"/Subtype/Widget/FT/Tx", True),
        (b"/Subtype/FreeText", True),
        (b"/Subtype/Widget/FT/Tx/F 2", False),
        (b"/Subtype/Widget/FT/Btn", False),
        (b"/Subtype/Link", False),
    ],
)
def test_what_was_typed_into_a_form_is_read(looks, is_read):
    typed = at(2, 4, "I record the sound of reefs.")
    note = b"<<" + looks + b"/Rect[72 600 400 620]/AP<</N 8 0 R>>>>"
    form = b"<</Subtype/Form/BBox[0 0 328 20]/Resources<</Font<</F1 5 0 R>>>>/Length %d>>stream\n%s\nendstream"
    fields = (note, form % (len(typed), typed))
    document = parse_document(pdf(at(72, 700, "What do you want to do?"), fields=fields), "form.pdf")
    assert ("sound of reefs" in " ".join(part.text for part in document.parts)) == is_read


def test_a_number_in_the_last_line_of_a_page_is_a_page_number_only_where_it_can_be_one():
    lines = [(72, 700, "I keep tide gauges running in storms."), (72, 680, "Months at sea until now:")]
    assert "14" in " ".join(part.text for part in page(*lines, (300, 660, "14")).parts)
    document = page(*lines, (300, 60, "1"))
    assert document.notes == ("page numbers left out of the text, which was read on every page: on page 1",)


def test_a_string_costs_as_much_as_three_words_and_every_page_takes_from_one_budget():
    budget = Budget(100)
    budget.spend(b"q Q ")
    assert budget.n_steps == 98
    budget.spend(b"(a) ")
    assert budget.n_steps == 98 - 4
    with pytest.raises(Refused, match="too large"):
        budget.spend(b"q Q " * 48)


def test_letters_that_a_browser_sets_one_by_one_are_few_runs_and_the_words_they_were():
    letters = b"".join(b"<%02x> Tj %g 0 Td " % (ord(letter), 5.5) for letter in "Seals on ice" * 30)
    fonts = HELVETICA[:-2] + b"/FirstChar 0/LastChar 255/Widths[" + b"500 " * 256 + b"]>>"
    document = pdf(b"BT /F1 11 Tf 1 0 0 1 72 700 Tm " + letters + b"ET", body=fonts)
    assert "Seals on iceSeals on ice" in parts(parse_document(document, "me.pdf"))[0][2]
    reader = PdfReader(io.BytesIO(document))
    assert len(runs_of(reader.pages[0], 1_000, Budget(10_000))) == 2  # of at most 200 letters


@pytest.mark.parametrize(
    ("written", "is_read_as"),
    [
        (rb"(a\(b\)\\\101(c)) Tj", [([b"a(b)\\A(c)"], b"Tj")]),
        (rb"<6 1 7> ' % a remark ( Tj", [([b"ap"], b"'")]),
        (rb"/A#20b 1.5.2 gs", [(["/A b", 0.0], b"gs")]),
        (b"BI /W 1 ID (((] \xff EI n", [([], b"BI"), ([], b"n")]),
        (rb"<</K[1 true]/L<</M/n>>>> BDC", [([{"/K": [1.0, True], "/L": {"/M": "/n"}}], b"BDC")]),
        (rb"] >> [ (a Tj", []),
    ],
)
def test_operators_of_a_page_are_read_with_what_stands_before_them(written, is_read_as):
    assert list(operators_of(written)) == is_read_as
