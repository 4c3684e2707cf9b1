#!/usr/bin/env python3
"""Do garoa's 95 % intervals cover what they should? Through the program as a user calls it, against Erlang's formula.

  tests/coverage/coverage.py build/debug/garoa [REPETITIONS]

Each repetition has a seed of its own and ten replications (run) or ten pairs (compare). 300 repetitions take some minutes, so this is
run by hand; what it printed last is in coverage.txt. tests/property/coverage_test.cpp does the same within the suite, with queues
that are not garoa's. Ends with 1 where a share is outside of 93 to 97 of 100.
"""
import json
import os
import subprocess
import sys
import tempfile

FOLDER = os.path.dirname(os.path.abspath(__file__))
METRIC = "lambda.score.concurrency.avg"
REPLICATIONS = "10"


def busy(servers, erlangs=8.0):
    """Calls at work in the mean in M/M/c/c."""
    lost = 1.0
    for n in range(1, servers + 1):
        lost = erlangs * lost / (n + erlangs * lost)
    return erlangs * (1 - lost)


class Program:
    def __init__(self, garoa):
        self.garoa = os.path.abspath(garoa)

    def json_of(self, *words):
        with tempfile.TemporaryDirectory() as folder:
            files = [os.path.join(FOLDER, word) if word.endswith(".yaml") else word for word in words]
            out = ["--out", os.path.join(folder, "result")] if words[0] == "run" else []
            done = subprocess.run([self.garoa, *files, "--replications", REPLICATIONS, "--format", "json", "--quiet", *out],
                                  check=True, capture_output=True, text=True)
            if not out:
                return json.loads(done.stdout)
            with open(os.path.join(out[1], "result.json"), encoding="utf-8") as file:
                return json.load(file)

    def interval_of_run(self, seed):
        return self.json_of("run", "losses.yaml", "--seed", str(seed))["metrics"][METRIC]["ci95"]

    def interval_of_difference(self, other, seed):
        changes = self.json_of("compare", "losses.yaml", other, "--seed", str(seed))["pairs"][0]["metrics"]
        change = next(change for change in changes if change["metric"] == METRIC)
        return [change["difference"] - change["half_width"], change["difference"] + change["half_width"]]


def share_that_holds(what, known, intervals):
    held = sum(low - 1e-12 <= known <= high + 1e-12 for low, high in intervals)
    width = sum(high - low for low, high in intervals) / (2 * len(intervals))
    share = 100 * held / len(intervals)
    print(f"{what}: {held} of {len(intervals)} intervals hold {known:.4f} ({share:.1f} %), +- {width:.4f} in the mean", flush=True)
    return share


def main():
    program = Program(sys.argv[1])
    seeds = range(1, 1 + int(sys.argv[2] if len(sys.argv) > 2 else "300"))
    shares = [
        share_that_holds("run, calls at work in M/M/10/10", busy(10), [program.interval_of_run(seed) for seed in seeds]),
        share_that_holds("compare, M/M/12/12 against M/M/10/10, equal seeds", busy(12) - busy(10),
                         [program.interval_of_difference("more.yaml", seed) for seed in seeds]),
        share_that_holds("compare, the same law with luck of its own", 0,
                         [program.interval_of_difference("other_luck.yaml", seed) for seed in seeds]),
    ]
    equal = share_that_holds("compare, a scenario against itself", 0, [program.interval_of_difference("losses.yaml", seed) for seed in seeds[:20]])
    return 0 if equal == 100 and all(93 <= share <= 97 for share in shares) else 1


if __name__ == "__main__":
    sys.exit(main())
