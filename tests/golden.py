"""Digests of what matcher puts out, to hold a rebuilt house against the one before; kept only as long as that lasts.

    PYTHONPATH=TREE/src python tests/golden.py --write FILE     one line a check: name, SHA-256
    PYTHONPATH=TREE/src python tests/golden.py --check FILE     1 when a digest differs or is missing

It uses the command line and the public names of `import matcher` only. `--only match,batch` runs some sections,
`--inputs TREE` reads sample data and corpus from another tree, `--keep DIR` leaves the outputs there to be compared
with diff. Changes that are meant are evened out: the key `evidence` is `shared_terms`, `0.0` is `0` in numbers of
matches, the format number and the part names of a model are not looked at.

`loops=on` and `loops=off` set the constants START and COMPILING of whichever module of matcher has both. Whether numba
did run is written on standard error when it is not what was asked for: then this file must be told the new way.
"""

import argparse
import contextlib
import csv
import hashlib
import io
import json
import os
import random
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve()
SECTIONS = ("match", "explain", "read", "errors", "fit", "batch", "poison", "plain", "library", "evaluate", "tune")
N_PEOPLE = 300

SITE = """
import atexit, importlib.machinery, os, sys
loops = os.environ.get("GOLDEN_LOOPS")
if loops:
    loader = importlib.machinery.SourceFileLoader
    execute = loader.exec_module
    def patched(self, module):
        execute(self, module)
        if module.__name__.split(".")[0] == "matcher" and hasattr(module, "START") and hasattr(module, "COMPILING"):
            module.START = module.COMPILING = 0.0 if loops == "on" else 1e300
    loader.exec_module = patched
    def tell():
        if "matcher" in sys.modules:
            with open(os.environ["GOLDEN_SEEN"], "a") as file:
                file.write(f"{loops} {'numba' in sys.modules}\\n")
    atexit.register(tell)
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", type=Path)
    parser.add_argument("--check", type=Path)
    parser.add_argument("--only", default=",".join(SECTIONS))
    parser.add_argument("--inputs", type=Path, default=HERE.parents[1])
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        return child()
    sections = options.only.split(",")
    if strange := set(sections) - set(SECTIONS):
        parser.error(f"sections are {', '.join(SECTIONS)}; check {', '.join(strange)}")
    with tempfile.TemporaryDirectory(prefix="golden-") as folder:
        golden = Golden(Path(folder), options.inputs.resolve())
        for section in sections:
            getattr(golden, section)()
        golden.tell_loops()
        if options.keep:
            shutil.copytree(golden.outputs, options.keep, dirs_exist_ok=True)
    lines = golden.digests
    if options.write:
        options.write.write_text("".join(f"{name} {digest}\n" for name, digest in lines.items()))
    if not options.check:
        sys.stdout.write("".join(f"{name} {digest}\n" for name, digest in lines.items()))
        return 0
    return compare(options.check, lines, sections)


def compare(file, lines, sections):
    """Report what differs from a file of digests, in the sections that were run."""
    before = dict(line.split(" ") for line in file.read_text().splitlines())
    before = {name: digest for name, digest in before.items() if name.split("/")[0] in sections}
    wrong = 0
    for name, digest in before.items():
        if lines.get(name) != digest:
            wrong += 1
            sys.stdout.write(f"{'DIFFERS' if name in lines else 'MISSING'} {name}\n")
    sys.stdout.writelines(f"new {name}\n" for name in lines if name not in before)
    sys.stdout.write(f"{len(before) - wrong} of {len(before)} as before\n")
    return 1 if wrong or not before else 0


class Golden:
    """Runs matcher in folders of its own and collects digests by name."""

    def __init__(self, folder, inputs):
        self.folder, self.inputs, self.digests = folder, inputs, {}
        self.outputs = folder / "outputs"
        self.work = folder / "work"
        self.seen = folder / "seen"
        for path in (self.outputs, self.work, folder / "site"):
            path.mkdir()
        (folder / "site" / "sitecustomize.py").write_text(SITE)
        shutil.copytree(inputs / "data", self.work / "data")
        shutil.copytree(inputs / "tests" / "corpus" / "files", self.work / "corpus")
        write_people(self.work)
        write_poison(self.work)

    # -- running

    def environment(self, loops):
        source = find_source()
        return {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(self.folder / "site"), str(source)]),
            "MATCHER_MODELS": str(self.folder / f"models-{loops}"),
            "NUMBA_CACHE_DIR": str(Path(tempfile.gettempdir()) / f"golden-numba-{os.getuid()}" / loops_digest(source)),
            "GOLDEN_LOOPS": loops,
            "GOLDEN_SEEN": str(self.seen),
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "PYTHONHASHSEED": "0" if loops == "off" else "1",
            "COLUMNS": "80",
        }

    def run(self, jobs, loops="auto"):
        """Run jobs, each a name with arguments or Python text, in one process; return code, output, errors of each."""
        done = subprocess.run(
            [sys.executable, str(HERE), "--child"],
            input=json.dumps(jobs).encode(),
            stdout=subprocess.PIPE,
            cwd=self.work,
            env=self.environment(loops),
            check=True,
        )
        return json.loads(done.stdout)

    def commands(self, section, commands, loops="auto", even=lambda text: text):
        """Note what each command writes and says: one line for its output, one for its messages and exit code."""
        for (name, _), (code, out, err) in zip(commands, self.run(commands, loops), strict=True):
            if out:
                self.note(f"{section}/{name}", even(out))
            self.note(f"{section}/{name}/said", f"{code}\n{err}")

    def note(self, name, data):
        data = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
        data = data.replace(str(self.folder).encode(), b"FOLDER")
        if name.endswith("/said"):
            data = PROGRESS.sub(b"", data)
        name = name.replace(" ", "_")
        if name in self.digests:
            raise SystemExit(f"two checks are called {name}")
        self.digests[name] = hashlib.sha256(data).hexdigest()
        path = self.outputs / name.replace("/", "__")
        path.write_bytes(data)

    def tell_loops(self):
        told = set(self.seen.read_text().splitlines()) if self.seen.exists() else set()
        if "off True" in told:
            sys.stderr.write("golden: numba was started in a run without compiled loops\n")
        if any(line.startswith("on ") for line in told) and "on True" not in told:
            sys.stderr.write("golden: numba was never started in the runs with compiled loops\n")

    # -- sections

    def statements(self):
        return sorted(path.relative_to(self.work).as_posix() for path in (self.work / "data/statements").iterdir())

    def match(self):
        more = [("table", []), ("json", ["--k", "40"]), ("csv", ["--k", "500"])]
        jobs = [
            (f"{Path(path).name}.{form}", ["match", path, "--format", form, *rest])
            for path in self.statements()
            for form, rest in more
        ]
        path = self.statements()[-1]
        weights = "terms=0.4,interests=0.3,topics=0.3"
        pool = ["--pool", "data/labs.csv"]
        jobs += [
            ("pool.json", ["match", path, *pool, "--format", "json"]),
            ("pool-evidence.json", ["match", path, *pool, "--evidence", "data/evidence.csv", "--format", "json"]),
            ("pool-ref.json", ["match", path, *pool, "--reference", "data/applicants.csv", "--format", "json"]),
            ("weights.json", ["match", path, "--weights", weights, "--format", "json"]),
            ("topics.csv", ["match", path, "--weights", "topics=1", "--format", "csv"]),
            ("where.csv", ["match", path, "--where", "mode=remote", "--where", "field=ecology", "--format", "csv"]),
            ("medium.csv", ["match", path, "--pool", "mentors.csv", "--format", "csv", "--k", "300"]),
        ]
        self.commands("match", jobs, even=even_any)

    def explain(self):
        mentors = ["acoustic-wilderness-collective", "atypical-speech-unit", "attribution-and-impacts-desk"]
        jobs = [
            (f"{Path(path).name}/{mentor}.{form}", ["explain", path, mentor, "--format", form])
            for path in self.statements()
            for mentor in mentors
            for form in ("json", "text")
        ]
        path = self.statements()[-1]
        pool = ["--pool", "mentors.csv", "--evidence", "evidence.csv", "--reference", "applicants.csv"]
        jobs += [
            ("weights.json", ["explain", path, mentors[0], "--weights", "terms=0.4,topics=0.6", "--format", "json"]),
            ("medium.json", ["explain", "person.txt", "m00003", *pool, "--format", "json"]),
        ]
        self.commands("explain", jobs)

    def read(self):
        paths = sorted(path.relative_to(self.work).as_posix() for path in (self.work / "corpus").iterdir())
        jobs = [(f"{path}.json", ["read", path, "--format", "json"]) for path in (*paths, *self.statements())]
        jobs += [(f"{path}.{form}", ["read", path, "--format", form]) for path in paths[::4] for form in READ_FORMS]
        self.commands("read", jobs)

    def errors(self):
        statement = self.statements()[0]
        lines = {
            "no-command": "",
            "strange-command": "rnak",
            "no-file": "match none.txt",
            "no-pool": f"match {statement} --pool none.csv",
            "pool-is-no-pool": f"match {statement} --pool data/judgments.tsv",
            "pool-is-text": f"match {statement} --pool {statement}",
            "evidence-alone": f"match {statement} --evidence data/evidence.csv",
            "model-and-pool": f"match {statement} --model x --pool data/labs.csv",
            "no-model": f"match {statement} --model data",
            "weights-sum": f"match {statement} --weights terms=0.5",
            "weights-name": f"match {statement} --weights words=1",
            "k": f"match {statement} --k 0",
            "where-column": f"match {statement} --where colour=red",
            "where-value": f"match {statement} --where mode=nowhere",
            "where-form": f"match {statement} --where mode",
            "foreign": "match corpus/chinese-gb18030.txt",
            "encrypted": "match corpus/encrypted-secret.pdf",
            "lying": "match corpus/lying.docx",
            "scanned": "match corpus/scanned.pdf",
            "no-mentor": f"explain {statement} nobody",
            "batch-ending": "batch applicants.csv --out x.doc",
            "batch-no-file": "batch none.csv --out x.csv",
            "batch-no-column": "batch data/judgments.tsv --out x.csv",
            "batch-map": "batch applicants.csv --out x.csv --map id=nobody",
            "batch-map-form": "batch applicants.csv --out x.csv --map id",
            "batch-doubt": "batch doubtful.csv --out x.csv",
            "batch-twice": "batch twice.csv --out x.csv",
            "batch-empty": "batch empty.csv --out x.csv",
            "batch-same": "batch doubtful.csv --out doubtful.csv",
            "batch-scheduler": "batch applicants.csv --out x.csv --scheduler tcp://nowhere:1",
            "config-toml": "batch applicants.csv --out x.csv --config person.txt",
            "config-name": "batch applicants.csv --out x.csv --config strange.toml",
            "judgments": "evaluate --judgments data/labs.csv",
            "measure": "tune --measure cleverness --out x.toml",
            "evaluate-out": "evaluate --out x.doc",
            "poison-evaluate": "evaluate --pool mentors.csv --judgments judgments.csv --applicants ragged.csv",
            "judgments-columns": "evaluate --pool mentors.csv --judgments data/labs.csv --applicants applicants.csv",
            "poison-pool": f"match {statement} --pool poison-pool.csv",
            "poison-evidence": f"match {statement} --pool data/labs.csv --evidence poison-evidence.csv",
        }
        self.commands("errors", [(name, shlex.split(line)) for name, line in lines.items()])

    def fit(self):
        (self.work / "tfidf.toml").write_text(TFIDF)
        pools = {
            "sample": "data/labs.csv --evidence data/evidence.csv --reference data/applicants.csv",
            "medium": "mentors.csv --evidence evidence.csv --reference applicants.csv",
            "alone": "mentors.csv",
            "tfidf": "mentors.csv --config tfidf.toml",
        }
        for loops in ("on", "off"):
            names = {name: f"fit-{name}-{loops}" for name in pools}
            jobs = [(name, ["fit", *shlex.split(line), "--out", names[name]]) for name, line in pools.items()]
            for name, (code, _, err) in zip(pools, self.run(jobs, loops), strict=True):
                self.note(f"fit/{name}/loops={loops}/said", f"{code}\n{err}")
                for kind, digest in sorted(set(parts_of(self.work / names[name]))):
                    self.note(f"fit/{name}/loops={loops}/{kind}/{digest[:16]}", digest)

    def batch(self):
        """Batches: chunks of any size, one process or two, with and without compiled loops, in each format."""
        medium = ["--pool", "mentors.csv", "--evidence", "evidence.csv", "--reference", "applicants.csv"]
        alone = ["--pool", "data/labs.csv"]
        (self.work / "tfidf.toml").write_text(TFIDF)
        for loops in ("on", "off"):
            plain = {
                "medium-7.csv": ["applicants.csv", *medium, "--chunk", "7"],
                "medium-1000.csv": ["applicants.csv", *medium, "--chunk", "1000"],
                "medium.jsonl": ["applicants.csv", *medium],
                "medium.parquet": ["applicants.csv", *medium],
                "medium.xlsx": ["applicants.csv", *medium],
                "medium-all.csv": ["applicants.csv", *medium, "--k", "300", "--weights", "topics=0.5,terms=0.5"],
                "medium-bare.csv": ["applicants.csv", "--pool", "mentors.csv", "--k", "3"],
                "medium-tfidf.csv": ["applicants.csv", "--pool", "mentors.csv", "--config", "tfidf.toml"],
                "sample.csv": ["data/applicants.csv", "--k", "200"],
                "sample.jsonl": ["data/applicants.csv"],
                "sample-alone.csv": ["data/applicants.csv", *alone],
                "sample-where.csv": ["data/applicants.csv", "--where", "mode=remote"],
                "sample-evidence.parquet": ["data/applicants.csv", *alone, "--evidence", "data/evidence.csv"],
            }
            self.batches(loops, plain)
        self.batches("on", {"medium-jobs2-7.csv": ["applicants.csv", *medium, "--chunk", "7", "--jobs", "2"]}, True)
        self.batches("off", {"medium-jobs2.jsonl": ["applicants.csv", *medium, "--chunk", "99", "--jobs", "2"]}, True)
        self.batches("on", {"sample-jobs2.parquet": ["data/applicants.csv", "--chunk", "7", "--jobs", "2"]}, True)

    def batches(self, loops, runs, apart=False, section="batch"):
        """Run batches and note matches, rejects and messages; `apart` gives each a process of its own."""
        folder = self.work / f"out-{loops}"
        folder.mkdir(exist_ok=True)
        jobs = [(name, ["batch", *line, "--out", f"out-{loops}/{name}"]) for name, line in runs.items()]
        results = [self.alone(line, loops) for _, line in jobs] if apart else self.run(jobs, loops)
        for (name, _), (code, out, err) in zip(jobs, results, strict=True):
            self.note(f"{section}/{name}/loops={loops}/said", f"{code}\n{out}\n{err}".replace(f"out-{loops}", "out"))
            if (folder / name).exists():
                self.note(f"{section}/{name}/loops={loops}", even_file(folder / name))
            rejects = folder / f"{Path(name).stem}.rejects.csv"
            if rejects.exists():
                self.note(f"{section}/{name}/loops={loops}/rejects", rejects.read_bytes())
                rejects.unlink()
            for rest in folder.glob(f"{name}.parts*"):
                self.note(f"{section}/{name}/loops={loops}/left-over", rest.name)

    def alone(self, line, loops):
        done = subprocess.run(
            [sys.executable, "-m", "matcher", *line],
            capture_output=True,
            cwd=self.work,
            env=self.environment(loops),
            check=False,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def poison(self):
        """Rows that cannot be scored, and the file of rejects."""
        more = {
            "poison-jobs2.csv": ["poison.csv", "--chunk", "2", "--jobs", "2"],
        }
        for loops in ("on", "off"):
            runs = {
                "poison.csv": ["poison.csv"],
                "poison-7.csv": ["poison.csv", "--chunk", "7"],
                "poison.parquet": ["poison.csv"],
                "poison-medium.csv": ["poison-many.csv", "--pool", "mentors.csv"],
                "poison-latin.csv": ["poison-latin.csv"],
                "poison-late.csv": ["poison-late.csv", "--pool", "mentors.csv"],
                "poison-nul.csv": ["poison-nul.csv"],
                "poison-lines.jsonl": ["poison.jsonl"],
                "poison-yes.csv": ["doubtful.csv", "--yes"],
            }
            self.batches(loops, runs, section="poison")
        self.batches("on", more, apart=True, section="poison")

    def plain(self):
        """Rankings of one applicant at a time, which never start compiled loops."""
        [(_, medium, _), (_, sample, _)] = self.run(
            [
                ("medium", PLAIN.format(pool="'mentors.csv', 'evidence.csv'", people="'applicants.csv'", k=20)),
                ("sample", PLAIN.format(pool="'data/labs.csv'", people="'data/applicants.csv'", k=200)),
            ],
            "off",
        )
        self.note("plain/medium", medium)
        self.note("plain/sample", sample)

    def library(self):
        for loops in ("on", "off"):
            [(_, out, _)] = self.run([("library", LIBRARY)], loops)
            for line in out.splitlines():
                name, _, data = line.partition("\t")
                self.note(f"library/{name}/loops={loops}", data)

    def evaluate(self):
        lines = {
            "sample.json": "evaluate --format json",
            "sample.txt": "evaluate --baselines --out run.csv",
            "none.json": "evaluate --reference none --format json --out run.trec",
            "medium.json": "evaluate --pool mentors.csv --applicants applicants.csv --judgments judgments.csv "
            "--evidence evidence.csv --format json",
            "score": "score --pool mentors.csv --applicants applicants.csv --reference none --out scores.csv",
            "score-k": "score --pool data/labs.csv --applicants data/applicants.csv --k 5 --out scores-k.csv",
        }
        self.commands("evaluate", [(name, shlex.split(line)) for name, line in lines.items()])
        for name in ("run.csv", "run.trec", "scores.csv", "scores-k.csv"):
            self.note(f"evaluate/{name}", even_csv((self.work / name).read_text(encoding="utf-8")))

    def tune(self):
        lines = {
            "weights": "tune --weights-only --steps 5 --folds 3 --out weights.toml",
            "mrr": "tune --weights-only --steps 4 --folds 2 --measure mrr --reference none --out mrr.toml",
            "medium": "tune --weights-only --steps 4 --folds 2 --pool mentors.csv --applicants applicants.csv "
            "--judgments judgments.csv --out medium.toml",
            "settings": "tune --steps 3 --folds 2 --pool mentors.csv --applicants applicants.csv "
            "--judgments judgments.csv --reference none --out settings.toml",
        }
        self.commands("tune", [(name, shlex.split(line)) for name, line in lines.items()])
        for name in ("weights", "mrr", "medium", "settings"):
            path = self.work / f"{name}.toml"
            self.note(f"tune/{name}.toml", path.read_bytes() if path.exists() else b"none")


PROGRESS = re.compile(rb"^[\d,]+ rows, .* a second.*\n", re.M)
READ_FORMS = ("text", "markdown")

TFIDF = """weighting = "tfidf"
passages = false
pairs = false
plurals = false
n_topics = 6
[weights]
terms = 0.6
topics = 0.4
"""

HEAD = """
import json
import matcher

def line(match):
    shared = match.shared_terms if hasattr(match, "shared_terms") else match.evidence
    first = (match.applicant_id, match.rank, match.mentor_id, match.mentor_name, match.score)
    return repr((*first, list(dict(match.contributions).items()), tuple(shared)))
"""

PLAIN = (
    HEAD
    + """
model = matcher.MatchModel().fit(matcher.read_pool({pool}), matcher.read_applicants({people}))
for one in matcher.read_applicants({people}):
    [ranking] = model.rank([one], {k})
    print(*map(line, ranking), sep="\\n")
"""
)

LIBRARY = (
    HEAD
    + """
import os
import numpy as np

pool, people = matcher.read_pool("mentors.csv", "evidence.csv"), matcher.read_applicants("applicants.csv")
settings = {
    "default": {}, "small": {"n_topics": 6}, "topics": {"n_topics": 6, "weights": {"topics": 1.0}},
    "interests": {"n_topics": 1, "weights": {"interests": 1.0}, "stop_words": False},
    "tfidf": {"weights": {"terms": 1.0}, "n_topics": 6, "passages": False, "pairs": False, "weighting": "tfidf"},
    "bare": {"refusals": False, "plurals": False, "avoid": 0.5, "n_topics": 20},
}
for name, given in settings.items():
    model = matcher.MatchModel(matcher.MatchConfig.from_dict(given)).fit(pool, people[:100])
    print(f"rank-{name}", [line(one) for ranking in model.rank(people, 5) for one in ranking], sep="\\t")
    scores = np.asarray(model.scores(people[:40]))
    print(f"scores-{name}", scores.shape, scores.tolist(), sep="\\t")
    told = model.explain(people[1], pool[1].id)
    reasons = [tuple(reason) for reason in told.reasons]
    print(f"explain-{name}", told.score, list(dict(told.contributions).items()), reasons, sep="\\t")
    print(f"known-{name}", [model.known_share(one) for one in people[:20]], sep="\\t")

model = matcher.MatchModel().fit(pool, people)
print("config", matcher.MatchConfig().to_toml().replace("\\n", "|"), sep="\\t")
print("batch", [line(one) for one in matcher.batch("applicants.csv", model, k=3, chunk=50)], sep="\\t")
rows = [{"id": one.id, "statement": one.statement, "interests": one.interests} for one in people[:50]]
print("batch-rows", [line(one) for one in matcher.batch(rows, model, k=3, chunk=7)], sep="\\t")
rejects = []
found = [line(one) for one in matcher.batch("poison.csv", model, k=2, on_reject=lambda one: rejects.append(str(one)))]
print("batch-poison", found, rejects, sep="\\t")
matcher.save(model, f"saved-{os.getpid()}")
loaded = matcher.load(f"saved-{os.getpid()}")
print("loaded", [line(one) for ranking in loaded.rank(people, 2) for one in ranking], sep="\\t")
for wrong in ("model.rank(people, 0)", "model.explain(people[0], 'nobody')", "matcher.MatchModel().rank(people)",
              "matcher.MatchConfig(n_topics=0)", "matcher.load('data')", "matcher.MatchModel().fit([])",
              "list(matcher.batch('poison.csv', model))", "matcher.read_pool('poison-pool.csv')"):
    try:
        print(wrong, "fine", eval(wrong) is not None, sep="\\t")
    except Exception as error:
        print(wrong, type(error).__name__, str(error).replace("\\n", "|"), sep="\\t")
"""
)


def child():
    """Do jobs from standard input in this process, each as if it were the only one."""
    results, out = [], sys.stdout
    for _, job in json.load(sys.stdin):
        said, errors, code = Stream(), Stream(), 0
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(errors):
            try:
                if isinstance(job, str):
                    exec(compile(job, "job", "exec"), {"__name__": "job"})
                else:
                    sys.argv = ["matcher", *job]
                    runpy.run_module("matcher", run_name="__main__", alter_sys=False)
            except SystemExit as end:
                code = end.code or 0
        results.append((code, said.text(), errors.text()))
        if isinstance(job, str) and errors.text():
            sys.stderr.write(errors.text())
    json.dump(results, out)
    return 0


class Stream(io.TextIOWrapper):
    """A stream of text that also takes bytes, as standard output does."""

    def __init__(self):
        super().__init__(io.BytesIO(), encoding="utf-8", newline="", write_through=True)

    def text(self):
        self.flush()
        return self.buffer.getvalue().decode("utf-8", "replace")


# -- evening out what is meant to change

NUMBER = re.compile(r"(?<=,)-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?=[,\r\n])")


def even_number(text):
    value = repr(float(text) + 0.0)
    return value.removesuffix(".0") if value.endswith(".0") else value


def even_csv(text):
    head, end, rest = text.partition("\n")
    head = re.sub(r"(?<![\w])evidence(?![\w])", "shared_terms", head)
    return head + end + NUMBER.sub(lambda found: even_number(found[0]), rest)


def even_json(text):
    text = re.sub(r'"evidence":', '"shared_terms":', text)
    return re.sub(r"(?<=:)( ?)-?(\d+)\.0(?=[,}\r\n])", r"\1\2", text)


def even_any(text):
    return even_json(text) if text.startswith("{") else even_csv(text) if text.startswith("applicant_id") else text


def even_file(path):
    """Return a file of matches as text that compares; of Parquet and workbooks, what is read back."""
    if path.suffix == ".csv":
        return even_csv(path.read_bytes().decode("utf-8"))
    if path.suffix == ".jsonl":
        return even_json(path.read_bytes().decode("utf-8"))
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        table = pq.read_table(path)
        names = [name.replace("evidence", "shared_terms") for name in table.column_names]
        return repr((names, [str(kind) for kind in table.schema.types], [c.to_pylist() for c in table.columns]))
    import python_calamine

    rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    rows[0] = ["shared_terms" if cell == "evidence" else cell for cell in rows[0]]
    rows = [tuple(float(cell) if isinstance(cell, int | float) else cell for cell in row) for row in rows]
    return repr(rows)


def parts_of(folder):
    """Yield kind and digest of what a model folder holds, whatever its files and keys are called."""
    import numpy as np

    for path in sorted(folder.rglob("*")):
        if path.suffix == ".npy":
            yield "array", array_digest(np.load(path))
        elif path.suffix == ".npz":
            yield from (("array", array_digest(array)) for array in np.load(path).values())
        elif path.name == "manifest.json":
            manifest = json.loads(path.read_bytes())
            for key in ("config", "n_terms", "analysis"):
                yield f"manifest-{key}", json_digest(manifest.get(key))
        elif path.suffix == ".json":
            data = json.loads(path.read_bytes())
            yield from (("json", json_digest(v)) for v in (data.values() if isinstance(data, dict) else [data]))


def array_digest(array):
    return hashlib.sha256(repr((array.dtype.str, array.shape)).encode() + array.tobytes()).hexdigest()


def json_digest(data):
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


# -- where the code lies


def find_source():
    """Return the folder that `import matcher` reads from."""
    from importlib.util import find_spec

    return Path(find_spec("matcher").origin).resolve().parents[1]


def loops_digest(source):
    """Return a digest of the modules beside those that import numba, and what they import.

    numba keeps what it compiled by the file of the outer loop only; a change in an inner one must not go unnoticed.
    """
    files = {path: path.read_text(encoding="utf-8") for path in (source / "matcher").rglob("*.py")}
    rooms = {path.parent for path, text in files.items() if re.search(r"^\s*(from|import) numba", text, re.M)}
    todo, seen = [path for path in files if path.parent in rooms and path.parent.name != "matcher"], set()
    todo += [path for path, text in files.items() if re.search(r"^\s*(from|import) numba", text, re.M)]
    while todo:
        path = todo.pop()
        if path in seen or path not in files:
            continue
        seen.add(path)
        for name in re.findall(r"^from (matcher[\w.]*) import", files[path], re.M):
            base = source.joinpath(*name.split("."))
            todo += [base.with_suffix(".py"), base / "__init__.py"]
    digest = hashlib.sha256(str(source).encode())
    for path in sorted(seen):
        digest.update(f"{path.relative_to(source)}\n{files[path]}".encode())
    return digest.hexdigest()[:16]


# -- invented people


def write_people(folder):
    """Write tables of applicants, mentors, evidence and judgments; words by Zipf's law, some refusals and ties."""
    rng = random.Random(11)
    syllables = [a + b for a in "b br c d f g gl h j k l m n p r s st t tr v w z".split() for b in "aeiou"]
    words = list(
        dict.fromkeys(
            "".join(rng.choices(syllables, k=rng.randint(1, 3))) + rng.choice("nrltmxkpdé") for _ in range(6000)
        )
    )
    shares = [1 / (n + 1) for n in range(len(words))]
    fields = [rng.sample(range(150, len(words)), 80) for _ in range(30)]

    def text(n):
        mine = rng.sample(fields, 2)
        chosen = rng.choices(range(len(words)), shares, k=n)
        chosen = [rng.choice(rng.choice(mine)) if rng.random() < 0.3 else word for word in chosen]
        said = [words[word] + ("s" if rng.random() < 0.05 else "") for word in chosen]
        return ". ".join(" ".join(said[i : i + 12]).capitalize() for i in range(0, n, 12)) + "."

    def phrases(n):
        return "; ".join(" ".join(words[word] for word in rng.sample(rng.choice(fields), 2)) for _ in range(n))

    def person(letter, number, least, most):
        said = text(rng.randint(least, most))
        if number % 9 == 0:
            said += f" I do not want to work on {phrases(1)}. I am tired of {text(4)}"
        interests = phrases(3) if number % 3 == 0 else ""
        avoid = phrases(2) if number % 10 == 0 else ""
        return [f"{letter}{number:05}", f"Person {number}", interests, said, avoid]

    header = ["id", "name", "interests", "statement", "avoid"]
    applicants = [person("a", n, 60, 240) for n in range(N_PEOPLE)]
    mentors = [person("m", n, 40, 110) for n in range(N_PEOPLE)]
    mentors[50][2:] = mentors[51][2:] = mentors[52][2:]  # ties
    applicants[7] = [applicants[7][0], "", phrases(2), "", ""]
    applicants[8][3] = "Reefs. " * 3 + mentors[50][3]
    write_table(folder / "applicants.csv", header, applicants)
    write_table(folder / "mentors.csv", header, mentors)
    evidence = [[f"m{n:05}", phrases(1), text(30), 2000 + n % 25] for n in range(0, N_PEOPLE, 3) for _ in range(n % 4)]
    write_table(folder / "evidence.csv", ["mentor_id", "title", "text", "year"], evidence)
    judgments = [[f"a{n:05}", f"m{rng.randrange(N_PEOPLE):05}", rng.randint(0, 3)] for n in range(60) for _ in "123456"]
    judged = {tuple(row[:2]): row for row in judgments}
    write_table(folder / "judgments.csv", ["applicant_id", "mentor_id", "grade"], judged.values())
    (folder / "person.txt").write_text(applicants[3][3] + "\n\n" + mentors[3][3], encoding="utf-8")


def write_table(path, header, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(header)
        table.writerows(rows)


POISON = [
    b"id,interests,statement,statement_file,avoid,level",
    b'good,"coral reefs; sound","I record the sound of coral reefs and want to learn statistics.",,,phd',
    b"good,,The same person once more about soil carbon.,,,phd",
    b",,No id at all and compilers.,,,phd",
    b"hollow,,,,,phd",
    b"blank,  ,   ,,,phd",
    b"ragged,too,few",
    b"long,one,two,three,four,five,six,seven",
    b'=1+1,"compilers","=SUM(A1) Type systems and proofs that programs are right.",,,phd',
    b"@at,,Speech recognition for people who stutter.,,speech,master",
    b"foreign,,zzyzx qwrtp xxyyzz,,,phd",
    "damaged,,ReconnaissancÃ© of naÃ¯ve birdsâ€™ sound in forests.,,,phd".encode(),
    b"doc,,,letter.txt,,phd",
    b"both,,Soil carbon.,about.md,,phd",
    b"gone,,,missing.txt,,phd",
    b"away,,,../letter.txt,,phd",
    b"root,,,/etc/hostname,,phd",
    b"folder,,,data,,phd",
    b"locked,,,corpus/encrypted-secret.pdf,,phd",
    b"pdf,,,corpus/reefs-office.pdf,,phd",
    b'wants,,"I like compilers. I do not want to work on type systems, and no robots please.",,robots; drones,phd',
    b'lines,,"Machine learning\nfor forests\r\nand reefs.",,,phd',
    b'open,,"A quote left open about fungi,,,phd',
    b'after,,"Fungi and soil microbes in orchards.",,,phd',
    b'last,,"Ocean acoustics, whales and hydrophones.",,,phd',
]


def write_poison(folder):
    """Write tables with rows that cannot be scored, and tables that are refused."""
    huge = b"huge,,word " + b"w" * 200_001 + b",,,phd"
    for name in ("letter.txt", "about.md"):
        shutil.copy(folder / "data/statements" / name, folder / name)
    (folder / "poison.csv").write_bytes(b"\n".join([*POISON[:-3], huge, *POISON[-3:], b""]))
    latin = "id;interests;statement\nä;Korallen;Klänge der Riffe, sound of reefs\nö;;\nü;Böden;soil carbon\n"
    (folder / "poison-latin.csv").write_bytes(latin.encode("cp1252"))
    (folder / "ragged.csv").write_bytes(b"\n".join([*POISON[:2], *POISON[5:9], b""]))
    many = (folder / "applicants.csv").read_text(encoding="utf-8").splitlines()
    many[40], many[80], many[120] = many[40] + ",more,cells", "a00001,,,twice,", ",,,nobody,"
    (folder / "poison-many.csv").write_text("\n".join(many), encoding="utf-8")
    late = "\n".join([*many[:300], "nul,,soil\x00carbon,,", "bytes,,BAD in trials,,", *many[300:], ""]).encode()
    (folder / "poison-late.csv").write_bytes(late.replace(b"BAD", b"\xff\xfe\x81"))
    (folder / "poison-nul.csv").write_bytes(POISON[0] + b"\nnul,,soil\x00carbon in fields,,,phd\n")
    lines = [
        '{"id": "one", "statement": "Coral reefs and sound."}',
        '{"id": "two", "statement": 7}',
        '{"id": 3, "statement": "Compilers and type systems."}',
        '{"id": "four", "statement": null}',
        '{"id": "five"}',
        "not JSON",
        '["a", "list"]',
        '{"id": "one", "statement": "Twice."}',
        '{"id": "six", "statement": "Soil \\ud800 carbon \\u0000 trials"}',
        "",
        '{"id": "seven", "interests": ["a", "b"], "statement": "Forests."}',
        '{"id": "eight", "interests": "birds; forests", "statement": "Soundscapes.", "other": true}',
    ]
    (folder / "poison.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    doubtful = 'Email,Statements of you,Level\nx@y,"Coral reefs, and their sound.",phd\nz@y,Compilers.,master\n'
    (folder / "doubtful.csv").write_text(doubtful, encoding="utf-8")
    (folder / "twice.csv").write_text("id,statement,statement\na,b,c\n", encoding="utf-8")
    (folder / "empty.csv").write_text("", encoding="utf-8")
    (folder / "strange.toml").write_text("n_topcis = 3\n", encoding="utf-8")
    (folder / "poison-pool.csv").write_text("id,name,interests,statement\na,A,,Reefs\na,B,,Soil\n", encoding="utf-8")
    (folder / "poison-evidence.csv").write_text("mentor_id,title,text\nnobody,T,Text\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
