"""One pair explained as text, JSON, Markdown or a page."""

import shutil
import textwrap
from collections.abc import Callable, Iterable, Mapping

from matcher.cli.views import bar
from matcher.explaining import messages
from matcher.explaining.pairs import SentencePair, TermPoints
from matcher.explaining.report_records import Comparison, PairReport
from matcher.pages.report_page import explanation_page
from matcher.text.tokens import marked
from matcher.wording import clipped, json_text, plain, printable


def _lines(report: PairReport, weights: Mapping[str, float], form: "_Text | _Markdown") -> str:
    """Return the reason, the pairs of sentences, then the points of each facet, as lines in the format of `form`."""
    lines = [form.title(report.mentor.name, report.explanation.score), "", *form.said(report.reason), ""]
    for pair in report.pairs.pairs:
        lines += form.pair(pair)
    if most := messages.counts_most_sentence(report):
        lines += [*form.said(most), ""]
    lines += [*form.facets(report, weights), "", *form.said(messages.place_sentence(report)), ""]
    if report.gaps.missing:
        lines += form.listed("Not found in your text, and the points it would add", report.gaps.missing)
        lines += [*form.said(messages.gaps_sentence(report), messages.HONESTY), ""]
    for sentence in (messages.understood_sentence(report.understood), *messages.notice_sentences(report.not_counted)):
        lines += form.said(sentence)
    if report.comparison:
        lines += ["", *form.said(messages.comparison_sentence(report.comparison)), *form.compared(report.comparison)]
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


class _Text:
    """Lines for a terminal."""

    def __init__(self) -> None:
        self._width = max(60, min(100, shutil.get_terminal_size((80, 24)).columns))

    def title(self, name: str, score: float) -> str:
        return f"{clipped(name, self._width - 14)}  score {score:.3f}"

    def said(self, *sentences: str) -> list[str]:
        return [line for sentence in sentences for line in textwrap.wrap(printable(sentence), self._width)]

    def pair(self, pair: SentencePair) -> list[str]:
        words, lines = " ".join(term.label for term in pair.terms), []
        for who, sentence in (("You: ", pair.yours), ("They:", pair.theirs)):
            passages = marked(clipped(sentence.text, 300), words)
            text = "".join(f"*{passage.text}*" if passage.shared else passage.text for passage in passages)
            source = "" if sentence.source == "statement" else f" ({sentence.source})"
            lines += textwrap.wrap(f"{who} {text}{source}", self._width, initial_indent="  ", subsequent_indent=" " * 8)
        return [*lines, f"        {pair.points:+.3f}  {messages.label_of(pair)}", ""]

    def facets(self, report: PairReport, weights: Mapping[str, float]) -> list[str]:
        lines = []
        for facet, points, parts in messages.points_by_facet(report, weights, self._width - 13):
            note = f"(weight {weights[facet]:g})" if facet in weights else "(what one side does not want)"
            lines.append(f"{facet:<10} {points:.3f}  {bar(points, report.explanation.score)}  {note}")
            lines += [f"    {gained:+.3f}  {words}" for gained, words in parts]
        return lines

    def listed(self, title: str, terms: Iterable[TermPoints]) -> list[str]:
        return [title, *(f"    {term.points:+.3f}  {clipped(term.label, self._width - 12)}" for term in terms)]

    def compared(self, comparison: Comparison) -> list[str]:
        lines = [f"    {points:+.3f}  {facet}" for facet, points in comparison.contributions if points]
        most, width = comparison.reasons[:8], self._width - 24
        labels = (f"    {part.points:+.3f}  {part.facet}: {messages.part_label(part, width)}" for part in most)
        return [*lines, "The largest differences:", *labels]


class _Markdown:
    """Lines of Markdown; what people wrote is escaped."""

    def title(self, name: str, score: float) -> str:
        return f"# {_literal(name)}: score {score:.3f}"

    def said(self, *sentences: str) -> list[str]:
        return [_literal(" ".join(filter(None, sentences)))]

    def pair(self, pair: SentencePair) -> list[str]:
        words = " ".join(term.label for term in pair.terms)
        sides = (
            f"> **{who}:** {_bold(sentence.text, words)}"
            for who, sentence in (("You", pair.yours), ("They", pair.theirs))
        )
        return [line for side in sides for line in (side, ">")] + [
            f"> {pair.points:+.3f} for {_literal(messages.label_of(pair))}",
            "",
        ]

    def facets(self, report: PairReport, weights: Mapping[str, float]) -> list[str]:
        lines = ["| part | points | what |", "|---|---:|---|"]
        for facet, points, parts in messages.points_by_facet(report, weights, 160):
            lines.append(f"| **{facet}** | {points:.3f} | |")
            lines += [f"| | {gained:+.3f} | {_literal(words)} |" for gained, words in parts]
        return lines

    def listed(self, title: str, terms: Iterable[TermPoints]) -> list[str]:
        return [f"{title}:", "", *(f"- {_literal(term.label)}: {term.points:+.3f}" for term in terms), ""]

    def compared(self, comparison: Comparison) -> list[str]:
        return ["", *(f"- {facet}: {points:+.3f}" for facet, points in comparison.contributions if points)]


def _bold(text: str, words: str) -> str:
    passages = marked(" ".join(text.split()), words)
    return "".join(
        f"**{_literal(passage.text)}**" if passage.shared else _literal(passage.text) for passage in passages
    )


def explanation_json(report: PairReport, weights: Mapping[str, float]) -> str:
    """Return an explanation for a program."""
    explanation = report.explanation
    data = {
        "applicant_id": explanation.applicant_id,
        "mentor_id": explanation.mentor_id,
        "mentor_name": explanation.mentor_name,
        "score": explanation.score,
        "weights": dict(weights),
        "points": dict(explanation.contributions),
        "reasons": plain(explanation.reasons),
        **report.to_dict(),
    }
    return json_text(data)


def _literal(text: str) -> str:
    r"""Return Markdown that shows a text literally, on one line.

    >>> _literal("a*b <c> | #d")
    'a\\*b &lt;c&gt; \\| \\#d'
    """
    flat = printable(text).replace("\n", " ").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]#|!~" else sign for sign in flat)


EXPLANATIONS: dict[str, Callable[[PairReport, Mapping[str, float]], str]] = {
    "text": lambda report, weights: _lines(report, weights, _Text()),
    "json": explanation_json,
    "markdown": lambda report, weights: _lines(report, weights, _Markdown()),
    "html": explanation_page,
}
