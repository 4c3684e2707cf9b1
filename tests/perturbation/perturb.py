"""Changes every figure of the models and every value that a scenario gives, one at a time, and tells which of them no result feels.

usage: perturb.py GAROA SOURCE [--sample N/M] [--only PART ...] [--what figures|keys] [--jobs N]

A figure is felt when the result of a scenario that uses it moves, or the scenario is refused. exceptions.yaml lists what nobody
need feel, with the reason; one that is felt after all is a fault of the list.
Exit code: 0 if everything is felt, 1 if not, 77 if python3-yaml is missing. See README.md.
"""

import argparse
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys
import tempfile

try:
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

HERE = pathlib.Path(__file__).resolve().parent
# What a result says of the scenario itself, and not of what happened.
NOT_RESULTS = ("provenance", "assumptions", "scenario", "choices")
NUMBER = re.compile(r"^(-?)(\d+(?:\.\d+)?)(.*)$", re.DOTALL)
likely_worlds = 10
WORDS = {"true": "false", "false": "true", "standard": "legacy", "legacy": "standard", "standard-2026": "legacy"}


def changed(value):
    """Other values than this one, of its kind; the likeliest to be felt first."""
    text = str(value)
    if isinstance(value, bool):
        return ["false" if value else "true"]
    if text in WORDS:
        return [WORDS[text]]
    if text in ("never", "none"):
        return []
    number = NUMBER.match(text)
    if not number or re.match(r"^\d{4}-\d{2}", text):
        return []
    sign, digits, unit = number.groups()
    amount = float(digits)
    if amount == 0:
        return [f"{n}{unit}" for n in ("1", "0.5", "1000")]
    return [f"{sign}{shown(amount * factor, '.' in digits)}{unit}" for factor in (1.5, 0.5, 20, 0.01)]


def shown(amount, fractional):
    if not fractional and amount >= 1:
        return f"{round(amount)}"
    return f"{amount:.6f}".rstrip("0").rstrip(".") or "0"


class Garoa:
    def __init__(self, program):
        self.program = program

    def result(self, scenario, *options):
        """What happened; None if the scenario was refused."""
        with tempfile.TemporaryDirectory() as folder:
            run = subprocess.run([self.program, "run", scenario, "--format", "json", "--out", f"{folder}/out", *options],
                                 capture_output=True, text=True)
            if run.returncode != 0:
                return None
            result = json.loads(pathlib.Path(folder, "out", "result.json").read_text())
        for part in NOT_RESULTS:
            result.pop(part, None)
        return result

    def shown(self, scenario):
        """The scenario with all defaults, which `show` puts into comments."""
        return subprocess.run([self.program, "show", scenario], capture_output=True, text=True, check=True).stdout


class Worlds:
    """The scenarios, and what comes of each unchanged."""

    def __init__(self, garoa, files):
        self.garoa = garoa
        self.files = files
        self.text = {file: file.read_text() for file in files}
        self.base = {file: garoa.result(file) for file in files}

    def unchanged(self, file):
        return self.base[file]

    def moves(self, file, *options):
        return self.garoa.result(file, *options) != self.unchanged(file)


# A figure --------------------------------------------------------------------------------------------------------------------


def figures(models):
    """(service, name, value) of each figure."""
    for path in sorted(models.glob("*/*.yaml")):
        if path.stem != path.parent.name:
            continue
        for name, entry in yaml.load(path.read_text(), yaml.BaseLoader).items():
            if isinstance(entry, dict) and "value" in entry:
                yield path.stem, name, entry["value"]


def likely(worlds, service, name):
    """The worlds, those first that speak of the figure's service."""
    words = {service, *name.split(".")}
    def strangeness(file):
        text = worlds.text[file]
        return -sum(bool(re.search(rf"\b{re.escape(word)}\b", text)) for word in words)
    return sorted(worlds.files, key=lambda file: (strangeness(file), file.name))


def figure_is_felt(worlds, service, name, value):
    with tempfile.TemporaryDirectory() as folder:
        overlay = pathlib.Path(folder, service, f"{service}.yaml")
        overlay.parent.mkdir()
        for file, other in tries(likely(worlds, service, name), changed(value)):
            overlay.write_text(yaml.safe_dump({name: {"value": other}}))
            if worlds.moves(file, "--models", folder):
                return True
    return False


def tries(files, values):
    """All changes in the likeliest worlds, then the likeliest change in the others."""
    yield from ((file, value) for value in values for file in files[:likely_worlds])
    yield from ((file, values[0]) for file in files[likely_worlds:] if values)


# A key -----------------------------------------------------------------------------------------------------------------------


def leaves(node, path=()):
    """(path, value) of each scalar; a list counts by its first item."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, (*path, str(key)))
    elif node is not None and not isinstance(node, list):
        yield path, node


def with_defaults(text):
    """`show` writes a default as a comment; uncommented, it is a value like others."""
    text = re.sub(r"^(\s*)# (\S+:)(?=\s|$)", r"\1\2", text, flags=re.MULTILINE)
    return re.sub(r"^(\s*\S+:) \{\}(?=\s|$)", r"\1", text, flags=re.MULTILINE)


def keys(worlds):
    """{key without names: [(file, path, value)]} of all values that the scenarios give or leave to their defaults."""
    found = {}
    for file in worlds.files:
        tree = yaml.load(with_defaults(worlds.garoa.shown(file)), yaml.BaseLoader)
        for path, value in leaves(tree):
            if not changed(value):
                continue  # names and words: what else they may be only the schema knows
            found.setdefault(without_names(path), []).append((file, path, value))
    return found


def without_names(path):
    """ec2.app.type -> ec2.*.type"""
    named = {"ec2", "ebs", "s3", "lambda", "sns", "sqs", "dynamodb", "http", "cloudwatch_logs", "backup", "backup_agents", "flows"}
    return ".".join("*" if i == 1 and path[0] in named else part for i, part in enumerate(path))


def key_is_felt(worlds, uses):
    for file, path, value in uses:
        for other in changed(value):
            if worlds.moves(file, "--set", f"{'.'.join(path)}={other}"):
                return True
    return False


# All -------------------------------------------------------------------------------------------------------------------------


def sampled(items, part):
    number, of = (int(n) for n in part.split("/"))
    return [item for i, item in enumerate(items) if i % of == number]


def main():
    parser = argparse.ArgumentParser(description="Which figures and keys does no result feel?")
    parser.add_argument("garoa")
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("--sample", default="0/1", metavar="N/M", help="every M-th, beginning at the N-th")
    parser.add_argument("--what", choices=["figures", "keys"], nargs="+", default=["figures", "keys"])
    parser.add_argument("--only", nargs="+", default=[""], metavar="PART", help="of the names")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()

    exceptions = yaml.safe_load((HERE / "exceptions.yaml").read_text())
    worlds = Worlds(Garoa(options.garoa), sorted((HERE / "worlds").glob("*.yaml")))
    for file in worlds.files:
        if worlds.unchanged(file) is None:
            print(f"{file.name} is refused")
            return 1

    items = []
    if "figures" in options.what:
        items += [("figures", f"{service}: {name}", (service, name, value)) for service, name, value in figures(options.source / "models")]
    if "keys" in options.what:
        items += [("keys", key, (uses,)) for key, uses in sorted(keys(worlds).items())]
    items = sampled([item for item in items if any(part in item[1] for part in options.only)], options.sample)

    def judge(item):
        what, name, arguments = item
        felt = (figure_is_felt if what == "figures" else key_is_felt)(worlds, *arguments)
        return what, name, felt

    faults = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for what, name, felt in pool.map(judge, items):
            excepted = name in exceptions[what] or name in exceptions["not_reached"]
            if felt == excepted:
                faults += 1
                print(f"{what[:-1]} {name}: " + ("felt, though it is an exception" if felt else "nothing moves"), flush=True)
    listed = sum(name in exceptions["not_reached"] for _, name, _ in items)
    print(f"{len(items)} changed, {faults} not as they should be, {listed} that no world reaches yet")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
