"""The figures of models/<service>/<service>.yaml, and what is laid down in the other files of models/."""

import re

import runs


def all_figures(models):
    """(name, felt) of each figure."""
    for path in sorted(models.glob("*/*.yaml")):
        if path.stem != path.parent.name:
            continue
        for name, entry in runs.read(path).items():
            if isinstance(entry, dict) and "value" in entry:
                yield f"{path.stem}: {name}", figure(path.stem, name, entry["value"])


def figure(service, name, value):
    def felt(worlds):
        files = worlds.likely({service, *name.split(".")})
        return any(worlds.moves_with_models(file, f"{service}/{service}.yaml", {name: {"value": other}})
                   for file, other in runs.tries(files, runs.changed(value)))
    return felt


def changed_in(models, file, path, value, worlds, tried):
    """Is a change at this path of a model file felt in one of the worlds, which come with options?"""
    tree = runs.read(models / file)
    return any(worlds.moves_with_models(world, file, runs.with_value(tree, path, other), options)
               for other in runs.changed(value) for world, options in tried)


# Prices ----------------------------------------------------------------------------------------------------------------------


def using(worlds, meter, *options):
    """The worlds on whose bill the meter is, or may be: what follows from settings alone, such as a trail's events, is on no list of meters."""
    service = "vpc" if meter == "transfer_zone_bytes" else meter.split("_")[0]
    for file in worlds.files:
        result = worlds.unchanged(file, *options)
        if result is None:
            continue
        metered = any(used["meter"] == meter for used in result["meters"])
        if metered or any(re.match(rf"{service}[._]", line["resource"]) for line in result["cost"]["lines"]):
            yield file, options


def prices(models):
    for path in sorted((models / "pricing" / "prices").glob("*.yaml")):
        tree = runs.read(path)
        for meter, line in tree["meters"].items():
            for at, value in runs.leaves(line):
                if at[-1] in ("usd", "up_to") and "earlier" not in at:
                    yield f"{path.stem} {meter} {shown(at)}", price_line(models, path.stem, meter, at, value)
        for group, line in tree["ec2_instance_seconds"].items():
            for instance_type, usd in line["usd"].items():
                at = ("ec2_instance_seconds", group, "usd", instance_type)
                yield f"{path.stem} {instance_type}", instance_price(models, path.stem, at, usd)


def shown(path):
    return ".".join(str(part) for part in path)


def price_line(models, region, meter, at, value):
    def felt(worlds):
        tried = list(using(worlds, meter, "--set", f"region={region}"))
        return changed_in(models, f"pricing/prices/{region}.yaml", ("meters", meter, *at), value, worlds, tried)
    return felt


def instance_price(models, region, at, usd):
    def felt(worlds):
        tried = [(worlds.named["of_an_instance"], ("--set", f"region={region}", "--set", f"ec2.app.type={at[-1]}"))]
        return changed_in(models, f"pricing/prices/{region}.yaml", at, usd, worlds, tried)
    return felt


def free_tier(models):
    for name, allowance in runs.read(models / "pricing" / "free_tier.yaml")["allowances"].items():
        yield f"free tier {name}", free_quantity(models, name, allowance)


def free_quantity(models, name, allowance):
    def felt(worlds):
        tried = [world for meter in allowance["meters"] for world in using(worlds, meter, "--set", "account.free_tier=true")]
        return changed_in(models, "pricing/free_tier.yaml", ("allowances", name, "per_month"), allowance["per_month"], worlds, tried)
    return felt


# INIT, instance types ---------------------------------------------------------------------------------------------------------


def init(models):
    for path in sorted((models / "lambda" / "init").glob("*.yaml")):
        tree = runs.read(path)
        for at, value in runs.leaves({key: tree[key] for key in ("since", "snap_start", "measured") if key in tree}):
            if at[-1] not in ("memory", "samples"):
                yield f"{path.stem} {shown(at)}", init_value(models, path.stem, tree, at, value)


def init_value(models, runtime, tree, at, value):
    options = {"runtime": runtime}
    if at[0] == "measured":
        _, package, architecture, row, _ = at
        options |= {"package": package, "architecture": architecture, "memory": tree["measured"][package][architecture][row]["memory"]}
    else:
        options |= {"package": next(iter(tree["measured"])), "architecture": "x86_64", "snap_start": str(at[0] == "snap_start").lower()}
    given = [part for key, word in options.items() for part in ("--set", f"lambda.called.{key}={word}")]
    if at[-1] == "since":
        given += ["--set", f"aws_date={value}"]
    def felt(worlds):
        return changed_in(models, f"lambda/init/{runtime}.yaml", at, value, worlds, [(worlds.named["of_a_function"], tuple(given))])
    return felt


def instances(models):
    for path in sorted((models / "catalog" / "ec2").glob("*.yaml")):
        for instance_type, entry in runs.read(path).items():
            for at, value in runs.leaves(entry):
                yield f"{instance_type} {shown(at)}", instance_value(models, path.name, (instance_type, *at), value)


def instance_value(models, file, at, value):
    def felt(worlds):
        tried = [(worlds.named[name], ("--set", f"ec2.app.type={at[0]}")) for name in ("of_an_instance", "of_a_stopped", "of_a_burstable", "of_a_drained_instance")]
        return changed_in(models, f"catalog/ec2/{file}", at, value, worlds, tried[::-1] if "credits" in at else tried)
    return felt


# Controls --------------------------------------------------------------------------------------------------------------------


def controls(models):
    for path in sorted((models / "compliance" / "controls").glob("*.yaml")):
        for control, entry in runs.read(path).items():
            for name, parameter in entry.get("parameters", {}).items():
                if "default" in parameter:
                    at = (control, "parameters", name, "default", "value")
                    yield f"{control} {name}", control_value(models, f"controls/{path.name}", control, at, parameter["default"]["value"], ())


def profiles(models):
    for path in sorted((models / "compliance" / "profiles").glob("*.yaml")):
        for control, entry in runs.read(path)["controls"].items():
            for name, value in entry.items():
                if name not in ("basis", "source", "note", "date"):
                    yield f"{path.stem} {control} {name}", control_value(models, f"profiles/{path.name}", control,
                                                                         ("controls", control, name), value, ("--profile", path.stem))


def control_value(models, file, control, at, value, options):
    def felt(worlds):
        return changed_in(models, f"compliance/{file}", at, value, worlds, list(judged(worlds, control, options, value == runs.NULL)))
    return felt


def judged(worlds, control, options, unset):
    """The worlds in which the control says something, or would if what is unset were set."""
    statuses = ("PASS", "WARN", "FAIL", *(("NOT_EVALUATED",) if unset else ()))
    for file in worlds.files:
        result = worlds.unchanged(file, *options)
        findings = [] if result is None else result["compliance"]["findings"]
        if any(finding["control"] == control and finding["status"] in statuses for finding in findings):
            yield file, options
