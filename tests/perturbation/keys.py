"""The values that the scenarios give or leave to their defaults, and what else the schema allows."""

import json
import re

import yaml

import runs

NAMED = {"ec2", "ebs", "s3", "lambda", "sns", "sqs", "dynamodb", "http", "cloudwatch_logs", "cloudwatch_alarms", "cloudtrail", "backup", "backup_agents", "flows"}
# Words of which the schema has no list; by the last part of their key.
CHOICES = {
    "region": ["us-east-1", "sa-east-1", "eu-west-1"],
    "timezone": ["UTC", "America/Sao_Paulo"],
    "runtime": ["python3.12", "java21"],
    "type": ["m5.large", "t3.large", "m5.2xlarge"],
    "size": ["invoice_pdf", "scan_colour"],
    "zone": ["a", "b"],
    "zones": ["a", "b"],
    "prefix": ["elsewhere/"],
    "suffix": [".other"],
    "trace": ["forms_other.csv"],
    "aws_date": ["today", "2019-01-01"],
}
# What is no value of what happens.
NO_VALUES = {"garoa", "title", "extends"}


class Schema:
    def __init__(self, garoa):
        self.root = json.loads(garoa.text("schema"))

    def nodes(self, path):
        """What may stand at this path."""
        found = [self.root]
        for part in path:
            found = [below for node in found for below in self.below(node, part)]
        return [choice for node in found for choice in self.choices(node)]

    def below(self, node, part):
        for choice in self.choices(node):
            if isinstance(part, int):
                yield from ([choice["items"]] if "items" in choice else [])
            elif part in choice.get("properties", {}):
                yield choice["properties"][part]
            elif isinstance(choice.get("additionalProperties"), dict):
                yield choice["additionalProperties"]

    def choices(self, node):
        if "anyOf" not in node:
            return [node]
        return [choice for option in node["anyOf"] for choice in self.choices(option)]

    def words(self, path):
        nodes = self.nodes(path)
        if any(node.get("type") == "boolean" for node in nodes):
            return ["true", "false"]
        return [word for node in nodes for word in node.get("enum", [])]

    def keys(self):
        """All keys that take a value."""
        return sorted(set(self.leaves(self.root, ())))

    def leaves(self, node, path):
        for choice in self.choices(node):
            inner = choice.get("properties", {})
            for key, value in inner.items():
                yield from self.leaves(value, (*path, key))
            if isinstance(choice.get("additionalProperties"), dict):
                yield from self.leaves(choice["additionalProperties"], (*path, "*"))
            if "items" in choice:
                yield from self.leaves(choice["items"], (*path, 0))
            if choice.get("type") not in ("object", "array", "null"):
                yield without_names(path)


def without_names(path):
    """ec2.app.type -> ec2.*.type; an item of a list is that of any."""
    parts = ("*" if i == 1 and path[0] in NAMED else part for i, part in enumerate(path))
    return ".".join(part for part in parts if not isinstance(part, int))


def with_defaults(text):
    """`show` writes a default as a comment; uncommented, it is a value like others."""
    text = re.sub(r"^(\s*)- # (\S+:)(?=\s|$)", r"\1- \2", text, flags=re.MULTILINE)
    text = re.sub(r"^(\s*)# (\S+:)(?=\s|$)", r"\1\2", text, flags=re.MULTILINE)
    return re.sub(r"^(\s*\S+:) \{\}(?=\s|$)", r"\1", text, flags=re.MULTILINE)


def others(schema, path, value):
    """What else the value may be."""
    last = next(part for part in reversed(path) if isinstance(part, str))
    words = schema.words(path) or CHOICES.get(last, [])
    if value in words or (words and (not runs.NUMBER.match(value) or runs.DAY.match(value))):
        return [word for word in words if word != value]
    schedule = re.match(r"^cron\((\d+)(.*)$", value) or re.match(r"^rate\((\d+)(.*)$", value)
    if schedule:
        return [value.replace(f"({schedule[1]}", f"({(int(schedule[1]) + 7) % 60}", 1)]
    return runs.changed(value) if runs.NUMBER.match(value) else []


def given_by(worlds, schema):
    """{key without names: [(file, trees, path, others)]} of all values that the scenarios give or leave to their defaults."""
    found = {}
    for file in worlds.files:
        shown = worlds.garoa.text("show", file)
        trees = [yaml.load(text, yaml.BaseLoader) for text in (shown, with_defaults(shown))]
        for path, value in runs.leaves(trees[1]):
            name = without_names(path)
            if path[0] in NO_VALUES or value == "":
                continue
            values = others(schema, path, value)
            found.setdefault(name, []).extend([(file, trees, path, values)] if values else [])
    return found


def all_keys(worlds):
    schema = Schema(worlds.garoa)
    for name, uses in sorted(given_by(worlds, schema).items()):
        if uses:
            yield name, key(uses)


def key(uses):
    def felt(worlds):
        return any(worlds.moves(file, "--set", setting(trees, path, other))
                   for file, trees, path, values in uses for other in values)
    return felt


def setting(trees, path, value):
    """PATH=VALUE; a list is given whole, as the scenario gives it if it does."""
    outer = next((i for i, part in enumerate(path) if isinstance(part, int)), len(path))
    if outer < len(path):
        items = next(found for found in (at(tree, path[:outer]) for tree in trees) if found)
        value = runs.flow_text(runs.with_value(items, path[outer:], value))
    return f"{'.'.join(path[:outer])}={value}"


def at(tree, path):
    for part in path:
        tree = (tree or {}).get(part)
    return tree
