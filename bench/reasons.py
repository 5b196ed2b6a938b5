"""Are the reasons right? Removal of the strongest words and sentences, missing words added, pasted pages, CPU time.

python bench/reasons.py                              the sample
python bench/reasons.py --weights terms=.8,interests=.1,topics=.1
python bench/reasons.py --statements DIR --grades FILE --pool FILE --evidence FILE    the sentences to be read
"""

import argparse
import csv
import re
import time
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

import numpy as np

from matcher import read_applicants, read_document
from matcher.config import Wanted, Weights
from matcher.explaining import certainty, find_gaps, reasons, sentence_pairs, with_meanings
from matcher.explaining.report_records import pair_report
from matcher.explaining.sentences import applicant_sentences
from matcher.explaining.strongest import strongest_sentence
from matcher.model.cache import PoolFiles, fit_files, model_for, sample_files
from matcher.text.tokens import spans

N_PAIRS = 100


def without_words(applicant, stems):
    def cut(text):
        left, place = [], 0
        for span in spans(text):
            if span.stem in stems:
                left, place = [*left, text[place : span.start]], span.end
        return "".join([*left, text[place:]])

    return replace(applicant, statement=cut(applicant.statement), interests=cut(applicant.interests))


def without_sentence(applicant, sentence):
    field = "interests" if sentence.source == "interests" else "statement"
    # what stands before a refusal ends with a full stop of matcher's
    pattern = rf"(?<!\w){re.escape(sentence.text.removesuffix('.'))}(?!\w)\.?"
    left, n = re.subn(pattern, " ", getattr(applicant, field), count=1)
    return replace(applicant, **{field: left}) if n else None


def pairs_of(model, applicants, weights, rng):
    ranked = [(one, line) for one in applicants for line in model.rank([one], 10, weights)[0]]
    return [ranked[place] for place in rng.permutation(len(ranked))[:N_PAIRS]]


def score(model, applicant, mentor, weights):
    return model.explain(applicant, mentor, weights).score


def strongest(model, applicants, weights, seed=0):
    rng = np.random.default_rng(seed)
    words = sentences = 0
    applicants = [model.fitted.copies.counted(one)[0] for one in applicants]
    pairs = pairs_of(model, applicants, weights, rng)
    for applicant, line in pairs:
        mentor = line.mentor_id
        reasons = [one for one in model.explain(applicant, mentor, weights).reasons if one.facet == "terms"]
        labels = sorted(reasons, key=lambda one: -one.points)[:3]
        known = [span.stem for span in spans(f"{applicant.interests}\n{applicant.statement}")]
        known = sorted({stem for stem in known if stem in model.fitted.terms.vocabulary.columns})
        top = {span.stem for one in labels for span in spans(one.label)}
        other = set(rng.choice(known, min(3, len(known)), replace=False))
        words += score(model, without_words(applicant, top), mentor, weights) < score(
            model, without_words(applicant, other), mentor, weights
        )
        best = strongest_sentence(model, applicant, mentor, weights)
        others = [one for one in applicant_sentences(applicant) if best is None or one != best.sentence]
        others = [fewer for one in others if (fewer := without_sentence(applicant, one))]
        if best and others:
            fewer = without_sentence(applicant, best.sentence) or applicant  # not there as it is: a miss
            random = others[rng.integers(len(others))]
            sentences += score(model, fewer, mentor, weights) < score(model, random, mentor, weights)
    print(f"strongest three terms beat three random known ones: {words} of {len(pairs)}")
    print(f"strongest sentence beats another one: {sentences} of {len(pairs)}")


def into_first(model, applicants, weights):
    right = found = asked = 0
    for applicant in applicants:
        for line in model.rank([applicant], 40, weights)[0][11::9]:
            gaps = find_gaps(model, applicant, line.mentor_id, Wanted(5, weights))
            asked += 1
            if gaps.into_first:
                found += 1
                added = "\n".join(f"{term}." for term in gaps.into_first)
                more = replace(applicant, statement=f"{applicant.statement}\n\n{added}")
                ranks = {one.mentor_id: one.rank for one in model.rank([more], 5, weights)[0]}
                right += ranks.get(line.mentor_id) == gaps.rank_with
    print(f"would bring into the first 5: {found} of {asked} can be brought, {right} of {found} verified")


def padded(model, applicants, weights):
    gains, unpadded = [], []
    for applicant in applicants:
        for line in model.rank([applicant], 10, weights)[0][2:10:3]:
            mentor = model.mentor(line.mentor_id)
            n_words = max(20, len(applicant.statement.split()))
            page = " ".join(" ".join([mentor.statement, *(piece.text for piece in mentor.evidence)]).split()[:n_words])
            pasted = replace(applicant, statement=f"{applicant.statement}\n\n{page}")
            gains.append(score(model, pasted, line.mentor_id, weights) - line.score)
            unpadded.append(line.score)
    print(
        f"a lab's own page pasted in, equal length: score changes by {np.mean(gains):+.5f} on average, at most "
        f"{max(gains):+.5f} (scores {np.mean(unpadded):.3f}), {len(gains)} pairs"
    )


def times(model, applicants, weights):
    def milliseconds(call):
        spent = []
        for applicant in applicants:
            start = time.process_time()
            call(applicant)
            spent.append(1000 * (time.process_time() - start))
        return f"median {np.median(spent):.0f} ms, largest {max(spent):.0f} ms"

    first = {one.id: model.rank([one], 1, weights)[0][0].mentor_id for one in applicants}
    print("explain one pair:", milliseconds(lambda one: pair_report(model, one, first[one.id], Wanted(10, weights))))
    print("where it was said:", milliseconds(lambda one: sentence_pairs(model, one, first[one.id], weights)))
    print("how sure, the first 10:", milliseconds(lambda one: certainty(model, one, Wanted(10, weights))))


def to_read(options):
    model = model_for(PoolFiles(options.pool, options.evidence))
    grades = {
        (row["applicant_id"], row["mentor_id"]): int(row["grade"])
        for row in csv.DictReader(options.grades.open(), delimiter="\t")
    }
    for path in sorted(options.statements.iterdir()):
        applicant = read_document(path).profile(path.stem)
        [ranking] = model.rank([applicant], 5)
        why = reasons(model, applicant, ranking)
        for line in ranking:
            grade = grades.get((path.stem, line.mentor_id), 0)
            if grade >= 2:
                print(f"\n{path.stem} -> {line.mentor_id} (grade {grade}, place {line.rank})", line.shared_terms)
                print("   ", why[line.mentor_id])
                explanation = model.explain(applicant, line.mentor_id)
                mentor = model.mentor(line.mentor_id)
                for pair in with_meanings(sentence_pairs(model, applicant, mentor.id), explanation, mentor).pairs:
                    print(f"    {pair.points:+.3f} {', '.join(term.label for term in pair.terms)}")
                    print(f"        you:  {pair.yours.text[:160]}")
                    print(f"        they: {pair.theirs.text[:160]}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("statements", "grades", "pool", "evidence"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--weights", type=Weights.parse)
    parser.add_argument("--seeds", type=int, default=1, help="how many draws of pairs for what is taken out")
    parser.add_argument("--only", choices=["strongest", "into_first", "padded", "times"])
    parser.add_argument("--applicants", type=int, default=36, help="how many of the sample; fewer where meanings count")
    chosen = parser.parse_args()
    if chosen.statements:
        to_read(chosen)
    else:
        fitted = fit_files(sample_files())
        people = read_applicants(sample_files().reference)[: chosen.applicants]
        draws = [partial(strongest, seed=seed) for seed in range(chosen.seeds)]
        parts = {"strongest": draws, "into_first": [into_first], "padded": [padded], "times": [times]}
        for part in chain(*([parts[chosen.only]] if chosen.only else parts.values())):
            part(fitted, people, chosen.weights)
