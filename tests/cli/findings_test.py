"""What `garoa check` tells other programs is read by readers that are not garoa's: a JSON-schema validator for SARIF and OCSF, XML parsers
for JUnit, a CSV reader. All formats tell the same findings, and SARIF opens the scenario at the resource's line.

usage: findings_test.py PROGRAM SOURCE_FOLDER
"""

import csv
import datetime
import io
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import xml.etree.ElementTree as xml

try:
    import jsonschema
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

PROGRAM = sys.argv[1]
SOURCE = pathlib.Path(sys.argv[2])
SCHEMA = json.loads((SOURCE / "tests/fixtures/sarif-2.1.0-rtm.5.schema.json").read_text())
OCSF_SCHEMA = json.loads((SOURCE / "tests/fixtures/ocsf-1.3-part.schema.json").read_text())
FORMATS = {"json": "findings.json", "csv": "findings.csv", "junit": "findings.junit.xml", "sarif": "findings.sarif", "ocsf": "findings.ocsf.json",
           "asff": "findings.asff.json"}
KINDS = {"PASS": "pass", "FAIL": "fail", "WARN": "fail", "NOT_EVALUATED": "open", "NOT_APPLICABLE": "notApplicable"}
faults = []


def expect(true, what):
    if not true:
        faults.append(what)


def check(*arguments, folder=None):
    return subprocess.run([PROGRAM, "check", *map(str, arguments)], capture_output=True, text=True, cwd=folder)


def look_at_sarif(text, findings, scenario, where):
    log = json.loads(text)
    for fault in jsonschema.Draft4Validator(SCHEMA).iter_errors(log):
        faults.append(f"{where}: SARIF {list(fault.absolute_path)}: {fault.message[:200]}")
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    expect(len(run["results"]) == len(findings), f"{where}: SARIF tells another number of findings")
    expect(len({r["partialFingerprints"]["garoaFinding/v1"] for r in run["results"]}) == len(findings), f"{where}: fingerprints repeat")
    lines = scenario.read_text().splitlines()
    for result, finding in zip(run["results"], findings):
        about = f"{where}: {finding['control']} {finding['resource']}"
        expect(rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding["control"], f"{about}: rule")
        expect(result["kind"] == KINDS[finding["status"]], f"{about}: kind {result['kind']}")
        place = result["locations"][0]["physicalLocation"]
        path = pathlib.Path(urllib.parse.unquote(place["artifactLocation"]["uri"].removeprefix("file://")))
        expect(path == scenario, f"{about}: opens {path}")
        if "region" in place and finding.get("key"):
            shown = lines[place["region"]["startLine"] - 1]
            parts = finding["key"].split(".")
            if not any(line.startswith(parts[0] + ":") for line in lines):
                parts = ["garoa"]  # of a section that is not there the scenario's first line
            expect(any(part in shown for part in (parts[1:] if len(parts) > 2 else parts)), f"{about}: {finding['key']} opens at '{shown}'")


def look_at_junit(text, findings, where):
    root = xml.fromstring(text.encode())
    cases = list(root.iter("testcase"))
    failed = sum(finding["status"] == "FAIL" for finding in findings)
    skipped = sum(finding["status"].startswith("NOT_") for finding in findings)
    expect(len(cases) == len(findings), f"{where}: JUnit tells another number of findings")
    expect(sum(case.find("failure") is not None for case in cases) == failed, f"{where}: failures")
    expect(sum(case.find("skipped") is not None for case in cases) == skipped, f"{where}: skipped")
    for failure in root.iter("failure"):
        expect("set by: " in failure.text and "in the scenario: " in failure.text, f"{where}: JUnit tells no setting: {failure.text}")
    for parts in [[root], root.findall("testsuite")]:
        for name, count in [("tests", len(findings)), ("failures", failed), ("skipped", skipped)]:
            expect(sum(int(part.get(name)) for part in parts) == count, f"{where}: attribute {name}")
    if shutil.which("xmllint"):
        lint = subprocess.run(["xmllint", "--noout", "-"], input=text, capture_output=True, text=True)
        expect(lint.returncode == 0, f"{where}: xmllint: {lint.stderr}")


def look_at_csv(text, findings, where):
    rows = list(csv.DictReader(io.StringIO(text), strict=True))
    expect(len(rows) == len(findings), f"{where}: CSV tells another number of findings")
    for row, finding in zip(rows, findings):
        for key in ["control", "profile", "status", "severity", "flow", "resource", "message"]:
            expect(row[key] == finding[key], f"{where}: CSV {key} '{row[key]}' is not '{finding[key]}'")
        expect(row["key"] == finding.get("key", ""), f"{where}: CSV key")
        expect(row["clauses"] == "; ".join(finding["clauses"]), f"{where}: CSV clauses")
        expect(row["identifiers"] == "; ".join(finding.get("identifiers", [])), f"{where}: CSV identifiers")
        expect(row["limit_basis"] == finding.get("limit_basis", ""), f"{where}: CSV basis of the limit")
        expect(None not in row and len(row["fix"]) > 0, f"{where}: CSV columns")


def events_of_ocsf(text, where):
    events = json.loads(text)
    for fault in jsonschema.Draft7Validator(OCSF_SCHEMA).iter_errors(events):
        faults.append(f"{where}: OCSF {list(fault.absolute_path)}: {fault.message[:200]}")
    return events


def look_at_ocsf(text, findings, where):
    events = events_of_ocsf(text, where)
    expect(len(events) == len(findings), f"{where}: OCSF tells another number of findings")
    expect(len({event["finding_info"]["uid"] for event in events}) == len(findings), f"{where}: OCSF uids repeat")
    severities = {"info": 1, "low": 2, "medium": 3, "high": 4, "critical": 5}
    states = {"PASS": 1, "NOT_EVALUATED": 2, "FAIL": 3}
    for event, finding in zip(events, findings):
        about = f"{where}: OCSF {finding['control']}"
        expect(event["compliance"]["control"] == finding["control"] and event["message"] == finding["message"], about)
        expect(event["compliance"]["status_id"] == states.get(finding["status"], 99), f"{about}: status")
        expect(event["severity_id"] == severities[finding["severity"]], f"{about}: severity")
        expect(event["compliance"].get("requirements", []) == finding["clauses"], f"{about}: clauses")
        expect("simulated" in event["metadata"]["labels"], f"{about}: label")
        expect(event["unmapped"]["compliance"] == {finding["profile"]: finding["clauses"]}, f"{about}: clauses for importers")


def look_at_asff(text, findings, where):
    told = json.loads(text)
    required = {"SchemaVersion", "Id", "ProductArn", "GeneratorId", "AwsAccountId", "Types", "CreatedAt", "UpdatedAt", "Severity", "Title",
                "Description", "Resources"}
    states = {"PASS": "PASSED", "FAIL": "FAILED", "WARN": "WARNING"}
    expect(len(told) == len(findings) and len({one["Id"] for one in told}) == len(findings), f"{where}: ASFF tells another number of findings")
    for one, finding in zip(told, findings):
        about = f"{where}: ASFF {finding['control']}"
        expect(required <= one.keys(), f"{about}: lacks {required - one.keys()}")
        expect(one["AwsAccountId"] == "000000000000" and one["Sample"] is True and one["Title"].startswith("[simulated] "), f"{about}: mark")
        expect(len(one["Title"]) <= 256 and len(one["Description"]) <= 1024, f"{about}: lengths")
        expect(len(one["Remediation"]["Recommendation"]["Text"].encode()) <= 512, f"{about}: length of the advice")
        expect(one["Compliance"]["Status"] == states.get(finding["status"], "NOT_AVAILABLE"), f"{about}: status")
        datetime.datetime.fromisoformat(one["CreatedAt"].replace("Z", "+00:00"))


def look_at_suggestions(scenario):
    """Each change that is proposed closes its gap; without being asked, none is."""
    gaps = lambda told: {(f["control"], f["flow"], f["resource"]) for f in told if f["status"] in ("FAIL", "WARN")}
    read = lambda *options: json.loads(check(scenario, "--fail-on", "never", "--format", "json", *options).stdout)["compliance"]["findings"]
    expect(not any("fix" in finding for finding in read()), f"{scenario}: a change that nobody asked for")
    told = read("--suggest")
    fixes = [finding for finding in told if "fix" in finding]
    expect(len(fixes) >= 4, f"{scenario}: {len(fixes)} changes")
    for finding in fixes:
        setting = f"{finding['fix']['parameter']}={finding['fix']['value']}"
        left = gaps(told) - gaps(read("--set", setting))
        expect((finding["control"], finding["flow"], finding["resource"]) in left, f"{finding['control']}: {setting} closes nothing")
        expect(finding["fix"]["per_month"] is None, f"{finding['control']}: costs without a run")
    look_at_changes(scenario, {(f["control"], f["flow"], f["resource"]): f"{f['fix']['parameter']}={f['fix']['value']}" for f in fixes})
    table = check(scenario, "--fail-on", "never", "--suggest").stdout
    expect("What closes them" in table and "not evaluated" in table, f"{scenario}: changes in the table")


def applied(text, change):
    """The text after a replacement of SARIF: its columns count characters."""
    lines = text.splitlines(keepends=True)
    region = change["deletedRegion"]
    at = lambda line, column: sum(map(len, lines[:region[line] - 1])) + region[column] - 1
    return text[:at("startLine", "startColumn")] + change["insertedContent"]["text"] + text[at("endLine", "endColumn"):]


def look_at_changes(scenario, fixes):
    """What SARIF says to write into the file closes the gap there; all that were found can be written."""
    told = json.loads(check(scenario, "--fail-on", "never", "--suggest", "--format", "sarif").stdout)
    for fault in jsonschema.Draft4Validator(SCHEMA).iter_errors(told):
        faults.append(f"{scenario}: fixes: SARIF {list(fault.absolute_path)}: {fault.message[:200]}")
    results = [result for result in told["runs"][0]["results"] if "fixes" in result]
    expect(len(results) == len(fixes), f"{scenario}: SARIF has {len(results)} changes of {len(fixes)}")
    for result in results:
        artifact = result["fixes"][0]["artifactChanges"][0]
        path = pathlib.Path(urllib.parse.unquote(artifact["artifactLocation"]["uri"].removeprefix("file://")))
        expect(path == scenario, f"{result['ruleId']}: a change of {path}")
        with tempfile.TemporaryDirectory() as folder:
            changed = pathlib.Path(folder) / "changed.yaml"
            changed.write_text(applied(scenario.read_text(), artifact["replacements"][0]))
            end = check(changed, "--fail-on", "never", "--format", "json")
            what = f"{result['ruleId']}: {result['fixes'][0]['description']['text']}"
            expect(end.returncode == 0, f"{what}: cannot be read: {end.stderr[:300]}")
            about = result["locations"][0].get("logicalLocations", [{}])[0].get("fullyQualifiedName", "")
            left = [f for f in json.loads(end.stdout or '{"compliance": {"findings": []}}')["compliance"]["findings"]
                    if f["control"] == result["ruleId"] and f["status"] in ("FAIL", "WARN") and about in (f["resource"], f["flow"])]
            expect(not left, f"{what}: still a gap in the changed file")


def look_at_origin(texts, told, where):
    """Each format tells what decided it: program, scenario, seeds, what was set."""
    run = json.loads(texts["sarif"])["runs"][0]
    origin = {"scenario_sha256": told["scenario_sha256"], "seeds": told["seeds"], "provenance": told["provenance"]}
    expect(run["properties"] == origin and run["tool"]["driver"]["version"] == told["garoa_version"], f"{where}: SARIF: origin")
    expect(all(event["unmapped"]["origin"] == origin for event in json.loads(texts["ocsf"])), f"{where}: OCSF: origin")
    for suite in xml.fromstring(texts["junit"].encode()).findall("testsuite"):
        named = {one.get("name"): one.get("value") for one in suite.find("properties")}
        expect(named["scenario_sha256"] == origin["scenario_sha256"] and json.loads(named["provenance"]) == origin["provenance"], f"{where}: JUnit: origin")
        expect(named["garoa_version"] == told["garoa_version"] and json.loads(named["seeds"]) == origin["seeds"], f"{where}: JUnit: program and seeds")
    for row in csv.DictReader(io.StringIO(texts["csv"])):
        expect(row["scenario_sha256"] == origin["scenario_sha256"] and json.loads(row["provenance"]) == origin["provenance"], f"{where}: CSV: origin")
        expect(row["seeds"] == "; ".join(map(str, origin["seeds"])) and row["garoa_version"] == told["garoa_version"], f"{where}: CSV: program and seeds")


def look_at_chosen_run(scenario):
    """A run tells and counts what is chosen, as a check does; its result keeps all."""
    with tempfile.TemporaryDirectory() as folder:
        call = [PROGRAM, "run", scenario, "--set", "duration=2 h", "--set", "warmup=0 s", "--quiet", "--out", folder + "/run", "--fail-on", "high"]
        end = subprocess.run([*call, "--status", "pass", "--control", "S-RT-01,S-BK-03", "--format", "table,json,csv"], capture_output=True, text=True, check=False)
        rows = list(csv.DictReader(open(folder + "/run/findings.csv", encoding="utf-8")))
        kept = json.loads(pathlib.Path(folder + "/run/result.json").read_text(encoding="utf-8"))["compliance"]["findings"]
        expect(end.returncode == 0 and "PASS" in end.stdout.split("Findings\n")[-1], f"run: chosen findings: {end.stderr}")
        expect({row["control"] for row in rows} == {"S-RT-01"} and {row["status"] for row in rows} == {"PASS"}, "run: the chosen ones are told")
        expect(len(kept) > 20, "run: the result keeps all findings")
        whole = [*call[:-2], "--fail-on", "never", "--format", "ocsf,sarif,json"]
        end = subprocess.run(whole, capture_output=True, text=True, check=False)
        found = json.loads(pathlib.Path(folder + "/run/result.json").read_text(encoding="utf-8"))["compliance"]["findings"]
        expect(end.returncode == 0 and {"PASS", "FAIL", "WARN", "NOT_EVALUATED"} <= {f["status"] for f in found}, f"run: {end.stderr}")
        expect({"PASS", "NOT_EVALUATED"} <= {f["status"] for f in found if f["control"].startswith("D-")}, "run: kinds of findings")
        look_at_ocsf(pathlib.Path(folder + "/run/findings.ocsf.json").read_text(encoding="utf-8"), found, f"run {scenario.name}")
        for fault in jsonschema.Draft4Validator(SCHEMA).iter_errors(json.loads(pathlib.Path(folder + "/run/findings.sarif").read_text(encoding="utf-8"))):
            faults.append(f"run {scenario.name}: SARIF {list(fault.absolute_path)}: {fault.message[:200]}")
        gap = subprocess.run([*call, "--control", "S-BK-03", "--format", "table"], capture_output=True, text=True, check=False)
        expect(gap.returncode == 3, "run: what is chosen counts")
        wrong = subprocess.run([*call, "--suggest", "--replications", "2"], capture_output=True, text=True, check=False)
        expect(wrong.returncode == 1 and "--suggest looks at one run" in wrong.stderr, "run: suggestions of replications")


def look_at(scenario, *options):
    where = " ".join([scenario.name, *options])
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "out"
        end = check(scenario, *options, "--fail-on", "never", "--format", ",".join(["table", *FORMATS]), "--out", out)
        expect(end.returncode == 0 and "valid" in end.stdout, f"{where}: {end.stderr}")
        expect(end.stderr == f"garoa: results are in {out}\n", f"{where}: {end.stderr}")
        texts = {name: (out / file).read_text() for name, file in FORMATS.items()}
        expect(sorted(FORMATS.values()) == sorted(path.name for path in out.iterdir()), f"{where}: files")
    for name, text in texts.items():
        alone = check(scenario, *options, "--fail-on", "never", "--format", name)
        expect(alone.stdout == text, f"{where}: {name} on stdout is another text")
    told = json.loads(texts["json"])
    findings = told["compliance"]["findings"]
    expect(told["schema"] == "garoa.findings/1" and told["scenario"] == scenario.name and findings, f"{where}: JSON")
    look_at_sarif(texts["sarif"], findings, scenario, where)
    look_at_junit(texts["junit"], findings, where)
    look_at_csv(texts["csv"], findings, where)
    look_at_ocsf(texts["ocsf"], findings, where)
    look_at_asff(texts["asff"], findings, where)
    look_at_origin(texts, told, where)


def look_at_odd_names():
    """Names that XML, URIs and CSV must escape."""
    text = (SOURCE / "scenarios/central-financeira/base.yaml").read_text()
    with tempfile.TemporaryDirectory() as folder:
        odd = pathlib.Path(folder) / 'a & "b" <c> ç%20,.yaml'
        odd.write_text(text)
        look_at(odd)


def look_at_waived_run(scenario):
    """A run with waivers: its result keeps the gaps, its exit code and screen leave out what is waived."""
    with tempfile.TemporaryDirectory() as folder:
        waivers = folder + "/waivers.yaml"
        call = [PROGRAM, "run", scenario, "--set", "duration=2 h", "--set", "warmup=0 s", "--quiet", "--out", folder + "/run",
                "--fail-on", "high", "--format", "table,json,csv"]
        plain = subprocess.run(call, capture_output=True, text=True, check=False)
        before = json.loads(pathlib.Path(folder + "/run/result.json").read_text(encoding="utf-8"))["compliance"]["findings"]
        worst = {f["control"] for f in before if f["status"] == "FAIL" and f["severity"] in ("critical", "high")}
        lines = [f"  - {{ control: {id}, reason: accepted, owner: ana, expires: 2027-05-31 }}" for id in sorted(worst)]
        pathlib.Path(waivers).write_text("\n".join(["waivers:", *lines]) + "\n", encoding="utf-8")
        waived = subprocess.run([*call, "--waivers", waivers, "--now", "2027-05-31"], capture_output=True, text=True, check=False)
        left = {row["control"] for row in csv.DictReader(open(folder + "/run/findings.csv", encoding="utf-8"))}
        kept = json.loads(pathlib.Path(folder + "/run/result.json").read_text(encoding="utf-8"))["compliance"]["findings"]
        expect(plain.returncode == 3 and waived.returncode == 0, "run: exit codes")
        expect("waived: " in waived.stdout and "waived: " not in plain.stdout, "run: waived gaps on the screen")
        expect(kept == before, "run: the result keeps all findings")
        expect(worst <= left, "run: the file of findings has the waived ones")


def look_at_void_waivers(scenario, folder):
    """One without an owner holds not and is a gap itself, beside one that holds; one of a control that only a run judges is left alone."""
    void = folder / "void.yaml"
    void.write_text("waivers:\n  - { control: S-BK-01, reason: none, expires: 2027-05-31 }\n"
                    "  - { control: D-RC-01, reason: none, owner: ana, expires: 2027-05-31 }\n")
    end = check(scenario, "--waivers", void, "--now", "2027-01-01", "--format", "json", "--fail-on", "never")
    found = {f["control"]: f for f in json.loads(end.stdout)["compliance"]["findings"]}
    expect(end.returncode == 0 and "waiver-malformed" in found and "owner" in found["waiver-malformed"]["message"], f"void waivers: {end.stderr}")
    expect("waiver" not in found["S-BK-01"] and "waiver-unused" not in found, "void waivers: what they meet")


def look_at_evidence(findings, where):
    """Each finding says how it is closed and what others call it; a limit says whose it is."""
    for finding in findings:
        expect(finding.get("remedy"), f"{where}: {finding['control']} has no remedy")
    encrypted = [f for f in findings if f["control"] == "S-DP-02"]
    expect(encrypted and "Security Hub S3.17" in encrypted[0]["identifiers"], f"{where}: identifiers")
    kept = [f for f in findings if f["control"] == "S-RT-06" and f.get("limit") is not None]
    expect(all(f["limit_basis"] in ("V", "D", "M", "P") for f in kept), f"{where}: basis of a limit")


def look_at_choices():
    """Waivers, baselines and filters: what is told and what counts."""
    scenario = SOURCE / "scenarios/processamento-automatico/base.yaml"
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        before = json.loads(check(scenario, "--format", "json").stdout)["compliance"]["findings"]
        look_at_evidence(before, "evidence")
        gaps = [finding for finding in before if finding["status"] in ("FAIL", "WARN")]
        worst = {finding["control"] for finding in gaps if finding["severity"] in ("critical", "high")}
        lines = [f"  - {{ control: {id}, reason: it's <a> & \"b\", owner: ana, expires: 2027-05-31 }}" for id in sorted(worst)]
        waivers = folder / "waivers.yaml"
        waivers.write_text("\n".join(["waivers:", *lines]) + "\n")
        args = ["--waivers", waivers, "--now", "2027-05-31"]
        expect(check(scenario).returncode == 3, "gaps: exit code")
        expect(check(scenario, *args).returncode == 0, "waivers: exit code")
        look_at_waived_run(scenario)
        late = check(scenario, "--waivers", waivers, "--now", "2027-06-01", "--format", "json")
        expired = [f for f in json.loads(late.stdout)["compliance"]["findings"] if f["control"] == "waiver-expired"]
        expect(late.returncode == 3 and len(expired) == len(worst), "waivers: expired ones")
        expect(expired and expired[0]["place"]["file"] == "waivers.yaml" and expired[0]["place"]["line"] == 2, "waivers: place")
        sarif = json.loads(check(scenario, *args, "--format", "sarif").stdout)
        for fault in jsonschema.Draft4Validator(SCHEMA).iter_errors(sarif):
            faults.append(f"waivers: SARIF {list(fault.absolute_path)}: {fault.message[:200]}")
        waived = [r for r in sarif["runs"][0]["results"] if "suppressions" in r]
        expect({r["ruleId"] for r in waived} == worst, "waivers: SARIF suppressions")
        events = events_of_ocsf(check(scenario, *args, "--format", "ocsf").stdout, "waivers")
        expect({e["compliance"]["control"] for e in events if e["status_id"] == 3} == worst, "waivers: OCSF suppressed")
        when = check(scenario, "--format", "ocsf", "--set", "start=2026-03-02T00:00:00", "--set", "timezone=America/Sao_Paulo").stdout
        expect(json.loads(when)[0]["time"] == int(datetime.datetime(2026, 3, 2, 3, tzinfo=datetime.timezone.utc).timestamp()) * 1000, "OCSF: time")
        junit = xml.fromstring(check(scenario, *args, "--format", "junit").stdout.encode())
        expect(sum("waived by ana" in s.get("message") for s in junit.iter("skipped")) == len(waived), "waivers: JUnit")
        old = folder / "old.json"
        old.write_text(check(scenario, "--format", "json").stdout)
        same = check(scenario, "--baseline", old)
        expect(same.returncode == 0 and "0 new, 0 worse, 0 better" in same.stdout, "baseline: the same")
        unknown = folder / "unknown.yaml"
        unknown.write_text("waivers:\n  - { control: S-XX-99, reason: none, owner: ana, expires: 2027-05-31 }\n")
        end = check(scenario, "--waivers", unknown, "--now", "2027-05-31")
        expect(end.returncode == 1 and "unknown.yaml:2:" in end.stderr and "'S-XX-99' is not a control" in end.stderr, f"waivers: {end.stderr}")
        look_at_void_waivers(scenario, folder)
        nothing = folder / "nothing.yaml"
        nothing.write_text("title: Nothing\nsource: ours\ncontrols: {}\n")
        (folder / "lower.yaml").write_text(scenario.read_text())
        (folder / "sub").mkdir()
        (folder / "sub/upper.yaml").write_text("extends: ../lower.yaml\n")
        sarif = json.loads(subprocess.run([PROGRAM, "check", "sub/upper.yaml", "--format", "sarif", "--fail-on", "never"], cwd=folder, check=False,
                                          capture_output=True, text=True).stdout)
        uris = {place["physicalLocation"]["artifactLocation"]["uri"] for r in sarif["runs"][0]["results"] for place in r["locations"]}
        expect(uris <= {"lower.yaml", "sub/upper.yaml"} and "lower.yaml" in uris, f"SARIF: files {uris}")
        more = check(scenario, "--baseline", old, "--set", "s3.inbox.encryption=none")
        expect(more.returncode == 0 and "S-DP-02" in more.stdout and "S-BK-01" not in more.stdout, f"baseline: {more.stdout}")
        more = check(scenario, "--baseline", old, "--set", "s3.inbox.encryption=none", "--fail-on", "medium", "--format", "sarif")
        states = {r["ruleId"]: r["baselineState"] for r in json.loads(more.stdout)["runs"][0]["results"] if r["baselineState"] != "unchanged"}
        expect(more.returncode == 3 and states == {"S-DP-02": "new"}, f"baseline: {states}")
        chosen = check(scenario, "--status", "pass,not-evaluated", "--control", "S-DP-02,S-RS-01", "--format", "csv").stdout
        ids = {row["control"] for row in csv.DictReader(io.StringIO(chosen))}
        expect(ids == {"S-DP-02", "S-RS-01"}, f"filters: {ids}")
        reason = check(scenario, "--status", "not-evaluated", "--fail-on", "never").stdout
        expect("The policy does not say in which countries" in " ".join(reason.split()), "filters: the reason of what was not evaluated")
        expect(check(scenario, "--severity", "critical", "--control", "S-RT-02").returncode == 0, "filters: what is left out counts not")
        for wrong, said in [(["--control", "S-DP-2"], "did you mean"), (["--status", "failed"], "did you mean 'fail'?"),
                            (["--severity", "hihg"], "is not a severity"), (["--now", "2027-05-31"], "--waivers and --now DAY go together"),
                            (["--waivers", waivers, "--now", "31.5.2027"], "is not a day"), (["--waivers", waivers], "--waivers and --now DAY go together"), (["--waivers", folder / "none", "--now", "2027-05-31"], "cannot be read"),
                            (["--baseline", scenario], "is not JSON"), (["--control", "D-RC-01"], "D-RC-01 is judged by a run"),
                            (["--control", "S-DP-01", "--profile", "mas-644"], "no profile in force asks for S-DP-01"),
                            (["--decimal-comma"], "the format csv is missing"), (["--profile", nothing], "asks for no control")]:
            end = check(scenario, *wrong)
            expect(end.returncode == 1 and end.stdout == "" and said in end.stderr, f"{wrong}: {end.stderr}")


def main():
    for scenario in sorted(SOURCE.glob("scenarios/*/base.yaml")):
        look_at(scenario)
        look_at(scenario, "--profile", "br-cmn-4893,sec-17a-4", "--set", "seed=9")
        look_at_suggestions(scenario)
        look_at_chosen_run(scenario)
    look_at_odd_names()
    look_at_choices()
    print("\n".join(faults[:50]) or "all formats are read, and tell the same")
    return 1 if faults else 0


sys.exit(main())
