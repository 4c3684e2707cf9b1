"""A sweep's shards in a job array of a real Slurm on this machine, one of them killed and requeued, joined to what one process writes.

usage: slurm_test.py PROGRAM SOURCE_FOLDER

Starts munged, slurmctld and slurmd of its own, with keys, ports and state in a temporary folder, and ends them.
Exit code 77: slurm-wlm or munge is missing, or the user is not root.
"""

import filecmp
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

SHARDS = 3
PATIENCE = 90  # seconds for each step

CONFIGURATION = """\
ClusterName=garoa
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket={folder}/munge.socket,cred_expire=5
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SwitchType=switch/none
ReturnToService=2
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmdSpoolDir={folder}/spool
StateSaveLocation={folder}/state
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
SchedulerParameters=batch_sched_delay=0,sched_interval=1
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MinJobAge=600
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""

PLAN = """\
garoa: 1
scenario: {scenario}
set: [duration=20 min]
axes:
  - {{ path: lambda.extract.memory, list: [128 MB, 512 MB, 1 GB] }}
  - {{ path: seed, range: {{ from: 1, to: 10, step: 1 }} }}
"""


def free_ports(number):
    sockets = [socket.socket() for _ in range(number)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Cluster:
    """Daemons in the foreground: their process ids are ours."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = dict(os.environ, SLURM_CONF=str(folder / "slurm.conf"))
        self.processes = []
        for name in ("spool", "state"):
            (folder / name).mkdir()
        (folder / "munge.key").write_bytes(os.urandom(1024))
        (folder / "munge.key").chmod(0o600)
        host = socket.gethostname().split(".")[0]
        text = CONFIGURATION.format(folder=folder, host=host, ports=free_ports(2), cpus=os.cpu_count())
        (folder / "slurm.conf").write_text(text, encoding="utf-8")

    def start(self, *command):
        log = open(self.folder / f"{pathlib.Path(command[0]).name}.out", "wb")
        self.processes.append(subprocess.Popen(command, env=self.environment, stdout=log, stderr=log))

    def __enter__(self):
        path = self.folder / "munge"
        self.start("munged", "--foreground", "--force", f"--socket={path}.socket", f"--key-file={path}.key",
                   f"--pid-file={path}.pid", f"--log-file={path}.log", f"--seed-file={path}.seed")
        self.wait_for("the socket of munge", lambda: (self.folder / "munge.socket").exists())
        self.start("slurmctld", "-D")
        self.start("slurmd", "-D")
        self.wait_for("an idle node", lambda: self.said("sinfo", "-h", "-o", "%t").strip() == "idle")
        return self

    def __exit__(self, *unused):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
        for process in reversed(self.processes):
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def said(self, *command, folder=None):
        end = subprocess.run(command, env=self.environment, cwd=folder, capture_output=True, text=True)
        return end.stdout if end.returncode == 0 else f"{end.stdout}{end.stderr}"

    @staticmethod
    def wait_for(what, is_there):
        until = time.monotonic() + PATIENCE
        while not is_there():
            if time.monotonic() > until:
                raise TimeoutError(f"no {what} after {PATIENCE} s")
            time.sleep(0.1)


def differences(one, other):
    compared = filecmp.dircmp(one, other)
    found = compared.left_only + compared.right_only + compared.funny_files
    found += filecmp.cmpfiles(one, other, compared.common_files, shallow=False)[1]
    for name in compared.common_dirs:
        found += differences(pathlib.Path(one) / name, pathlib.Path(other) / name)
    return found


def main():
    program, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    if os.geteuid() != 0 or not all(shutil.which(name) for name in ("munged", "slurmctld", "slurmd", "sbatch")):
        print("skipped: needs slurm-wlm and munge, and root")
        return 77
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="garoa-slurm-") as name:
        work = pathlib.Path(name) / "work"
        work.mkdir()
        scenario = source / "tests" / "cli" / "scenarios" / "functions.yaml"
        (work / "plan.yaml").write_text(PLAN.format(scenario=scenario), encoding="utf-8")

        def garoa(*arguments):
            return subprocess.run([program, *arguments], cwd=work, check=True, capture_output=True, text=True).stdout

        garoa("sweep", "plan.yaml", "--out", "whole")
        job = garoa("sweep", "plan.yaml", "--emit", "slurm", "--shards", str(SHARDS), "--out", "shards")
        (work / "job.sh").write_text(job, encoding="utf-8")
        os.environ["PATH"] = f"{program.parent}:{os.environ['PATH']}:/usr/sbin"
        with Cluster(pathlib.Path(name)) as cluster:
            number = cluster.said("sbatch", "--parsable", "job.sh", folder=work).strip()
            first = work / "shards" / f"shard-1-of-{SHARDS}" / "points"
            cluster.wait_for("points of the first shard", lambda: first.is_dir() and any(first.iterdir()))
            cluster.said("scontrol", "requeue", f"{number}_1")

            def jobs():
                return cluster.said("scontrol", "-o", "show", "job", number)

            cluster.wait_for("end of the array", lambda: jobs().count("JobState=COMPLETED") == SHARDS)
            print("restarts of the tasks:", ", ".join(re.findall(r"Restarts=(\d+)", jobs())))
            if "Restarts=1" not in jobs():
                print("no task was requeued in the midst of its work")
                return 1
        garoa("merge", "shards", "--out", "merged")
        found = differences(work / "whole", work / "merged")
    print("\n".join(found) or f"{SHARDS} shards give the bytes of one process; {time.monotonic() - began:.1f} s")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
