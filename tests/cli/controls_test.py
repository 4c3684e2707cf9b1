"""Every control passes a scenario and fails one of each flow that it is about: those that are shipped, and changes of them. The list is
the program's own (`garoa list controls`), so that a control which no scenario here passes, or none fails, is told by its name.

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

# Controls that are about one of the two flows: volumes, instances and their backups, or functions and what they tell.
OF_INTAKE = {"S-AC-03", "S-BK-06", "S-CO-01", "S-DP-01", "D-BK-01", "D-BK-03"}
OF_AUTOMATION = {"S-EV-01", "S-EV-02", "S-EV-03", "S-EV-04", "S-EV-05", "S-NT-01", "D-EV-01", "D-EV-02", "D-EV-03", "D-EV-04", "D-EV-05",
                 "D-NT-01", "D-NT-02"}

# No failure of S3's that is modelled loses an object.
NEVER_FAIL = {(AUTOMATION.parent.name, "D-AV-03")}

# Recovery points of the bucket.
VAULT = "backup={{ daily: {{ from_bucket: inbox, method: aws-backup, {} }} }}"

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
    # What is not said of logs and objectives, and documents that are soon in an archive; then copies that are all gone in time.
    (INTAKE, "ec2.app.role={ actions: ['s3:*'], resources: ['arn:aws:s3:::archive/*'] }", "cloudwatch_logs.audit.operations=[upload]",
     "cloudwatch_logs.audit.fields=[actor]", "policy.rpo=null", "policy.rto=null", "policy.profiles=[br-cmn-4893]",
     "s3.archive.storage_class=DEEP_ARCHIVE", "ebs.documents.keep={ after_copy: 30 d }"),
    (INTAKE, "policy.retention_max=5000 d", "s3.archive.expiration=4100 d", "s3.archive.noncurrent_expiration=1 d",
     "ebs.documents.keep={ for: 90 d, then: delete }", "s3.archive.replication.expiration=4100 d",
     "s3.archive.replication.noncurrent_expiration=1 d"),
    # A bucket that is open to everybody, in one zone, elsewhere, for ever.
    (AUTOMATION, "s3.inbox.block_public_access=false", "s3.inbox.tls_only=false", "s3.inbox.encryption=none", "s3.inbox.versioning=false",
     "s3.inbox.replication=null", "s3.inbox.object_lock=null", "policy.countries=[DE]", "cloudwatch_logs.processing.retention=1 d",
     "lambda.validate.vpc=true", "lambda.validate.zones=1", "policy.retention_max=1 d"),
    (AUTOMATION, "s3.inbox.replication={ region: us-east-1, encryption: none }"),
    # And one with recovery points, whose function is in two zones.
    (AUTOMATION, "lambda.validate.vpc=true", "lambda.validate.zones=2", "s3.inbox.abort_incomplete_uploads=7 d",
     VAULT.format("schedule: rate(30 minutes), window: 20 min, retention: { age: 60 d }")),
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
    (AUTOMATION, "duration=1 d", "policy.profiles=[HERE/wide.yaml]"),
    (AUTOMATION, "duration=1 d", "policy.profiles=[HERE/narrow.yaml]"),
    # Copies far away within minutes, of a volume that hardly ever fails; and one that is full.
    (INTAKE, "duration=6 h", "backup.nightly.schedule=rate(5 minutes)", "warmup=10 min",
     "s3.archive.replication={ region: us-east-1, account: other, time_control: true }", "ebs.documents.type=io2", "ebs.documents.iops=3000",
     "ebs.documents.throughput=null"),
    (INTAKE, "duration=1 d", "ebs.documents.size=1 GiB"),
    # Recovery points that keep up, and a drill; an outage of S3 of which an alarm tells.
    (AUTOMATION, "duration=4 d", VAULT.format("schedule: rate(6 hours), window: 2 h"), "drills=[{ at: 60 h, restore: daily }]",
     "flows.automation.downloads={ arrivals: { deterministic: 2000/d } }", "policy.profiles=[br-cmn-4893]"),
    (AUTOMATION, "duration=1 d", "failures=[{ at: 10 h, bucket: inbox, kind: errors, rate: 1, for: 30 min }]", "policy.profiles=[br-cmn-4893]"),
    # Nothing is copied, locked or kept, records are late, and S3 is out for half a day.
    (AUTOMATION, "duration=2 d", "s3.inbox.replication=null", "s3.inbox.object_lock=null", "s3.inbox.expiration=1 d",
     "flows.automation.downloads={ arrivals: { deterministic: 2000/d } }", "cloudwatch_logs.processing.flush_interval=20 min",
     "failures=[{ at: 10 h, bucket: inbox, kind: errors, rate: 1, for: 12 h }]", "policy.profiles=[br-cmn-4893]"),
    # Recovery points that are slower than the documents come, and a drill that takes longer than it may.
    (AUTOMATION, "duration=1 d", VAULT.format("objects_rate: 0.01/s, schedule: rate(2 hours), window: 1 h"),
     "drills=[{ at: 13 h, restore: daily }]", "policy.rto=1 min"),
    # So many objects in one zone that some are expected to get lost.
    (AUTOMATION, "duration=6 h", "s3.inbox={ storage_class: ONEZONE_IA, object_lock: null, replication: null, "
     "existing: { objects: 200000000000, size: 100 kB } }"),
    (AUTOMATION, "duration=1 d", "drills=[{ at: 10 h, replicas_of: inbox }]",
     "failures=[{ at: 10 h, bucket: inbox, kind: errors, rate: 0.9, for: 12 h }]"),
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
                seen.setdefault((scenario.parent.name, finding["control"], finding["status"]), number)
    lacking = [f"no scenario of {flow.parent.name} {word} {control}" for flow, others in ((INTAKE, OF_AUTOMATION), (AUTOMATION, OF_INTAKE))
               for control in ids if control not in others for word, status in (("passes", "PASS"), ("fails", "FAIL"))
               if (flow.parent.name, control, status) not in seen and (status == "PASS" or (flow.parent.name, control) not in NEVER_FAIL)]
    print("\n".join(lacking) or f"each of {len(ids)} controls has a scenario of each of its flows that passes it and one that fails it")
    return 1 if lacking else 0


sys.exit(main())
