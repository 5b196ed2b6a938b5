"""One pair explained as text, JSON, Markdown or a page."""

import shutil
import textwrap
from collections.abc import Callable, Mapping

from matcher.cli.views import bar
from matcher.explaining import messages
from matcher.explaining.pairs import SentencePair
from matcher.explaining.report_records import PairReport
from matcher.pages.report_page import explanation_page
from matcher.text.tokens import marked
from matcher.wording import clipped, json_text, printable

View = Callable[[PairReport, Mapping[str, float]], str]


def explanation_text(report: PairReport, weights: Mapping[str, float]) -> str:
    """Return an explanation for a person: the sentence, where it was said, then facet by facet the points."""
    width = max(60, min(100, shutil.get_terminal_size((80, 24)).columns))
    score = f"score {report.explanation.score:.3f}"
    lines = [f"{clipped(report.mentor.name, width - 14)}  {score}", "", *_wrapped(report.reason, width), ""]
    for pair in report.pairs.pairs:
        lines += _pair(pair, width)
    if most := messages.counts_most_sentence(report):
        lines += [*_wrapped(most, width), ""]
    lines += [*_facets(report, weights, width), *_wrapped(messages.place_sentence(report), width), ""]
    lines += _missing(report, width)
    lines += _wrapped(messages.understood_sentence(report.understood), width)
    for sentence in messages.notice_sentences(report.not_counted):
        lines += _wrapped(sentence, width)
    if report.comparison:
        lines += ["", *_wrapped(messages.comparison_sentence(report.comparison), width)]
        lines += [f"    {points:+.3f}  {facet}" for facet, points in report.comparison.contributions if points]
        lines += [
            f"        {one.points:+.3f}  {messages.part_label(one, width - 20)}"
            for one in report.comparison.reasons[:8]
        ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(printable(text), width)


def _pair(pair: SentencePair, width: int) -> list[str]:
    words = " ".join(term.label for term in pair.terms)
    lines = []
    for who, sentence in (("You: ", pair.yours), ("They:", pair.theirs)):
        text = _starred(clipped(sentence.text, 300), words)
        source = "" if sentence.source == "statement" else f" ({sentence.source})"
        lines += textwrap.wrap(f"{who} {text}{source}", width, initial_indent="  ", subsequent_indent=" " * 8)
    return [*lines, f"        {pair.points:+.3f}  {messages.label_of(pair)}", ""]


def _starred(text: str, words: str) -> str:
    return "".join(f"*{passage.text}*" if passage.shared else passage.text for passage in marked(text, words))


def _facets(report: PairReport, weights: Mapping[str, float], width: int) -> list[str]:
    lines = []
    for facet, points, parts in messages.points_by_facet(report, weights, width - 13):
        note = f"(weight {weights[facet]:g})" if facet in weights else "(what one side does not want)"
        lines.append(f"{facet:<10} {points:.3f}  {bar(points, report.explanation.score)}  {note}")
        lines += [f"    {gained:+.3f}  {words}" for gained, words in parts]
    return [*lines, ""]


def _missing(report: PairReport, width: int) -> list[str]:
    if not report.gaps.missing:
        return []
    lines = ["Not found in your text, and what it would bring"]
    lines += [f"    {term.points:+.3f}  {clipped(term.label, width - 12)}" for term in report.gaps.missing]
    return [*lines, *_wrapped(messages.gaps_sentence(report), width), *_wrapped(messages.HONESTY, width), ""]


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
        "reasons": [reason._asdict() for reason in explanation.reasons],
        **report.to_dict(),
    }
    return json_text(data)


def explanation_markdown(report: PairReport, weights: Mapping[str, float]) -> str:
    """Return an explanation as Markdown; what people wrote stays text."""
    explanation = report.explanation
    lines = [f"# {_literal(report.mentor.name)}: score {explanation.score:.3f}", "", _literal(report.reason), ""]
    for pair in report.pairs.pairs:
        words = " ".join(term.label for term in pair.terms)
        lines += [
            f"> **You:** {_bold(pair.yours.text, words)}",
            ">",
            f"> **They:** {_bold(pair.theirs.text, words)}",
            ">",
            f"> {pair.points:+.3f} for {_literal(messages.label_of(pair))}",
            "",
        ]
    if most := messages.counts_most_sentence(report):
        lines += [_literal(most), ""]
    lines += ["| part | points | what |", "|---|---:|---|"]
    for facet, points in explanation.contributions:
        reasons, _ = explanation.largest(facet)
        if facet in weights or points:
            lines.append(f"| {facet} | {points:.3f} | {_literal(', '.join(one.label for one in reasons))} |")
    lines += ["", _literal(messages.place_sentence(report)), ""]
    if report.gaps.missing:
        lines += ["Not found in your text, and what it would bring:", ""]
        lines += [f"- {_literal(term.label)}: {term.points:+.3f}" for term in report.gaps.missing]
        lines += ["", _literal(f"{messages.gaps_sentence(report)} {messages.HONESTY}".strip()), ""]
    lines += [
        _literal(sentence)
        for sentence in (
            messages.understood_sentence(report.understood),
            *messages.notice_sentences(report.not_counted),
        )
    ]
    if report.comparison:
        lines += ["", _literal(messages.comparison_sentence(report.comparison)), ""]
        lines += [f"- {facet}: {points:+.3f}" for facet, points in report.comparison.contributions if points]
    return "\n".join(lines) + "\n"


def _bold(text: str, words: str) -> str:
    passages = marked(" ".join(text.split()), words)
    return "".join(f"**{_literal(one.text)}**" if one.shared else _literal(one.text) for one in passages)


def _literal(text: str) -> str:
    r"""Return Markdown that shows a text letter by letter, on one line.

    >>> _literal("a*b <c> | #d")
    'a\\*b &lt;c&gt; \\| \\#d'
    """
    flat = printable(text).replace("\n", " ").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]#|!~" else sign for sign in flat)


EXPLANATIONS: dict[str, View] = {
    "text": explanation_text,
    "json": explanation_json,
    "markdown": explanation_markdown,
    "html": explanation_page,
}
