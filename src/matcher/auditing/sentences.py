"""What an audit found, in sentences that text and page share."""

from collections.abc import Sequence

from matcher.auditing.records import Groups, Language, Length, SwapResult
from matcher.wording import counted


def swap_sentence(swaps: Sequence[SwapResult], k: int) -> str:
    """Return what the swaps changed, in one sentence."""
    changed = [swap for swap in swaps if swap.n_first_changed]
    if not changed:
        return f"No swap changed anybody's first {k}."
    kinds = ", ".join(f"{swap.kind} ({swap.n_first_changed} of {swap.n_comparisons})" for swap in changed)
    return f"Somebody enters or leaves a first {k} when this is swapped: {kinds}."


def length_sentence(length: Length) -> str:
    """Return how length and score go together, in one sentence."""
    if length.correlation is None:
        return "Too few applicants to say."
    value, low, high = length.correlation
    verdict = (
        "this cannot be told apart from none"
        if low <= 0 <= high
        else "longer ones score " + ("higher" if value > 0 else "lower")
    )
    span = f"95 % interval {low:+.2f} to {high:+.2f}"
    return f"Rank correlation of words with the best score: {value:+.2f} ({span}); {verdict}."


def group_notes(groups: Groups) -> list[str]:
    """Return who is in no row, in sentences."""
    notes = []
    if groups.left_out:
        notes.append(f"Left out, as a group of one is a person: {', '.join(groups.left_out)}.")
    if groups.n_without:
        notes.append(f"{counted(groups.n_without, 'applicant')} without a value in {groups.column!r} are in no group.")
    return notes


def language_sentence(language: Language, k: int) -> str:
    """Return what the plainer wording changed, in one sentence."""
    change, low, high = language.mean_change
    return (
        f"{language.mean_overlap:.0%} of the first {k} stay; {language.n_first_changed} of "
        f"{counted(language.n_applicants, 'applicant')} get another first place; the best score changes by "
        f"{change:+.4f} on average ({low:+.4f} to {high:+.4f})."
    )
