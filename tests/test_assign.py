"""Placements: the aims in their order, the rules, what contradicts itself, bounds, reasons and effects."""

from collections import Counter

import numpy as np
import pytest
from placements import best_aims_by_trying, random_problem, random_tables

from matcher.assigning.assignment import Assignment
from matcher.assigning.building import Change, problem_of, with_changes
from matcher.assigning.certificate import loss_bound
from matcher.assigning.effects import blocking_pairs, pin_costs, rule_prices, worst_share
from matcher.assigning.placement import place
from matcher.assigning.problem import Aims, scored_pairs
from matcher.assigning.reasons import unmatched
from matcher.assigning.records import Applicant, InfeasibleError, Mentor, Rule, Source
from matcher.errors import ConfigError, InputError


def problem(scores, capacity, places=None, minimum=None, **more):
    """Return a problem of `{applicant: {mentor: score}}`."""
    pairs = [(who, lab, score) for who, row in scores.items() for lab, score in row.items()]
    applicants = [Applicant(who, (places or {}).get(who, 1), source=Source("people.csv", 2)) for who in scores]
    mentors = [
        Mentor(lab, "", n, (minimum or {}).get(lab, 0), source=Source("labs.csv", at + 2))
        for at, (lab, n) in enumerate(capacity.items())
    ]
    return problem_of(applicants, mentors, scored_pairs(*(zip(*pairs, strict=True) if pairs else ((), (), ()))), **more)


def pairs_of(placement):
    who, where = placement.placed
    ids = placement.problem.applicants, placement.problem.mentors
    return sorted((ids[0][i].id, ids[1][j].id) for i, j in zip(who, where, strict=True))


TWO = {"ann": {"reef": 0.9, "soil": 0.8}, "ben": {"reef": 0.7, "soil": 0.1}}


def test_a_pin_is_kept_where_a_bonus_would_be_outbid():
    # scores 1, .9, .01, 1: the pin of p1 to r2 loses most of the total, and is kept
    scores = {"p1": {"r1": 1.0, "r2": 0.9}, "p2": {"r1": 0.01, "r2": 1.0}}
    placed = place(problem(scores, {"r1": 1, "r2": 1}, pins=[Rule("pin", "p1", "r2")]))
    assert pairs_of(placed) == [("p1", "r2"), ("p2", "r1")]


def test_scores_far_below_a_hundredth_place_people_too():
    scores = {"p1": {"r1": 0.009, "r2": 0.008}, "p2": {"r1": 0.007, "r2": 0.001}}
    placed = place(problem(scores, {"r1": 1, "r2": 1}))
    assert pairs_of(placed) == [("p1", "r2"), ("p2", "r1")]
    assert placed.total == 15_000


def test_nobody_is_left_out_to_win_points():
    # .9 alone is more than .1 + .1, but then ben is nowhere
    placed = place(problem({"ann": {"reef": 0.9, "soil": 0.1}, "ben": {"reef": 0.1}}, {"reef": 1, "soil": 1}))
    assert pairs_of(placed) == [("ann", "soil"), ("ben", "reef")]


def test_everybodys_first_place_comes_before_anybodys_second():
    scores = {"ann": {"reef": 0.9, "soil": 0.9}, "ben": {"reef": 0.1, "soil": 0.1}}
    placed = place(problem(scores, {"reef": 1, "soil": 1}, places={"ann": 2, "ben": 2}))
    assert Counter(who for who, _ in pairs_of(placed)) == {"ann": 1, "ben": 1}


@pytest.mark.parametrize("seed", range(150))
def test_the_aims_are_reached_in_their_order_and_no_rule_is_broken(seed):
    rng = np.random.default_rng(seed)
    aims = [Aims(), Aims(500_000), Aims(fair=True)][seed % 3]
    try:
        given = random_problem(rng, places=1 + seed % 2, n_pins=seed % 3, aims=aims)
        placed = place(given)
    except InfeasibleError:
        return
    people, units, worst, at_floor, total = best_aims_by_trying(given)
    assert ((placed.has > 0).sum(), placed.has.sum(), placed.total) == (people, units, total)
    if aims.floor:
        free = placed.pairs[: len(placed.pairs) - len(given.pins)]
        assert given.at_least(aims.floor)[free].sum() == at_floor
    if aims.fair:
        assert worst_share(placed) == (None if worst == 2.0 else pytest.approx(worst))
    pairs = pairs_of(placed)
    assert len(set(pairs)) == len(pairs)
    assert {(pin.applicant, pin.mentor) for pin in given.pins} <= set(pairs)
    assert not {(rule.applicant, rule.mentor) for rule in given.conflicts} & set(pairs)
    assert (placed.filled >= given.minimum).all()
    assert (placed.filled <= given.capacity).all()


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_and_columns_decides_nothing_with_ties(seed):
    rng = np.random.default_rng(seed)
    names = [f"p{at}" for at in range(12)]
    labs = ["reef", "soil", "type", "kelp"]
    scores = rng.integers(0, 3, (12, 4)) / 10
    seen = set()
    for _ in range(20):
        rows, columns = rng.permutation(12), rng.permutation(4)
        table = {names[i]: {labs[j]: scores[i, j] for j in columns} for i in rows}
        seen.add(tuple(pairs_of(place(problem(table, {labs[j]: 3 for j in columns})))))
    assert len(seen) == 1


def test_another_key_prefers_another_of_two_equal_placements():
    table = {who: {"reef": 0.5, "soil": 0.5} for who in ("ann", "ben")}
    found = {tuple(pairs_of(place(problem(table, {"reef": 1, "soil": 1}), key=str(key)))) for key in range(20)}
    assert len(found) == 2


def contradict(tables, rules) -> bool:
    """Return whether these rules alone allow no placement, by trying every way to fill the minima."""
    pins = [rule for rule in rules if rule.kind == "pin"]
    barred = {(rule.applicant, rule.mentor) for rule in rules if rule.kind == "conflict"}
    track = {one.id: one.attributes["track"] for one in [*tables["applicants"], *tables["mentors"]]}
    if any(rule.kind == "eligible" for rule in rules):
        barred |= {(a.id, m.id) for a in tables["applicants"] for m in tables["mentors"] if track[a.id] != track[m.id]}
    if any((pin.applicant, pin.mentor) in barred for pin in pins):
        return True
    places = {one.id: one.places - sum(pin.applicant == one.id for pin in pins) for one in tables["applicants"]}
    needs = {rule.mentor: rule.amount for rule in rules if rule.kind == "minimum"}
    for rule in rules:
        pinned = sum(pin.mentor == rule.mentor for pin in pins)
        if rule.kind == "capacity" and max(pinned, needs.get(rule.mentor, 0)) > rule.amount:
            return True
        if rule.kind == "places" and places[rule.applicant] < 0:
            return True
    read = tables["scored"]
    scored = {(read.applicants[i], read.mentors[j]) for i, j in zip(read.applicant, read.mentor, strict=True)}
    scored |= {(pin.applicant, pin.mentor) for pin in tables["pins"]}
    free = scored - barred - {(pin.applicant, pin.mentor) for pin in pins}
    seats = [lab for lab, n in needs.items() for _ in range(n - sum(pin.mentor == lab for pin in pins))]

    def fill(left, taken):
        if not left:
            return True
        return any(
            places[who] > sum(one == who for one, _ in taken) and fill(left[1:], taken | {(who, lab)})
            for who, lab in free
            if lab == left[0] and (who, lab) not in taken
        )

    return not fill(seats, frozenset())


def contradicting(tables):
    try:
        place(problem_of(**tables))
    except InfeasibleError as error:
        return error.rules
    return ()


@pytest.mark.parametrize("seed", range(150))
def test_rules_that_contradict_each_other_are_named_and_none_of_them_too_many(seed):
    tables = random_tables(np.random.default_rng(seed), places=1 + seed % 2, n_pins=seed % 3, n_conflicts=4)
    rules = contradicting(tables)
    if not rules:
        return
    assert contradict(tables, rules)
    for rule in rules:
        assert not contradict(tables, [other for other in rules if other is not rule])
        assert rule.source.line or rule.kind == "eligible"


def test_people_who_share_too_few_places_are_named():
    scores = {who: {"reef": 0.5 + at / 10} for at, who in enumerate(["ann", "ben", "cyd"])} | {"dot": {"soil": 0.9}}
    [one] = unmatched(place(problem(scores, {"reef": 2, "soil": 1})))
    assert (one.applicant_id, one.reason, one.places) == ("ann", "too few places", 2)
    assert one.shared_by == ("ann", "ben", "cyd")
    # ann would gain .5 at reef, where ben, who has .6, would have to go
    assert (one.nearest_mentor_id, one.gain, one.cost_to_others) == ("reef", 0.5, 0.6)
    assert one.explanation == (
        "ann, ben, cyd share 2 places at reef; a place at reef would cost others 0.600, ann would gain 0.500"
    )


def test_somebody_without_a_mentor_or_with_conflicts_only_is_told_so():
    scores = {"ann": {}, "ben": {"reef": 0.5}}
    conflict = Rule("conflict", "ben", "reef")
    found = unmatched(place(problem(scores, {"reef": 2}, conflicts=[conflict])))
    assert [(one.applicant_id, one.reason) for one in found] == [
        ("ann", "no mentor eligible"),
        ("ben", "all eligible in conflict"),
    ]


@pytest.mark.parametrize("seed", range(40))
def test_the_bound_from_lists_alone_is_at_least_what_they_lose(seed):
    rng = np.random.default_rng(seed)
    scores = rng.random((20, 8)) ** 2
    capacity = {f"m{at}": int(n) for at, n in enumerate(rng.integers(0, 5, 8))}
    places = {f"a{at}": int(rng.integers(1, 2 + seed % 2)) for at in range(20)}
    whole = {f"a{i}": {f"m{j}": scores[i, j] for j in range(8)} for i in range(20)}
    lists = {who: dict(sorted(row.items(), key=lambda cell: -cell[1])[:3]) for who, row in whole.items()}
    best, ours = place(problem(whole, capacity, places)), place(problem(lists, capacity, places, complete=[]))
    bound = loss_bound(ours)
    assert bound.score >= best.total - ours.total
    assert bound.people >= (best.has > 0).sum() - (ours.has > 0).sum()
    assert not bound.proven or best.total == ours.total


@pytest.mark.parametrize("seed", range(40))
def test_what_a_pin_costs_is_what_placing_again_with_it_says(seed):
    rng = np.random.default_rng(seed)
    try:
        given = random_problem(rng, places=1 + seed % 2)
        placed = place(given)
    except InfeasibleError:
        return
    who = given.applicants[0].id
    allowed = {given.mentors[lab].id for lab in given.pairs.mentor[given.allowed & (given.pairs.applicant == 0)]}
    for lab, points, _ in pin_costs(placed, who):
        if lab not in allowed:
            continue
        try:
            again = place(with_changes(given, [Change("pin", who, lab)]))
        except InfeasibleError:
            assert points is None
        else:
            assert points == pytest.approx((placed.total - again.total) / 1e6)


def test_an_override_says_who_moves_and_what_it_costs():
    placed = place(problem(TWO, {"reef": 1, "soil": 1}))
    found = Assignment(placed).what_if("pin=ann:reef")
    assert [(move.applicant_id, move.before, move.after) for move in found.moves] == [
        ("ann", ("soil",), ("reef",)),
        ("ben", ("reef",), ("soil",)),
    ]
    assert found.total == pytest.approx(1.0 - 1.5)
    more = Assignment(placed).what_if("capacity=reef:+1")
    assert more.total == pytest.approx(0.1)


def test_each_rule_has_a_price():
    rules = {"conflicts": [Rule("conflict", "ben", "reef", source=Source("c.csv", 2))], "aims": Aims(fair=True)}
    prices = rule_prices(place(problem(TWO, {"reef": 1, "soil": 1}, **rules)))
    # with the conflict .9 + .1; without it .8 + .7
    assert [(one.rule, one.people, round(one.total, 6)) for one in prices] == [("conflicts", 0, 0.5), ("fair", 0, 0.0)]


def test_a_pair_that_would_rather_have_each_other_is_counted():
    # .9 + .1 = 1.0 loses to .8 + .7 = 1.5, yet ann and reef have .9 together and less apart
    [pair] = blocking_pairs(place(problem(TWO, {"reef": 1, "soil": 1})))
    assert pair == ("ann", "reef", 0.9, "soil", "ben")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("pin=ann", "what-if must read like pin=APPLICANT:MENTOR"),
        ("capacity=reef:1.5", "what-if must read like"),
        ("capacity=reef:+-1", "what-if must read like"),
        ("pin=zoe:reef", "must name an applicant; 'zoe' is not one"),
        ("capacity=kelp:+1", "must name a mentor of the pool; 'kelp' is not one"),
        ("capacity=reef:-2", "must leave 0 or more; there are 1"),
    ],
)
def test_an_override_that_makes_no_sense_is_refused(text, message):
    given = problem(TWO, {"reef": 1, "soil": 1})
    with pytest.raises((ConfigError, InputError), match=message):
        with_changes(given, [Change.parse(text)])


def test_one_applicant_equal_scores_zeros_and_no_places_are_placements_too():
    assert pairs_of(place(problem({"ann": {"reef": 0.0, "soil": 0.0}}, {"reef": 1, "soil": 1})))[0][0] == "ann"
    nowhere = place(problem(TWO, {"reef": 0, "soil": 0}))
    assert (pairs_of(nowhere), nowhere.n_unmatched) == ([], 2)
    assert place(problem({}, {"reef": 1})).total == 0


def test_scores_too_large_to_be_summed_exactly_are_refused():
    scores = {who: {f"m{at}": 1e6 for at in range(300)} for who in ("ann", "ben")}
    with pytest.raises(
        InputError, match="scores up to 1e\\+06 and 300 mentors must stay exact in 64 bits with a floor"
    ):
        place(problem(scores, {f"m{at}": 1 for at in range(300)}, aims=Aims(500_000)))
