"""Documents made to hurt, of any size: each repeats what once took time beyond all measure."""

TEXT = "I study the tides of small bays and the birds that live by them."


def _page(body):
    return f"<html><body>{body}</body></html>"


DOCUMENTS = {
    "comments before nothing.txt": lambda n: "<!-- x -->\n" * n + TEXT,
    "anchors.md": lambda n: "---\n" + "".join(f"a{k}: &-a{k} [*-a{k - 1}]\n" for k in range(1, n)) + "---\n" + TEXT,
    "nested head.md": lambda n: "---\na: " + "[" * n + "]" * n + "\n---\n" + TEXT,
    "directive.md": lambda n: ":::" + " " * n + "!\n\n" + TEXT,
    "accent.tex": lambda n: "\\'" + " " * n + "1 " + TEXT,
    "line ends.txt": lambda n: "\n" * n + TEXT,
    "dashes in a title.txt": lambda n: "Ab " + "-" * n + " c\n\n" + TEXT,
    "dashes behind a refusal.txt": lambda n: "I do not want to do trade" + " -" * n + " now. " + TEXT,
    "refusals.txt": lambda n: "I do not want to do trade. " * n,
    "profile.json": lambda n: '{"bio": "' + TEXT + '", "interests": [' + '"kelp forests", ' * n + '"tides"]}',
    "pairs of a profile.json": lambda n: '{"a": [' + '{"name": "Interests", "value": "kelp"}, ' * n + '"b"]}',
    "names in small letters.txt": lambda n: "hi, i'm ulva brandtov and i row. " * n,
    "names of her.txt": lambda n: "She rows. Ulvaine Brandtoven rows, and her interests include kelp. " * n,
    "questions of a form.txt": lambda n: "What do you want to do?\nKelp\n\n" * n,
    "numbered questions.txt": lambda n: "1. What do you want to do?\nKelp\n\n" * n,
    "clauses about work.txt": lambda n: "my thesis is about kelp, and tides are what i want to study, " * n,
    "equations.tex": lambda n: "\\begin{equation}" * n + TEXT,
    "notes.txt": lambda n: (TEXT + "\n\n") * n + "".join(f"[{k % 90 + 10}] b\n\n" for k in range(n)),
    "names.html": lambda n: (
        "<html><head>"
        + "".join(f'<meta name="author" content="Ada{k} Quill{k}">' for k in range(n))
        + f"</head><body><p>{TEXT}</p></body></html>"
    ),
    "chat of many.txt": lambda n: "".join(f"[12/03/2025, 10:15] Ada{k} Quill: {TEXT}\n" for k in range(n)),
    "links.html": lambda n: _page("".join(f'<p><a href="x">topic {k}</a> {TEXT}</p>' for k in range(n))),
    "open bold.html": lambda n: _page("<b>" * 300 + "".join(f"<p>word {k}</p>" for k in range(n))),
    "items.txt": lambda n: "".join(f"- 海洋声学与珊瑚礁生态学研究{k}\n" for k in range(n)),
    "lines.txt": lambda n: "no end of it here\n" * n,
    "groups.tex": lambda n: "{" * n + TEXT + "}" * n,
    "macros.tex": lambda n: "".join(f"\\newcommand{{\\a{'b' * (k % 40)}}}{{x}}" for k in range(n)) + TEXT,
    "labels.tex": lambda n: "\\label{" * n + TEXT,
    "blanks.html": lambda n: _page("<p>a" + " " * n + "b</p>"),
    "boxes.md": lambda n: "- [ ] x [x] y\n" * n + TEXT,
    "emphasised boxes.md": lambda n: "".join(f"[x] *a{k}* and " for k in range(n)) + TEXT,
    "emphasised words.md": lambda n: "".join(f"kelp and *tides{k}* of bays " for k in range(n)) + TEXT,
    "emphasised lines.md": lambda n: "".join(f"*tides{k}* of the bay here\n" for k in range(n)) + TEXT,
    "titles.org": lambda n: "* a\n" * n + TEXT,
    "tables.adoc": lambda n: "|a" * n + "\n" + TEXT,
    "set in.rst": lambda n: "   a\n" * n + TEXT,
    "rules.rst": lambda n: "= =\n\n" * n + TEXT,
    "literal.rst": lambda n: "a::\n\n  b\n\n" * n + TEXT,
    "notes.rst": lambda n: ".. note:: a\n\n   b\n\n" * n + TEXT,
    "notes in notes.rst": lambda n: "".join(" " * k + ".. note::\n\n" for k in range(min(n, 700))) + TEXT,
    "bold authors.md": lambda n: "**U. Brandt**, and " * n + TEXT,
    "bold writers.md": lambda n: "".join(f"**U. Brandt{k}**, and " for k in range(n)) + TEXT,
    "footnotes.md": lambda n: "".join(f"a[^{k}]\n\n[^{k}]: b\n\n" for k in range(n)) + TEXT,
    "lone footnotes.md": lambda n: "".join(f"[^{k}]: b\n\n" for k in range(n)) + TEXT,
    "questions.txt": lambda n: "Q: What is it?\nA: A tide.\n" * n + TEXT,
    "rows.md": lambda n: "| What is it? | a tide |\n|---|---|\n" + "| What is it? | a tide |\n" * n,
    "quoted lines.txt": lambda n: "I do not want: a\n" * n,
    "roles.rst": lambda n: ":a:`" * n + TEXT,
    "brackets.typ": lambda n: "#a[" * n + TEXT,
    "enumeration.md": lambda n: "## Interests\n\n- " + "kelp, " * n,
    "commas.md": lambda n: "## Interests\n\n" + "kelp and " * n,
    "wishes.txt": lambda n: "I am drawn to kelp " * n,
    "spaces.md": lambda n: "## Interests\n\nkelp" + " \t" * n + "x",
    "one word.txt": lambda n: "a" * n,
    "at signs.txt": lambda n: "a@" * n + TEXT,
    "dots.txt": lambda n: "a." * n + TEXT,
    "digits.txt": lambda n: "1 " * n + TEXT,
    "capitals.txt": lambda n: "Ada " * n + TEXT,
    "parentheses.txt": lambda n: "(" * n + TEXT,
    "quotes.txt": lambda n: "> " * n + TEXT,
    "stars.md": lambda n: "*a **b " * n,
    "form feeds.txt": lambda n: "kelp\f" * n,
    "signatures.txt": lambda n: "Best regards,\nAda Quill\n\n" * n,
    "no to all.md": lambda n: "## Interests\n\n" + "- no kelp\n" * n,
    "no clauses.md": lambda n: "## Interests\n\n" + "kelp (no kelp), but nothing with kelp; no kelp. " * n,
    "cut words.txt": lambda n: (
        "the long kelp of the cold bays that I know so well and fol-\nlow each year of my life at sea " * n
    ),
    "rows of labels.txt": lambda n: "Work | kelp of bays\n\n" * n,
    "wished in french.txt": lambda n: "Je m'intéresse à " * n,
    "noscript.html": lambda n: _page("<noscript>" * (n // 20) + TEXT * (n // 20)),
    "shadows.html": lambda n: _page("<template shadowroot " * n),
    "damaged letters.txt": lambda n: "Ã©Ã¨ Ã¼Ã¤ caf\n" * n,
}
