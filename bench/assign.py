"""What `matcher assign` promises, measured: exactness, figures of places and pins, contradictions, speed, bounds.

    .venv/bin/python bench/assign.py exact|figures|infeasible|rules|speed|all-pairs|model-pairs|bound|judged|fair [DATA]

`model-pairs [APPLICANTS MENTORS]` fits a model on invented texts (`bench/corpus.py`, some fields in fashion).
`judged` and `fair` read judged sets from the folder DATA, each with applicants.csv, mentors.csv and judgments.tsv.
`speed` compares with openreview-matcher where OPENREVIEW_MATCHER names its checkout and OPENREVIEW_PYTHON a Python that
has what it needs, else with scipy's dense solver on copies of places. CPU seconds, one thread.
"""

import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from itertools import product
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from corpus import Writer
from placements import best_aims_by_trying, best_by_trying, random_network, random_problem, random_tables

from matcher.assigning.assignment import Assignment
from matcher.assigning.building import Change, problem_of, with_changes
from matcher.assigning.certificate import loss_bound
from matcher.assigning.column_generation import place_all
from matcher.assigning.effects import pin_costs, worst_share
from matcher.assigning.network import solve
from matcher.assigning.pair_scores import AllPairs, scored_rows
from matcher.assigning.placement import place
from matcher.assigning.prices import dual_total, least_prices
from matcher.assigning.problem import Aims, scored_pairs
from matcher.assigning.records import PER_POINT, Applicant, InfeasibleError, Mentor, Source


def instance(n, m, seed=0, places=1.05, topics=44):
    """Return factors of scores and capacities: topics by Zipf, so that more than half want a place that is taken."""
    rng = np.random.default_rng(seed)
    share = 1 / np.arange(1, topics + 1)
    share /= share.sum()

    def side(k, shares):
        rows = np.full((k, topics), 0.02, np.float32)
        rows[np.arange(k), rng.choice(topics, k, p=shares)] += 1
        rows[np.arange(k), rng.choice(topics, k, p=shares)] += rng.random(k, dtype=np.float32) * 0.6
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    people, labs = side(n, share), side(m, np.sqrt(share) / np.sqrt(share).sum())
    noise = [rng.standard_normal((k, 12), dtype=np.float32) for k in (n, m)]
    noise = [rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in noise]
    liked = rng.random(m, dtype=np.float32)[:, None] * 0.1
    left = np.hstack([people * 0.55, noise[0] * np.float32(0.12), np.ones((n, 1), np.float32)])
    right = np.hstack([labs, noise[1], 0.12 + liked])
    weight = rng.random(m) + 0.3
    capacity = np.floor(weight / weight.sum() * places * n).astype(int)
    capacity[np.argsort(-weight)[: int(places * n) - capacity.sum()]] += 1
    return left, right, capacity


def scores_of(left, right, decimals=6):
    return np.round(np.clip(left @ right.T, 0, 1).astype(np.float64), decimals)


def everybody(n, capacity):
    people = [Applicant(f"p{at:06d}") for at in range(n)]
    return people, [Mentor(f"m{at:05d}", "", int(places)) for at, places in enumerate(capacity)]


def listed(scores, k):
    top = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    who = np.repeat(np.arange(len(scores)), top.shape[1])
    return scored_pairs([f"p{at:06d}" for at in who], [f"m{at:05d}" for at in top.ravel()], scores[who, top.ravel()])


def exact():
    agreed = 0
    for seed in range(300):
        network = random_network(np.random.default_rng(seed), 1 + seed % 2, seed % 3 == 0)
        best = best_by_trying(network)
        for solver in ["compiled", "ortools", *(["scipy"] if seed % 2 == 0 else [])]:
            taken = solve(network, solver)
            found = network.objective(taken) == best == dual_total(network, least_prices(network, taken))
            agreed += found
            if not found:
                print("differs", seed, solver)
    print(f"small cases, solver by solver, equal to trying everything and proven: {agreed} of {300 * 2 + 150}")
    from scipy.optimize import linear_sum_assignment

    agreed = 0
    for seed in range(30):
        left, right, capacity = instance(1000, 200, seed)
        scores = scores_of(left, right)
        copies = np.repeat(np.arange(200), capacity)
        whole = np.rint(scores * PER_POINT).astype(np.int64)
        rows, columns = linear_sum_assignment(whole[:, copies], maximize=True)
        people, labs = everybody(1000, capacity)
        placed = place_all(
            AllPairs(problem_of(people, labs, None), scored_rows(lambda who, scores=scores: scores[who], len(labs)))
        )
        certificate = Assignment(placed).certificate
        agreed += placed.total == whole[rows, copies[columns]].sum() and certificate.gap == 0 and certificate.proven
    print(f"1,000 x 200 equal to dense linear_sum_assignment, total = dual: {agreed} of 30")


def figures():
    for name, places, decimals in (("", 1.05, 6), ("with ties", 1.05, 2), ("30 % too few places", 0.7, 6)):
        left, right, capacity = instance(1000, 200, 3, places)
        scores = scores_of(left, right, decimals)
        people, labs = everybody(1000, capacity)
        given = problem_of(people, labs, listed(scores, 20))
        found = Assignment(place(given))
        right_more = right_fewer = n_fewer = 0
        for line in found.mentors:
            for amount, predicted in ((1, line.one_more), (-1, line.one_fewer)):
                if predicted is None:
                    continue
                again = place(with_changes(given, [Change("capacity", mentor=line.mentor_id, amount=amount)]))
                more = abs(again.total - found.placement.total - round(amount * predicted * PER_POINT)) == 0
                right_more += more and amount > 0
                right_fewer += more and amount < 0
                n_fewer += amount < 0
        print(f"{name or 'plain'}: one more {right_more} of {len(found.mentors)}, one fewer {right_fewer} of {n_fewer}")
        rng, right_pins, n_pins = np.random.default_rng(0), 0, 0
        while n_pins < 200:
            at = int(rng.integers(len(given.pairs.score)))
            who, lab = (
                given.applicants[int(given.pairs.applicant[at])].id,
                given.mentors[int(given.pairs.mentor[at])].id,
            )
            points, lost = next(one[1:] for one in pin_costs(found.placement, who) if one[0] == lab)
            again = place(with_changes(given, [Change("pin", who, lab)]))
            right_pins += round(points * PER_POINT) == found.placement.total - again.total and lost == int(
                found.placement.has.sum() - again.has.sum()
            )
            n_pins += 1
        print(f"{name or 'plain'}: pins {right_pins} of {n_pins}")


def infeasible():
    from test_assign import contradict, contradicting

    found = right = 0
    for seed in range(10_000):
        if found == 100:
            break
        tables = random_tables(np.random.default_rng(seed), places=1 + seed % 2, n_pins=seed % 3, n_conflicts=4)
        rules = contradicting(tables)
        if not rules:
            continue
        found += 1
        right += contradict(tables, rules) and not any(
            contradict(tables, [other for other in rules if other is not rule]) for rule in rules
        )
    print(f"contradictions found: {found}, irreducible: {right}")
    rng = np.random.default_rng(0)
    n, m = 5000, 500
    people = [Applicant(f"p{at:06d}", source=Source("people.csv", at + 2)) for at in range(n)]
    for name, few, many in (("20 people for 24 places", 4, 2), ("5,500 places for 5,000 people", 11, 11)):
        labs = [Mentor(f"m{j:05d}", "", 12, few if j < 6 else many, source=Source("m.csv", j + 2)) for j in range(m)]
        who, lab = [], []
        for i in range(n):
            mine = np.arange(6) if i < 20 else rng.choice(np.arange(6 if few < many + 3 else 0, m), 20, replace=False)
            who += [f"p{i:06d}"] * len(mine)
            lab += [f"m{j:05d}" for j in mine]
        given = problem_of(people, labs, scored_pairs(who, lab, rng.random(len(who))))
        start = time.process_time()
        try:
            place(given)
        except InfeasibleError as error:
            print(f"5,000 x 500, {name}: {len(error.rules)} rules, {time.process_time() - start:.2f} CPU s")


def rules():
    broken = seen = 0
    for seed in range(20_000):
        if seen == 1000:
            break
        rng = np.random.default_rng(seed)
        try:
            given = random_problem(rng, places=1 + seed % 2, n_pins=seed % 3)
            placed = place(given)
        except InfeasibleError:
            continue
        seen += 1
        who, where = (side.tolist() for side in placed.placed)
        pairs = [(given.applicants[i].id, given.mentors[j].id) for i, j in zip(who, where, strict=True)]
        track = {one.id: one.attributes["track"] for one in (*given.applicants, *given.mentors)}
        kept = (
            len(set(pairs)) == len(pairs)
            and {(pin.applicant, pin.mentor) for pin in given.pins} <= set(pairs)
            and not {(rule.applicant, rule.mentor) for rule in given.conflicts} & set(pairs)
            and (not given.eligible or all(track[i] == track[j] for i, j in pairs))
            and (placed.filled <= given.capacity).all()
            and (placed.filled >= given.minimum).all()
            and (placed.has <= given.places).all()
        )
        broken += not kept
    print(f"random cases with a rule broken: {broken} of {seen}")
    rng, written = np.random.default_rng(0), set()
    people, labs = [f"p{at}" for at in range(60)], [f"lab{at}" for at in range(12)]
    cells = [f"{who},{rng.integers(1, 4) / 10},{lab}\n" for who, lab in product(people, labs)]
    pool = [f"{lab},5\n" for lab in labs]
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(20):
            rng.shuffle(cells)
            rng.shuffle(pool)
            Path(folder, "m.csv").write_text("applicant_id,score,mentor_id\n" + "".join(cells))
            Path(folder, "pool.csv").write_text("id,capacity\n" + "".join(pool))
            run([*MATCHER, "assign", "m.csv", "--pool", "pool.csv", "--out", "a.csv"], folder)
            written.add(b"".join(Path(folder, name).read_bytes() for name in ("a.csv", "a.mentors.csv")))
    print(f"different files after 20 shuffles of rows and columns, with ties: {len(written)}")


MATCHER = [sys.executable, "-m", "matcher"]


def run(command, folder, **environment):
    """Run a command and return its CPU seconds and its peak memory in MB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = {**os.environ, "OMP_NUM_THREADS": "1", **environment}
    own.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled once, not at every start
    done = subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True)
    if done.returncode not in (0, 3):
        raise SystemExit(done.stderr[-2000:])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss / 1024


ORTOOLS = """
import csv, sys
import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
who, lab, score = [], [], []
for row in csv.reader(open(sys.argv[1])):
    who.append(row[0]); lab.append(row[2]); score.append(row[4])
people = {one: at for at, one in enumerate(dict.fromkeys(who[1:]))}
labs = {row[0]: (at, int(row[2])) for at, row in enumerate(list(csv.reader(open(sys.argv[2])))[1:])}
n, m = len(people), len(labs)
i = np.array([people[one] for one in who[1:]], np.int32)
j = np.array([n + labs[one][0] for one in lab[1:]], np.int32)
w = np.rint(np.array(score[1:], float) * 1e6).astype(np.int64)
flow = SimpleMinCostFlow()
flow.add_arcs_with_capacity_and_unit_cost(i, j, np.ones(len(w), np.int64), -w)
flow.add_arcs_with_capacity_and_unit_cost(
    np.arange(n, dtype=np.int32), np.full(n, n + m, np.int32), np.ones(n, np.int64), np.full(n, 10**9))
flow.add_arcs_with_capacity_and_unit_cost(
    n + np.arange(m, dtype=np.int32), np.full(m, n + m, np.int32), np.array([c for _, c in labs.values()]),
    np.zeros(m, int))
flow.set_nodes_supplies(np.arange(n, dtype=np.int32), np.ones(n, np.int64)); flow.set_node_supply(n + m, -n)
assert flow.solve() == flow.OPTIMAL
"""


def write_tables(folder, n, m, k):
    left, right, capacity = instance(n, m)
    with open(folder / "pool.csv", "w") as file:
        file.write("id,name,capacity\n")
        file.writelines(f"m{j:05d},Lab {j},{c}\n" for j, c in enumerate(capacity))
    with open(folder / "m.csv", "w") as file, open(folder / "all.csv", "w") as whole:
        file.write("applicant_id,rank,mentor_id,mentor_name,score,shared_terms\n")
        for start in range(0, n, 1000):
            scores = scores_of(left[start : start + 1000], right)
            top = np.argsort(-scores, axis=1, kind="stable")[:, :k]
            for i, row in enumerate(scores):
                lines = (f"p{start + i:06d},{r},m{j:05d},Lab {j},{row[j]:.6f},reefs\n" for r, j in enumerate(top[i], 1))
                file.writelines(lines)
                if n <= 1000:
                    whole.writelines(f"p{i:06d},m{j:05d},{score:.6f}\n" for j, score in enumerate(row))
    (folder / "maxima.csv").write_text("".join(f"m{j:05d},{c}\n" for j, c in enumerate(capacity)))


def speed():
    peer, python = os.environ.get("OPENREVIEW_MATCHER"), os.environ.get("OPENREVIEW_PYTHON", sys.executable)
    ours = [*MATCHER, "assign", "m.csv", "--pool", "pool.csv", "--out", "a.csv"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_tables(folder, 1000, 200, 20)
        theirs = [python, "-m", "matcher", "--scores", str(folder / "all.csv"), "--weights", "1"]
        theirs += ["--max_papers", str(folder / "maxima.csv"), "--max_papers_default", "0", "--num_reviewers", "1"]
        runs = {"matcher assign, lists of 20": (ours, folder, {})}
        if peer:
            runs["openreview-matcher, all pairs"] = theirs, peer, {"PYTHONPATH": f"{peer}:{peer}/stub"}
        in_turn("1,000 x 200", runs)
        write_tables(folder, 5000, 500, 20)
        (folder / "alone.py").write_text(ORTOOLS)
        alone = [sys.executable, "alone.py", "m.csv", "pool.csv"]
        in_turn(
            "5,000 x 500", {"matcher assign, lists of 20": (ours, folder, {}), "OR-tools alone": (alone, folder, {})}
        )
        dense()


def in_turn(name, runs):
    """Run each command once to warm up, then five times in turn; print medians and how they compare to the first."""
    cpu = {what: [] for what in runs}
    for _ in range(6):
        for what, (command, folder, environment) in runs.items():
            cpu[what].append(run(command, folder, **environment)[0])
    medians = {what: float(np.median(times[1:])) for what, times in cpu.items()}
    ours = next(iter(medians.values()))
    for what, middle in medians.items():
        low, high = min(cpu[what][1:]), max(cpu[what][1:])
        print(f"{name}, {what}: {middle:.3f} CPU s ({low:.3f}-{high:.3f}), {middle / ours:.2f} x", flush=True)


def dense():
    from scipy.optimize import linear_sum_assignment

    for n, m in ((1000, 200), (5000, 500)):
        left, right, capacity = instance(n, m)
        scores, copies = scores_of(left, right), np.repeat(np.arange(m), capacity)
        start = time.process_time()
        linear_sum_assignment(scores[:, copies], maximize=True)
        print(f"{n:,} x {m:,}: linear_sum_assignment, solve alone {time.process_time() - start:.2f} CPU s")


def all_pairs():
    for n, m in ((20_000, 2_000), (100_000, 5_000)):
        left, right, capacity = instance(n, m)
        people, labs = everybody(n, capacity)
        n_scored = 0

        def scores(who, left=left, right=right):
            nonlocal n_scored
            n_scored += len(who)
            return np.clip(left[who] @ right.T, 0, 1)

        start = time.process_time()
        placed = place_all(AllPairs(problem_of(people, labs, None), scored_rows(scores, len(labs))))
        proven = time.process_time() - start
        found = Assignment(placed, n * m)
        found.lines, found.mentors, found.unmatched, found.blocking  # noqa: B018
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{n:,} x {m:,}: {proven:.0f} CPU s to the proof, {time.process_time() - start:.0f} with all tables",
            end="; ",
        )
        print(
            f"{memory:.0f} MB; {n_scored / n:.1f} passes over all pairs, {len(placed.problem.pairs.score):,} pairs held"
        )
        print(found.certificate.words, flush=True)


def model_pairs(n="10000", m="2000"):
    """Invented people in Zipf's fashion, lab by lab a third to four times as many places: fit, score, place, prove."""
    from matcher.assigning.api import assign
    from matcher.mentors import read_pool
    from matcher.model import MatchModel

    n, m = int(n), int(m)
    with tempfile.TemporaryDirectory() as folder:
        people = Writer(5, 1.0).write(Path(folder, "a.csv"), n, 1, 120, 250)
        labs = Writer(5, 0.5).write(Path(folder, "m.csv"), m, 2, 60, 150)
        start = time.process_time()
        model = MatchModel().fit(read_pool(labs))
        fitted = time.process_time() - start
        weight = np.random.default_rng(0).random(m) + 0.3
        capacity = np.floor(weight / weight.sum() * 1.05 * n).astype(int)
        capacity[: int(1.05 * n) - capacity.sum()] += 1
        pool = [{"id": one.id, "capacity": int(places)} for one, places in zip(model.mentors, capacity, strict=True)]
        start = time.process_time()
        found = assign(model, pool, applicants=people)
        proven = time.process_time() - start
        found.lines, found.mentors, found.unmatched, found.blocking  # noqa: B018
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ranks = [line.rank for line in found.lines]
    print(f"{n:,} x {m:,}: fit {fitted:.0f} CPU s; {proven:.0f} to the proof, statements read, ", end="")
    print(
        f"{time.process_time() - start:.0f} with all tables; {memory:.0f} MB; mean rank {np.mean(ranks):.1f}; ", end=""
    )
    print(f"{len(found.placement.problem.pairs.score):,} pairs held\n{found.certificate.words}")


def bound():
    held = losses = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        left, right, capacity = instance(300, 60, seed, [1.05, 1.3, 0.8][seed % 3])
        scores, k = scores_of(left, right), int(rng.choice([5, 10, 20]))
        people, labs = everybody(300, capacity)
        ours = place(problem_of(people, labs, listed(scores, k), complete=[]))
        best = place(problem_of(people, labs, listed(scores, 60)))
        loss = loss_bound(ours)
        people_lost = int((best.has > 0).sum() - (ours.has > 0).sum())
        held += loss.score >= best.total - ours.total and loss.people >= people_lost
        losses += best.total > ours.total or people_lost > 0
    print(f"bound at least the true loss: {held} of 100 ({losses} lists lose something)")


def rounds_of(folder):
    """Return the scores of a judged set with its default settings, the true mentors, and true capacities."""
    from matcher.applicants import read_applicants
    from matcher.model.cache import PoolFiles, fit_files

    model = fit_files(PoolFiles(folder / "mentors.csv", None, folder / "applicants.csv"))
    people = read_applicants(folder / "applicants.csv")
    ids = [one.id for one in model.mentors]
    with open(folder / "judgments.tsv") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    true = {}
    for row in rows:
        if float(row["grade"]) > 0 and row["mentor_id"] in set(ids):
            true.setdefault(row["applicant_id"], []).append(ids.index(row["mentor_id"]))
    scores = np.vstack([model.scores(people[at : at + 200]) for at in range(0, len(people), 200)])
    return [one.id for one in people], ids, np.nan_to_num(scores, nan=0.0), true


def judged(data):
    names, ids, scores, true = rounds_of(Path(data) / "projects_to_orgs")
    target = np.array([true[name][0] if name in true else -1 for name in names])
    capacity = np.bincount(target[target >= 0], minlength=len(ids))
    kept = np.flatnonzero(target >= 0)
    scores, target = scores[kept], target[kept]
    ours = placed_by(scores, capacity)
    left, greedy = capacity.copy(), np.full(len(target), -1)
    for at in np.argsort(-scores, axis=None, kind="stable"):
        who, lab = divmod(int(at), len(ids))
        if greedy[who] < 0 and left[lab]:
            greedy[who], left[lab] = lab, left[lab] - 1
    first = scores.argmax(axis=1)
    hits = {name: found == target for name, found in (("assign", ours), ("greedy", greedy), ("first choice", first))}
    rng = np.random.default_rng(0)
    for name, right in hits.items():
        print(f"{name}: {right.mean():.3f} placed right of {len(target):,}")
    for name in ("greedy", "first choice"):
        gain = hits["assign"].astype(float) - hits[name]
        means = [gain[rng.integers(0, len(gain), len(gain))].mean() for _ in range(10_000)]
        low, high = np.percentile(means, [2.5, 97.5])
        print(f"assign - {name}: {gain.mean():+.3f}, 95 % interval {low:+.3f} to {high:+.3f}")


def placed_by(scores, capacity, **more):
    people, labs = everybody(len(scores), capacity)
    who, lab = np.nonzero(np.ones_like(scores))
    pairs = scored_pairs([f"p{at:06d}" for at in who], [f"m{at:05d}" for at in lab], scores[who, lab])
    placed = place(problem_of(people, labs, pairs, **more))
    found = np.full(len(scores), -1)
    found[placed.placed[0]] = placed.placed[1]
    return found


def fair(data):
    reached = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        given = None
        while given is None:
            try:
                given = random_problem(rng, places=1 + seed % 2, aims=Aims(fair=True))
                placed = place(given)
            except InfeasibleError:
                given = None
        worst = best_aims_by_trying(given)[2]
        ours = worst_share(placed)
        reached += (ours is None and worst == 2.0) or (ours is not None and abs(ours - worst) < 1e-12)
    print(f"the exact bottleneck: {reached} of 100")
    for name in ("projects_to_orgs", "projects_to_mentors", "awards_to_investigators", "proposals_to_orgs"):
        _, ids, scores, _ = rounds_of(Path(data) / name)
        n, m = scores.shape
        capacity = np.full(m, max(1, -(-n * 105 // 100 // m)))
        people, labs = everybody(n, capacity)
        total = {}
        for aims in (Aims(), Aims(fair=True)):
            who, lab = np.nonzero(scores > 0)
            pairs = scored_pairs([f"p{at:06d}" for at in who], [f"m{at:05d}" for at in lab], scores[who, lab])
            placed = place(problem_of(people, labs, pairs, aims=aims))
            total[aims] = placed.total, worst_share(placed)
        (plain, before), (ours, after) = total.values()
        loss = 1 - ours / plain
        print(f"{name} ({n:,} x {m:,}): worst share {before:.3f} to {after:.3f}, total -{loss:.2%}", flush=True)


PARTS = {
    "exact": exact,
    "figures": figures,
    "infeasible": infeasible,
    "rules": rules,
    "speed": speed,
    "all-pairs": all_pairs,
    "model-pairs": model_pairs,
    "bound": bound,
    "judged": judged,
    "fair": fair,
}

if __name__ == "__main__":
    PARTS[sys.argv[1]](*sys.argv[2:])
