"""Runs of garoa with one thing changed, and the worlds that feel it."""

import json
import pathlib
import re
import shutil
import subprocess
import tempfile

import yaml

# What a result says of the scenario itself, and not of what happened.
NOT_RESULTS = ("provenance", "assumptions", "scenario", "choices")
NUMBER = re.compile(r"^(-?)(\d+(?:\.\d+)?(?:e\d+)?)(.*)$", re.DOTALL)
DAY = re.compile(r"^(\d{4})(-\d{2}.*)$", re.DOTALL)
# Words that stand for each other; those of the keys are the schema's.
WORDS = (("true", "false"), ("legacy", "standard", "standard-2026"), ("standard", "unlimited"), ("function", "account"), ("kill", "hang"),
         ("gp3", "gp2"), ("x86_64", "arm64"), ("critical", "high", "medium", "low", "info"))
# Sections of a scenario, of which a profile may name some.
SECTIONS = ("ec2", "ebs", "s3", "lambda", "sns", "sqs", "dynamodb", "cloudwatch_logs", "backup")
NULL = "~"
PLAIN = re.compile(r"^[\w./+%(-][\w./+%()* -]*$")
LIKELY_WORLDS = 10


def changed(value):
    """Other values than this one, of its kind; the likeliest to be felt first."""
    if isinstance(value, list):
        return [[section] for section in SECTIONS if section not in value]
    text = str(value)
    if text == NULL:
        return ["35 d", "1000 d", "1"]
    others = [word for words in WORDS if text in words for word in words if word != text]
    if others:
        return others
    day = DAY.match(text)
    if day:
        return [f"{int(day[1]) + years}{day[2]}" for years in (1, -1)]
    number = NUMBER.match(text)
    if not number:
        return []
    sign, digits, unit = number.groups()
    amount = float(digits)
    if amount == 0:
        return [f"{n}{unit}" for n in ("1", "0.5", "1000", "1000000")]
    whole = "." not in digits and unit.strip() in ("", "B")
    least = 1 / 128 if "iB" in unit else 0.01  # of whole bytes
    others = [shown(amount * factor, whole, "." in digits) for factor in (1.5, 0.5, 20, least, 100)] + ["0"] * whole
    return [f"{sign}{other}{unit}" for other in dict.fromkeys(others) if other != digits]


def shown(amount, whole, fractional):
    if whole or (not fractional and amount >= 1):
        return f"{max(1, round(amount))}"
    return f"{amount:.12f}".rstrip("0").rstrip(".") or "0"


def flow_text(node):
    """The tree in flow style, in one line; what was plain stays plain, so that numbers stay numbers."""
    if isinstance(node, dict):
        return "{" + ", ".join(f"{flow_text(str(key))}: {flow_text(value)}" for key, value in node.items()) + "}"
    if isinstance(node, list):
        return "[" + ", ".join(flow_text(value) for value in node) + "]"
    if node is None or node == NULL:
        return "null"
    plain = PLAIN.match(node) and node == node.strip() and node != "null"  # a null of a model file is written as ~
    return node if plain else json.dumps(node, ensure_ascii=False)


def read(path):
    """All scalars as they are written."""
    return yaml.load(path.read_text(), yaml.BaseLoader)


def leaves(node, path=()):
    """(path, value) of each scalar; a path through a list has the item's number."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, (*path, str(key)))
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from leaves(value, (*path, i))
    elif node is not None:
        yield path, node


def with_value(node, path, value):
    """The tree with another value at this path; the tree itself stays."""
    if not path:
        return value
    if isinstance(node, list):
        return [with_value(item, path[1:], value) if i == path[0] else item for i, item in enumerate(node)]
    return {**node, path[0]: with_value(node.get(path[0], {}), path[1:], value)}


class Refused(Exception):
    """The scenario was; the text says why."""


class Crashed(Exception):
    """The program ended otherwise than it may."""


def own_models(file):
    """The folder of figures that a world replaces, if it has one."""
    folder = file.with_suffix("")
    return folder if folder.is_dir() else None


def with_own_models(file):
    return ("--models", own_models(file)) if own_models(file) else ()


def forget_edited(compliance):
    """An edited profile is named so; the name alone is no result."""
    compliance.pop("replaced_profiles", None)
    compliance["profiles"] = [name.removesuffix("-edited") for name in compliance["profiles"]]
    for finding in compliance["findings"]:
        finding["profile"] = finding["profile"].removesuffix("-edited")


class Garoa:
    def __init__(self, program):
        self.program = program

    def result(self, scenario, *options):
        """What happened."""
        with tempfile.TemporaryDirectory() as folder:
            run = subprocess.run([self.program, "run", scenario, "--quiet", "--format", "json", "--out", f"{folder}/out", *options],
                                 capture_output=True, text=True)
            if run.returncode == 1:
                raise Refused(run.stderr)
            if run.returncode != 0:
                raise Crashed(f"exit code {run.returncode} {' '.join(map(str, (scenario, *options)))}: {run.stderr}")
            result = json.loads(pathlib.Path(folder, "out", "result.json").read_text())
        for part in NOT_RESULTS:
            result.pop(part, None)
        forget_edited(result["compliance"])
        return result

    def text(self, *arguments):
        return subprocess.run([self.program, *arguments], capture_output=True, text=True, check=True).stdout


class Worlds:
    """The scenarios, and what comes of each unchanged."""

    def __init__(self, garoa, files):
        self.garoa = garoa
        self.files = files
        self.text = {file: file.read_text() for file in files}
        self.results = {}
        self.named = {file.stem: file for file in files}

    def unchanged(self, file, *options):
        """Nothing if these options are refused."""
        if (file, options) not in self.results:
            try:
                self.results[file, options] = self.garoa.result(file, *options, *with_own_models(file))
            except Refused:
                self.results[file, options] = None
        return self.results[file, options]

    def moves(self, file, *change):
        """Does the change move the result? A refusal does not count: what is allowed says nothing of what is felt."""
        before = self.unchanged(file)
        try:
            return before is not None and self.garoa.result(file, *change, *with_own_models(file)) != before
        except Refused:
            return False

    def moves_with_models(self, file, path, tree, options=()):
        """Does the tree, laid over the model file of this path, move the result, or is the scenario refused for its own sake?"""
        before = self.unchanged(file, *options)
        if before is None:
            return False
        with tempfile.TemporaryDirectory() as folder:
            models = pathlib.Path(folder, "models")
            if own_models(file):
                shutil.copytree(own_models(file), models)
            overlay = models / path
            overlay.parent.mkdir(parents=True, exist_ok=True)
            tree = {**(read(overlay) if overlay.exists() else {}), **tree}
            overlay.write_text(flow_text(tree) + "\n")
            try:
                return self.garoa.result(file, *options, "--models", models) != before
            except Refused as why:
                return folder not in str(why)

    def likely(self, words):
        """The worlds, those first that speak of most of these words."""
        def strangeness(file):
            return -sum(bool(re.search(rf"\b{re.escape(word)}\b", self.text[file])) for word in words)
        return sorted(self.files, key=lambda file: (strangeness(file), file.name))


def tries(files, values):
    """All changes in the likeliest worlds, then the likeliest change in the others, then the rest."""
    first, others = files[:LIKELY_WORLDS], files[LIKELY_WORLDS:]
    yield from ((file, value) for value in values for file in first)
    yield from ((file, value) for value in values for file in others)
