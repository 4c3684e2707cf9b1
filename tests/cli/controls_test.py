"""Every control passes a scenario and fails one: those that are shipped, and changes of them. The list is the program's own (`garoa list
controls`), so that a control which no scenario here passes, or none fails, is told by its name.

usage: controls_test.py PROGRAM SOURCE_FOLDER
"""

import json
import pathlib
import subprocess
import sys
import tempfile

PROGRAM = sys.argv[1]
SOURCE = pathlib.Path(sys.argv[2])
INTAKE = SOURCE / "scenarios/central-financeira/closed.yaml"
AUTOMATION = SOURCE / "scenarios/processamento-automatico/closed.yaml"

# What `check` sees. A scenario, then what is set.
CHECKED = [
    (INTAKE,),
    (AUTOMATION,),
    (INTAKE.with_name("base.yaml"),),
    (AUTOMATION.with_name("base.yaml"),),
    # Open to everybody, to all actions, without encryption.
    (INTAKE, "s3.archive.block_public_access=false", "s3.archive.tls_only=false", "s3.archive.encryption=none", "ebs.documents.encrypted=false",
     "ebs.documents.delete_on_termination=true", "s3.archive.versioning=false", "s3.archive.replication=null", "s3.archive.object_lock=null"),
    (AUTOMATION, "lambda.validate.role={ actions: ['*'], resources: ['*'] }", "cloudwatch_logs.processing.fields=[actor]"),
    # Nothing is kept for long, nor where it should be.
    (INTAKE, "policy.countries=[DE]", "policy.retention_max=1 d", "cloudwatch_logs.audit.retention=1 d", "backup=null", "flows.intake.backup=null",
     "flows.intake.recovery=null", "ebs.documents.keep=null"),
    (AUTOMATION, "s3.inbox.expiration=1 d", "s3.inbox.noncurrent_expiration=1 d", "s3.inbox.object_lock=null", "s3.inbox.replication=null",
     "policy.retention_max=30 d"),
    (AUTOMATION, "s3.inbox.storage_class=DEEP_ARCHIVE", "policy.profiles=[sec-17a-4]"),
    (AUTOMATION, "policy.profiles=[sec-17a-4]"),
    # The function hears of half, writes where it listens, keeps no failures, and does twice what comes twice.
    (AUTOMATION, "lambda.validate.trigger.events=['ObjectCreated:Put']", "lambda.validate.dlq=null", "lambda.validate.writes_to=inbox",
     "lambda.validate.idempotency=none"),
    (INTAKE, "vpc.s3_access=nat-gateway"),
]

# What only a run shows. HERE is a folder with two profiles that differ in the bytes that may be at risk.
RUN = [
    # All is well, for long enough to tell; an instance stops, which somebody hears of; a drill.
    (INTAKE, "duration=5 d", "backup.nightly.schedule=cron(0 */6 * * ? *)", "drills=[{ at: 60 h, restore: nightly }]",
     "failures=[{ at: 80 h, instance: app, kind: stop, for: 30 min }]", "s3.archive.abort_incomplete_uploads=7 d"),
    (AUTOMATION, "duration=1 d", "s3.inbox.replication={ region: us-east-1, account: other, time_control: true }"),
    # Keys come again, and what is old replaces nothing.
    (AUTOMATION, "duration=1 d", "flows.automation.uploads.key={ distinct: 100 }", "lambda.validate.ordering=sequencer"),
    # The volume is lost, nothing is restored, and nobody hears of it.
    (INTAKE, "duration=3 d", "failures=[{ at: 40 h, volume: documents, kind: loss }]", "flows.intake.recovery=null",
     "backup.nightly.schedule=cron(0 2 ? * SUN *)"),
    # A backup that is slower than the documents come, and a drill while S3 errs.
    (INTAKE, "duration=2 d", "backup.nightly={ schedule: rate(1 hour), window: 1 h, concurrency: 1, stream: { rate: 10 kB/s } }",
     "drills=[{ at: 30 h, restore: nightly }]", "failures=[{ at: 30 h, bucket: archive, kind: errors, rate: 0.5, for: 18 h }]"),
    # A function for one document at a time, which hears of what it writes, does twice what comes twice, and tells who is not there.
    (AUTOMATION, "duration=1 d", "lambda.validate.reserved_concurrency=1", "lambda.validate.asynchronous.event_age=10 min",
     "lambda.validate.dlq=null", "lambda.validate.idempotency=none", "flows.automation.uploads.key={ distinct: 100 }",
     "sns.done.subscriptions={ sqs: 0, http: 1 }", "sns.done.delivery={ http: { error_rate: 1, dlq: false } }",
     "failures=[{ at: 11 h, logs: processing, kind: crash }]"),
    (AUTOMATION, "duration=10 min", "warmup=0 s", "lambda.validate.writes_to=inbox"),
    (AUTOMATION, "duration=1 d", "lambda.validate.error_rate=1", "lambda.validate.dlq=null"),
    (AUTOMATION, "duration=1 d", "lambda.validate.reserved_concurrency=1", "lambda.validate.work.per_document=300 ms"),
    # A norm's clock, and limits of bytes at risk.
    (INTAKE, "duration=5 d", "failures=[{ at: 80 h, instance: app, kind: stop, for: 30 min }]", "policy.profiles=[br-cmn-4893]"),
    (INTAKE, "duration=2 d", "policy.profiles=[HERE/wide.yaml]"),
    (INTAKE, "duration=2 d", "policy.profiles=[HERE/narrow.yaml]"),
]


def told(*arguments):
    end = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=False)
    if end.returncode != 0:
        sys.exit(f"{arguments}: {end.stderr}")
    return end.stdout


def changes(sets):
    """All controls, unless the profile is said."""
    profile = [] if any(change.startswith("policy.profiles=") for change in sets) else ["policy.profiles=null"]
    return [part for change in [*sets, *profile] for part in ("--set", change)]


def findings_of(scenario, sets, folder):
    call = [scenario, *changes(sets), "--fail-on", "never", "--format", "json"]
    if folder is None:
        return json.loads(told("check", *call))["compliance"]["findings"]
    told("run", *call, "--quiet", "--out", folder)
    return json.loads((folder / "result.json").read_text(encoding="utf-8"))["compliance"]["findings"]


def main():
    ids = [line.split()[0] for line in told("list", "controls").splitlines() if line]
    seen = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, limit in (("wide", "1 TB"), ("narrow", "1 kB")):
            text = f"title: {name}\nextends: eu-dora\ncontrols: {{ D-RC-02: {{ max_bytes: {limit} }} }}\n"
            (pathlib.Path(folder) / f"{name}.yaml").write_text(text)
        for number, (scenario, *sets) in enumerate([*CHECKED, *RUN]):
            out = pathlib.Path(folder) / str(number) if number >= len(CHECKED) else None
            for finding in findings_of(scenario, [change.replace("HERE", folder) for change in sets], out):
                seen.setdefault((finding["control"], finding["status"]), number)
    lacking = [f"no scenario {word} {control}" for control in ids for word, status in (("passes", "PASS"), ("fails", "FAIL"))
               if (control, status) not in seen]
    print("\n".join(lacking) or f"each of {len(ids)} controls has a scenario that passes it and one that fails it")
    return 1 if lacking else 0


sys.exit(main())
