"""Changes what the models lay down and every value that a scenario gives, one at a time, and tells which of it no result feels.

usage: perturb.py GAROA SOURCE [--sample N/M] [--only PART ...] [--what KIND ...] [--jobs N]

A value is felt when the result of a scenario that uses it moves, or the scenario is refused. exceptions.yaml lists what nobody
need feel, with the reason; one that is felt after all is a fault of the list.
Exit code: 0 if everything is felt, 1 if not, 77 if python3-yaml is missing. See README.md.
"""

import argparse
import concurrent.futures
import fnmatch
import pathlib
import sys

try:
    import figures
    import keys
    import runs
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

HERE = pathlib.Path(__file__).resolve().parent
OF_MODELS = {
    "figures": figures.all_figures,
    "prices": figures.prices,
    "free_tier": figures.free_tier,
    "init": figures.init,
    "instances": figures.instances,
    "controls": figures.controls,
    "profiles": figures.profiles,
}
KINDS = [*OF_MODELS, "keys"]


def items_of(kind, worlds, source):
    """(name, felt): felt(worlds) changes it and tells whether a result moves."""
    return keys.all_keys(worlds) if kind == "keys" else OF_MODELS[kind](source / "models")


def sampled(items, part):
    number, of = (int(n) for n in part.split("/"))
    return [item for i, item in enumerate(items) if i % of == number]


def judge(item, worlds):
    """Is it felt? A text says how the program broke down over it."""
    try:
        return item[2](worlds)
    except runs.Crashed as how:
        return str(how)


def report(kind, name, felt, exceptions):
    """Is it as it should be?"""
    if isinstance(felt, str):
        print(f"{kind}: {name}: {felt}", flush=True)
        return False
    excepted = any(fnmatch.fnmatch(name, pattern) for pattern in exceptions.get(kind) or {})
    if felt == excepted:
        print(f"{kind}: {name}: " + ("felt, though it is an exception" if felt else "nothing moves"), flush=True)
    return felt != excepted


def main():
    parser = argparse.ArgumentParser(description="Which figures and keys does no result feel?")
    parser.add_argument("garoa")
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("--sample", default="0/1", metavar="N/M", help="every M-th, beginning at the N-th")
    parser.add_argument("--what", choices=KINDS, nargs="+", default=KINDS)
    parser.add_argument("--only", nargs="+", default=[""], metavar="PART", help="of the names")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()

    exceptions = runs.read(HERE / "exceptions.yaml")
    worlds = runs.Worlds(runs.Garoa(options.garoa), sorted((HERE / "worlds").glob("*.yaml")))
    refused = [file.name for file in worlds.files if worlds.unchanged(file) is None]
    if refused:
        print(f"refused: {', '.join(refused)}")
        return 1

    items = [(kind, name, felt) for kind in options.what for name, felt in items_of(kind, worlds, options.source)]
    items = sampled([item for item in items if any(part in item[1] for part in options.only)], options.sample)
    counts = dict.fromkeys(options.what, 0)
    felt_of = dict(counts)
    faults = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for (kind, name, _), felt in zip(items, pool.map(lambda item: judge(item, worlds), items)):
            counts[kind] += 1
            felt_of[kind] += felt is True
            faults += not report(kind, name, felt, exceptions)
    print(", ".join(f"{kind}: {felt_of[kind]} of {counts[kind]} felt" for kind in options.what))
    print(f"{len(items)} changed, {faults} not as they should be")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
