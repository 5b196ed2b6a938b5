"""What a coordinator takes away: a line for each place and each mentor, and the certificate."""

from typing import NamedTuple


class Line(NamedTuple):
    """One place of one applicant."""

    applicant_id: str
    mentor_id: str
    mentor_name: str
    score: float | None
    """`None` for a pin without a score."""
    rank: int | None
    share_of_best: float | None
    """Share of the best score this applicant could have."""
    pinned: str
    """`yes` or nothing."""
    alternate: str
    """The mentor that is cheapest to pin instead; empty where there is none."""
    alternate_cost: float | None
    """What all lose together by that pin, in points; exact."""
    alternate_unplaces: int | None
    """How many people would lose their place by that pin."""


class MentorLine(NamedTuple):
    """One mentor and its places."""

    mentor_id: str
    mentor_name: str
    capacity: int
    capacity_min: int
    filled: int
    one_more: float
    """What one more place would add to the total, in points; exact."""
    one_more_places: int
    """How many more people one more place would place."""
    one_fewer: float | None
    """What one place fewer would take from the total; `None` where rules allow none fewer."""
    one_fewer_unplaces: int | None
    """How many people would lose their place."""


class Certificate(NamedTuple):
    """The proof: prices under which no placement is worth more than this one."""

    total: float
    dual: float
    gap: float
    placed: int
    """People with at least one mentor."""
    unmatched: int
    """People who lack at least one."""
    pairs_considered: int
    pairs: int
    """All pairs of an applicant and a mentor."""
    proven: bool
    """Whether nothing better exists over all pairs."""
    loss_bound: float
    """At most so much greater is the best total over all pairs; 0 when proven."""
    people_bound: int
    """At most so many more places of people could be filled over all pairs."""
    certified: int
    """Of so many applicants it is certain that no pair off their lists matters."""

    @property
    def words(self) -> str:
        """The certificate in a sentence."""
        proof = (
            f"total {self.total:.6f} = dual {self.dual:.6f}, gap {self.gap:g}; "
            f"{self.pairs_considered:,} of {self.pairs:,} pairs considered"
        )
        if self.proven:
            return f"Proven optimal: {proof}, and no other can matter."
        more = f"at most {self.people_bound:,} more places could be filled, and " if self.people_bound else ""
        return (
            f"Proven optimal over the lists: {proof}. Over all pairs {more}the total could be at most "
            f"{self.loss_bound:.6f} greater."
        )
