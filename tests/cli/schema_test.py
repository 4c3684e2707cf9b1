"""Every shipped scenario fits the JSON Schema that `garoa schema` prints; scenarios with faults that a schema can see do not.

usage: schema_test.py PROGRAM SOURCE_FOLDER
"""

import json
import pathlib
import re
import subprocess
import sys

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)


class ScenarioLoader(yaml.SafeLoader):
    """YAML 1.2 as garoa reads it: dates are text, and only true and false are booleans."""


def resolvers_of_yaml_1_2():
    unwanted = {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool"}
    return {
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in unwanted]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


ScenarioLoader.yaml_implicit_resolvers = resolvers_of_yaml_1_2()
ScenarioLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))

# Cases of tests/negative whose fault lies in a single key.
REJECTED = [
    "unknown_key_top_level",
    "unknown_key_in_resource",
    "unknown_key_in_section",
    "unknown_key_in_function",
    "unknown_key_in_list_of_maps",
    "unknown_form_of_arrivals_and_sizes",
    "unknown_section",
    "unit_missing",
    "unit_missing_in_flow_2",
    "unit_unknown",
    "bit_for_byte",
    "scalar_where_map_is_needed",
    "map_where_scalar_is_needed",
    "list_where_map_is_needed",
    "scalar_where_list_is_needed",
    "boolean_malformed",
    "volume_type_unknown",
    "size_preset_unknown",
    "kind_of_flow_unknown",
    "encryption_unknown",
    "two_forms_at_once",
]


def main():
    program, source = sys.argv[1], pathlib.Path(sys.argv[2])
    def validator_of(kind):
        schema = json.loads(subprocess.run([program, "schema", kind], check=True, capture_output=True, text=True).stdout)
        jsonschema.Draft202012Validator.check_schema(schema)
        return jsonschema.Draft202012Validator(schema)

    validator = validator_of("scenario")
    failures = []

    def first_fault(path, by=validator):
        with open(path, encoding="utf-8") as stream:
            return next(by.iter_errors(yaml.load(stream, ScenarioLoader)), None)

    plans = sorted((source / "scenarios" / "sweeps").glob("*.yaml"))
    of_plans = validator_of("plan")
    for path in plans:
        fault = first_fault(path, of_plans)
        if fault is not None:
            failures.append(f"{path} is refused at {fault.json_path}: {fault.message}")
        if first_fault(path) is None:
            failures.append(f"{path} is accepted as a scenario")

    scenarios = [path for path in (source / "scenarios").rglob("*.yaml") if path not in plans and path.name != "lesson.yaml"]
    shipped = sorted(scenarios) + sorted((source / "tests" / "cli" / "scenarios").glob("*.yaml"))
    if len(shipped) < 5:
        failures.append(f"only {len(shipped)} scenarios were found")
    for path in shipped:
        fault = first_fault(path)
        if fault is not None:
            failures.append(f"{path} is refused at {fault.json_path}: {fault.message}")

    for name in REJECTED:
        if first_fault(source / "tests" / "negative" / "cases" / f"{name}.yaml") is None:
            failures.append(f"{name}.yaml is accepted")

    for path in shipped:
        shown = subprocess.run([program, "show", str(path)], check=True, capture_output=True, text=True).stdout
        fault = next(validator.iter_errors(yaml.load(shown, ScenarioLoader)), None)
        if fault is not None:
            failures.append(f"what 'show' prints of {path} is refused at {fault.json_path}: {fault.message}")

    print("\n".join(failures) or f"{len(shipped)} scenarios accepted, {len(REJECTED)} faulty ones rejected")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
