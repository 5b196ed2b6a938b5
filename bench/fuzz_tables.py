"""Throw broken and hostile tables and model folders at their readers: only one-line `MatcherError`s may come back.

    python bench/fuzz_tables.py --n 2000 --seed 1 [--only csv,jsonl,json,parquet,xlsx,model]

Text is cut, spliced and repeated; Parquet files are flipped byte by byte and made of odd types; workbooks have their
inner XML changed; model folders get arrays, lists and manifests of other values, types and shapes under sound digests,
and a model that loads must rank and explain. Each kind runs in a process of its own, so that a crash is seen as one.
Prints a line a kind: inputs, what came of them, tracebacks, the slowest. Exits with 1 where anything else came back.
"""

import argparse
import collections
import hashlib
import io
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import traceback
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from matcher import MatchModel, Profile, load, read_pool, save
from matcher.errors import MatcherError
from matcher.tables import Broken, open_table, read_rows

TOKENS = (
    *('"', '""', ",", ";", "\t", "|", "\n", "\r\n", "\r", "\0", "\ufeff", "=", "é", "â€™", "\x1b[31m", " "),
    *("{", "}", "[", "]", ":", "\\", "\\u", "\\ud800", "null", "NaN", "1e999", "-0", "true", '{"id":', "[" * 300),
    *("id", "statement", "interests", "name", "avoid", "capacity", "9" * 30, "x" * 300, "reefs and soil"),
)
CSV = 'id,name,interests,statement\na,A,coral reefs,"We record, at night."\nb,B,soil,We dig.\n'
LINES = '{"id": "a", "name": "A", "interests": ["coral", "reefs"]}\n{"id": 2, "name": "B", "statement": "soil"}\n'
ARRAY = '[{"id": "a", "name": "A", "interests": "coral"},\n {"id": 2, "name": "B", "statement": {"x": [1, null]}}]\n'


def text_of(rng: random.Random, seed: str) -> bytes:
    """Return a text with some of it cut, doubled, moved or replaced by what a reader may stumble over."""
    text = seed * rng.choice((1, 1, 1, 5, 60))
    for _ in range(rng.randint(1, 8)):
        start, end = sorted(rng.randrange(len(text) + 1) for _ in range(2))
        piece = text[start:end]
        text = (
            rng.choice(
                (
                    text[:start] + text[end:],
                    text[:start] + rng.choice(TOKENS) * rng.choice((1, 2, 50)) + text[start:],
                    text[:end] + piece + text[end:],
                    piece + text,
                    text[:start] + rng.choice(TOKENS) + text[end:],
                )
            )[:200_000]
            or seed
        )
    encoding = rng.choice(("utf-8", "utf-8", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"))
    data = text.encode(encoding, "replace")
    return flipped(rng, data) if rng.random() < 0.2 else data


def flipped(rng: random.Random, data: bytes) -> bytes:
    """Return bytes of which some are others, or which are cut."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 12)):
        changed[rng.randrange(len(changed))] = rng.choice((0, 255, 127, rng.randrange(256)))
    return bytes(changed[: rng.randrange(1, len(changed) + 1)] if rng.random() < 0.2 else changed)


def odd_columns(rng: random.Random) -> dict[str, Any]:
    """Return columns of Arrow of three rows, of types and values that tables seldom hold."""
    import pyarrow as pa

    big = rng.choice((2**31 - 1, -(2**31), 2**62, -(2**62), 0))
    small = max(-(2**31), min(2**31 - 1, big))
    bad = pa.Array.from_buffers(pa.string(), 3, pa.array([b"ok", b"\xff\xfe", b"\xed\xa0\x80"]).buffers())
    deep: Any = "end"
    for _ in range(rng.choice((1, 5, 40))):
        deep = [deep]
    makers: tuple[Callable[[], Any], ...] = (
        lambda: bad,
        lambda: pa.array([0, small, 1], pa.int32()).cast(pa.date32()),
        lambda: pa.array([0, big, 1], pa.int64()).view(pa.timestamp(rng.choice(("s", "ms", "us", "ns")))),
        lambda: pa.array([0, big, 1], pa.int64()).view(
            pa.timestamp("us", tz=rng.choice(("UTC", "+99:00", "No/Where")))
        ),
        lambda: pa.array([0, big, 1], pa.int64()).view(pa.duration(rng.choice(("s", "ns")))),
        lambda: pa.array([0, big, 1], pa.int64()).view(pa.time64("us")),
        lambda: pa.array([b"a", b"\xff\0", None], pa.binary()),
        lambda: pa.array([deep, None, deep]),
        lambda: pa.array([{"a": 1, "b": [deep]}, None, {"a": 2, "b": []}]),
        lambda: pa.array([[("k", 1)], [], None], pa.map_(pa.string(), pa.int64())),
        lambda: pa.array([float("nan"), float("inf"), -0.0]),
        lambda: pa.array(["x" * 250_000, "", "y"]).dictionary_encode(),
        lambda: pa.array([None, None, None], pa.null()),
        lambda: pa.array([1, 2, 3], pa.decimal128(30, 5)),
    )
    names = rng.sample(("id", "statement", "name", "x", "ID", " id", "", "nul\0name", "n" * 3000), 4)
    columns = {name: rng.choice(makers)() for name in names}
    return columns if rng.random() < 0.4 else {"id": pa.array(["a", "b", "c"]), **columns}


def parquet_of(rng: random.Random) -> bytes:
    """Return a Parquet file of odd columns, or one with flipped bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    try:
        pq.write_table(pa.table(odd_columns(rng)), out, row_group_size=rng.choice((1, 3)))
    except (pa.ArrowException, UnicodeError, OverflowError):
        out = io.BytesIO()
        pq.write_table(pa.table({"id": ["a", "b"], "statement": ["reefs", "soil"]}), out)
    return flipped(rng, out.getvalue()) if rng.random() < 0.6 else out.getvalue()


def workbook_of(rng: random.Random, seed: bytes) -> bytes:
    """Return a workbook with something of its XML changed."""
    with zipfile.ZipFile(io.BytesIO(seed)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    for _ in range(rng.randint(1, 4)):
        name = rng.choice([name for name in parts if "sheet" in name or "shared" in name.lower() or "workbook" in name])
        text = parts[name].decode()
        old, new = rng.choice(
            (
                ('r="A2"', f'r="{rng.choice(("XFD1048576", "ZZZZZZZ2", "A4294967295", "A0", "1", "", "AAA99999"))}"'),
                ("<v>0</v>", f"<v>{rng.choice(('999999999', '-1', 'x', '1e400', ''))}</v>"),
                ('t="s"', f't="{rng.choice(("b", "e", "str", "d", "inlineStr", "zz"))}"'),
                ("<t>", "<t>" + "x" * rng.choice((10, 40_000, 2_000_000))),
                ("</row>", "</row>" * rng.choice((2, 300))),
                ("<sheetData>", "<sheetData>" + "<row>" * rng.choice((1, 5000))),
                ('name="Sheet1"', f'name="{rng.choice(("", "&#0;", "x" * 5000))}"'),
                ("<?xml", '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><?xml'),
            )
        )
        parts[name] = text.replace(old, new, rng.choice((1, -1))).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            if rng.random() > 0.02:
                packed.writestr(name, data)
    return flipped(rng, out.getvalue()) if rng.random() < 0.2 else out.getvalue()


def read(path: Path) -> str:
    """Read a table in each way there is; return what came of it."""
    came = "refused"
    try:
        with open_table(path) as table:
            rows = list(table.rows)
        came = "read in part" if any(isinstance(row, Broken) for row in rows) else "read"
    except MatcherError as error:
        one_line(error)
    for whole in (read_rows, read_pool):
        try:
            whole(path)
        except MatcherError as error:
            one_line(error)
    return came


def one_line(error: MatcherError) -> None:
    """Fail for a message of several lines or of no end."""
    if "\n" in str(error) or len(str(error)) > 10_000:
        raise AssertionError(f"not one line: {str(error)[:500]!r}")


def forge(rng: random.Random, folder: Path) -> None:
    """Change some parts of a model and write their digests anew."""
    manifest = json.loads((folder / "manifest.json").read_text())
    for name in rng.sample(sorted(manifest["parts"]), rng.choice((1, 1, 1, 2, 3))):
        path = folder / name
        if name.endswith(".npy"):
            np.save(path, forged_array(rng, np.load(path).copy()))
        else:
            path.write_text(json.dumps(forged_json(rng, json.loads(path.read_text()))))
        if rng.random() < 0.05:
            path.write_bytes(flipped(rng, path.read_bytes()))
        manifest["parts"][name] = hashlib.sha256(path.read_bytes()).hexdigest()
    if rng.random() < 0.2:
        manifest = forged_json(rng, manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest))


def forged_array(rng: random.Random, array: np.ndarray[Any, Any]) -> Any:
    """Return an array with other values, of another type, or of another shape."""
    size = array.size
    place = rng.randrange(size) if size else 0
    values = (-1, 0, 1, 2**30, -(2**30), 2**31 - 1, float("nan"), float("inf"), 1e300, -1e-300, size, 7)

    def other(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        if size:
            with np.errstate(all="ignore"):
                value = np.array(rng.choice(values)).astype(array.dtype)
            array.flat[place] = value
        return array

    def with_kind(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        kinds = ("int8", "int32", "int64", "uint32", "float32", "float64", ">f8", ">i4", "bool", "U5", "complex64")
        with np.errstate(all="ignore"):
            return array.astype(rng.choice(kinds))

    change = rng.choice(
        (
            other,
            other,
            other,
            with_kind,
            lambda a: a[:-1],
            lambda a: a[1:],
            lambda a: np.concatenate([a, a[-1:]]),
            lambda a: a[::-1].copy(),
            lambda a: a[None],
            lambda a: a.ravel(),
            lambda a: np.asfortranarray(a),
            lambda a: np.zeros((0,), a.dtype),
            lambda a: np.sort(a, axis=0),
            lambda a: a * 0,
        )
    )
    try:
        return change(array)
    except (ValueError, TypeError):
        return array[:0]


def forged_json(rng: random.Random, data: Any) -> Any:
    """Return JSON of which one value is another."""
    others = (None, 0, -1, 2**70, 1.5, "", "x", "\ud800", [], {}, [[]], "\x1b]0;x\x07", True, "../x", ["x"] * 3)
    if isinstance(data, dict) and data and rng.random() < 0.9:
        name = rng.choice(sorted(data))
        if rng.random() < 0.1:
            return {key: value for key, value in data.items() if key != name}
        return {**data, name: forged_json(rng, data[name])}
    if isinstance(data, list) and data and rng.random() < 0.9:
        place = rng.randrange(len(data))
        change = rng.randrange(4)
        if change == 0:
            return data[:place] + data[place + 1 :]
        if change == 1:
            return [*data, data[place]]
        return [*data[:place], forged_json(rng, data[place]), *data[place + 1 :]]
    return rng.choice(others)


PEOPLE = [
    Profile("a", statement="I record coral reefs and the deep sea sound, not soil carbon."),
    Profile("b", statement="Compilers and type systems. " * 200, avoid="field trials"),
    Profile("c", interests="river ice; soil carbon"),
] * 8


def model_of() -> MatchModel:
    """Return a small model with something in each of its parts."""
    fields = ["coral reefs", "soil carbon", "compilers", "deep sea sound", "field trials", "type systems", "river ice"]
    mentors = [
        Profile(
            f"m{n}", f"M{n}", field, f"We study {field} and {fields[n - 2]} in {fields[n - 3]}.", avoid=fields[n - 4]
        )
        for n, field in enumerate(fields)
    ]
    return MatchModel().fit(mentors, PEOPLE[:3])


def use(folder: Path) -> str:
    """Load a model, rank and explain; return what came of it."""
    try:
        model = load(folder)
        # enough at once that compiled loops may be worth their start
        for ranking in model.rank(PEOPLE, k=5):
            assert all(np.isfinite(line.score) for line in ranking)
        model.explain(PEOPLE[0], model.mentors[0].id)
    except MatcherError as error:
        one_line(error)
        return "refused"
    return "read"


def cpu_seconds() -> float:
    """Return the processor time of this process and of the children that have ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def fuzz(kind: str, n: int, seed: int) -> int:
    """Run one kind; return the number of failures."""
    rng, came = random.Random(f"{kind} {seed}"), collections.Counter[str]()
    slowest, begun, failures = (0.0, 0), cpu_seconds(), 0
    with tempfile.TemporaryDirectory(prefix="fuzz-") as scratch:
        place = Path(scratch)
        seeds = {"csv": CSV, "jsonl": LINES, "json": ARRAY}
        if kind == "xlsx":
            import xlsxwriter

            with xlsxwriter.Workbook(place / "seed.xlsx") as book:
                for line, cells in enumerate((["id", "statement"], ["a", "reefs"], ["b", 7.5])):
                    (book.worksheets() or [book.add_worksheet()])[0].write_row(line, 0, cells)
            workbook = (place / "seed.xlsx").read_bytes()
        if kind == "model":
            if seed % 2:
                # every other seed ranks by compiled loops, which index without a check
                from matcher import kernels

                kernels.START = kernels.COMPILING = 0.0
            save(model_of(), place / "seed")
        for number in range(n):
            target = place / f"t.{kind}"
            if kind == "model":
                shutil.rmtree(target, ignore_errors=True)
                forge(rng, shutil.copytree(place / "seed", target))
            elif kind == "parquet":
                target.write_bytes(parquet_of(rng))
            elif kind == "xlsx":
                target.write_bytes(workbook_of(rng, workbook))
            else:
                target.write_bytes(text_of(rng, seeds[kind]))
            before = cpu_seconds()
            try:
                came[use(target) if kind == "model" else read(target)] += 1
            except Exception:
                failures += 1
                print(f"{kind} input {number} of seed {seed}:\n{traceback.format_exc()[-2000:]}", file=sys.stderr)
                if failures > 5:
                    break
            slowest = max(slowest, (cpu_seconds() - before, number))
    ended = ", ".join(f"{what} {count:,}" for what, count in sorted(came.items()))
    seconds = cpu_seconds() - begun
    print(
        f"{kind}: {n:,} inputs, {ended}; tracebacks {failures}; {seconds:.0f} s, slowest {slowest[0]:.2f} s", flush=True
    )
    return failures


KINDS = ("csv", "jsonl", "json", "parquet", "xlsx", "model")
SHARES = {"parquet": 0.1, "xlsx": 0.1, "model": 0.5}
"""Kinds of which an input takes longer, and how many there are for each of the others."""


def main() -> None:
    """Run each kind in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default=",".join(KINDS))
    parser.add_argument("--kind", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.kind:
        sys.exit(fuzz(given.kind, given.n, given.seed) > 0)
    failed = False
    for kind in given.only.split(","):
        n = max(1, int(given.n * SHARES.get(kind, 1)))
        command = [sys.executable, __file__, "--kind", kind, "--n", str(n), "--seed", str(given.seed)]
        ended = subprocess.run(command, check=False)
        if ended.returncode < 0:
            print(f"{kind}: ended by signal {-ended.returncode}")
        failed |= ended.returncode != 0
    sys.exit(failed)


if __name__ == "__main__":
    main()
