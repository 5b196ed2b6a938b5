"""The rules of a placement, as they are given and as records; each mistake with its file and line."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from matcher.assigning.inputs import Given, check_columns, rows_of
from matcher.assigning.problem import Aims
from matcher.assigning.records import PER_POINT, Applicant, Mentor, Rule, Source
from matcher.errors import ConfigError, InputError


@dataclass(frozen=True)
class Rules:
    """What a placement must keep, and what it aims for before the total of the scores.

    Parameters
    ----------
    conflicts, pins
        Tables of pairs that must not, and of pairs that must be: `applicant_id`, `mentor_id`, optionally `reason`.
        Each is a path, a DataFrame, or rows as mappings.
    eligible
        Pairs of columns as `applicants_column=mentors_column`: only pairs of people in which both are equal.
    capacity
        Taken where a mentor has none; without it an empty capacity is refused.
    floor
        As few as possible get less than this share of their own best score, in [0, 1].
    fair
        Raise the worst share of one's own best score as far as it goes, before the total counts.

    Raises
    ------
    ConfigError
        For a floor or a capacity that makes no sense.
    """

    conflicts: Given = None
    pins: Given = None
    eligible: Sequence[str] = ()
    capacity: int | None = None
    floor: float = 0.0
    fair: bool = False

    def __post_init__(self) -> None:
        """Refuse numbers that make no sense."""
        if not isinstance(self.floor, int | float) or not 0 <= self.floor <= 1:
            raise ConfigError(f"floor must be a share of one's own best score in [0, 1]; it is {self.floor!r}")
        if self.capacity is not None and (not isinstance(self.capacity, int) or self.capacity < 0):
            raise ConfigError(f"capacity must be a whole number of 0 or more; it is {self.capacity!r}")

    @property
    def aims(self) -> Aims:
        """What is aimed for before the total."""
        return Aims(round(self.floor * PER_POINT), self.fair)

    def read(self, people: Sequence[Applicant], mentors: Sequence[Mentor]) -> tuple[list[Rule], list[Rule], list[Rule]]:
        """Return conflicts, pins and columns that must be equal."""
        ids = {one.id for one in people}, {one.id for one in mentors}
        columns = [self.eligible] if isinstance(self.eligible, str) else self.eligible
        return (
            [] if self.conflicts is None else read_rules(self.conflicts, "conflict", *ids),
            [] if self.pins is None else read_rules(self.pins, "pin", *ids),
            parse_eligible(columns, people, mentors),
        )


def read_rules(given: Given, kind: str, applicants: Collection[str], mentors: Collection[str]) -> list[Rule]:
    """Return the pins or the conflicts of a table: `applicant_id`, `mentor_id`, and `reason` where there is one.

    Raises `InputError` naming all ids that nobody has, and for the same pair twice.
    """
    rows, file = rows_of(given, f"{kind}s")
    check_columns(rows, ("applicant_id", "mentor_id"), file)
    rules, strange = [], []
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        pair = row.cells["applicant_id"].strip(), row.cells["mentor_id"].strip()
        for who, known, what in ((pair[0], applicants, "applicant"), (pair[1], mentors, "mentor")):
            if who not in known:
                strange.append(f"line {row.line} {what} {who!r}")
        if pair in seen:
            raise InputError(
                f"{file} line {row.line}: a pair must be named once; {pair[0]!r} and {pair[1]!r} were line "
                f"{seen[pair]} already"
            )
        seen[pair] = row.line
        rules.append(Rule(kind, *pair, reason=row.cells.get("reason", "").strip(), source=Source(file, row.line)))
    if strange:
        raise InputError(f"{file} must name applicants and mentors that there are; unknown: {', '.join(strange)}")
    return rules


def parse_eligible(texts: Iterable[str], applicants: Sequence[Applicant], mentors: Sequence[Mentor]) -> list[Rule]:
    """Return what `applicants_column=mentors_column` asks for; raises `ConfigError` for a column that is not there."""
    rules = []
    for text in texts:
        mine, equals, theirs = (part.strip() for part in text.partition("="))
        if not (equals and mine and theirs) or "=" in theirs:
            raise ConfigError(f"eligible must read like applicants_column=mentors_column; it is {text!r}")
        for column, side, people in ((mine, "applicants", applicants), (theirs, "pool", mentors)):
            lacking = [one for one in people if column not in one.attributes]
            if lacking:
                had = ", ".join(name for name in lacking[0].attributes) or "no columns: give --applicants FILE"
                raise ConfigError(f"eligible must name a column of the {side}; {column!r} is none: it has {had}")
        rules.append(Rule("eligible", reason=f"{mine}={theirs}", source=Source(f"--eligible {mine}={theirs}")))
    return rules


def parse_floor(text: str | None) -> float:
    """Return the share that `share=0.4` says, 0 for nothing."""
    if text is None:
        return 0.0
    name, _, number = text.partition("=")
    try:
        share = float(number) if name.strip() == "share" else -1.0
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise ConfigError(f"floor must read like share=0.4, a share of one's own best score in [0, 1]; it is {text!r}")
    return share


def refuse_quotas(quotas: Iterable[str]) -> None:
    """Raise `ConfigError` for quotas over groups, naming them and what is possible instead."""
    if named := ", ".join(quotas):
        raise ConfigError(
            f"quota {named} must not cross the capacities of single mentors: such quotas are no flow, and an optimum "
            "could not be proven. Possible instead: capacity and capacity_min of each mentor, --eligible for groups "
            "that stay among themselves, or one placement for each group with capacities shared out before"
        )
