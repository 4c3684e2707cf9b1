"""Makes small faults in a copy of the sources, one at a time, and tells which of them no test notices.

usage: run.py [--check] [--list NAME ...] [--only ID ...] [--labels LABEL ...] [--jobs N] [--folder FOLDER]

Exit code: 0 if every mutant was killed, 1 if one survived or did not build, 2 if the run itself failed, 77 if python3-yaml is
missing. See README.md.
"""

import argparse
import pathlib
import re
import resource
import subprocess
import sys
import time

try:
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

SOURCE = pathlib.Path(__file__).resolve().parents[2]
LISTS = ["mutants", "controls"]
LABELS = ["unit", "model", "scenario"]
# Those that read the sources themselves would notice any change of them.
NOT_RUN = r"^unit: ?(layout|mutants)"
MOST_MEMORY = 8 << 30  # bytes of a test; a mutant may grow without end
CONTROL = re.compile(r"^[sd]-[a-z]{2}-\d{2}")
FAILED_TEST = re.compile(r"^\s*\d+ - (.+) \((?:Failed|Timeout|SEGFAULT|Subprocess aborted|.*Exception.*)\)", re.MULTILINE)


def faults(mutants, root):
    """What is wrong with the list, as sentences."""
    found = []
    seen = set()
    for mutant in mutants:
        name = mutant.get("id", "(no id)")
        if set(mutant) != {"id", "file", "find", "replace", "note"}:
            found.append(f"{name}: its keys are not id, file, find, replace and note")
            continue
        if name in seen:
            found.append(f"{name}: the id is there twice")
        seen.add(name)
        if mutant["find"] == mutant["replace"]:
            found.append(f"{name}: changes nothing")
        path = root / mutant["file"]
        times = path.read_text().count(mutant["find"]) if path.is_file() else 0
        if times != 1:
            found.append(f"{name}: '{mutant['find']}' is {times} times in {mutant['file']}, not once")
    return found


def likely_tests(mutant):
    """Of the tests that most probably notice it, as a pattern of their names: they run before all others."""
    control = CONTROL.match(mutant["id"])
    if control:
        return f"{control.group().upper()}|[Cc]ontrol|compliance"
    return pathlib.PurePath(mutant["file"]).stem.replace("_", ".")


def copy_tree(into):
    """Makes the copy equal to the tracked files; leaves equal files alone, so that builds stay incremental."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=SOURCE, check=True, capture_output=True, text=True).stdout
    names = {name for name in listed.split("\0") if name and (SOURCE / name).is_file()}
    for name in names:
        content = (SOURCE / name).read_bytes()
        target = into / name
        if not target.is_file() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    for old in [path for path in into.rglob("*") if path.is_file()]:
        if old.relative_to(into).as_posix() not in names:
            old.unlink()


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


class Laboratory:
    """The copy and its build folder."""

    def __init__(self, folder, jobs, labels):
        self.copy = folder / "source"
        self.build_folder = folder / "build"
        self.jobs = str(jobs)
        self.labels = labels

    def prepare(self):
        copy_tree(self.copy)
        # Neither unity builds (a mutant would compile ten sources) nor warnings as errors (a mutant may leave a name unused).
        subprocess.run(
            ["cmake", "-G", "Ninja", "-S", self.copy, "-B", self.build_folder, "-DCMAKE_BUILD_TYPE=None",
             "-DCMAKE_CXX_FLAGS=-O1 -DNDEBUG", "-DGAROA_UNITY=OFF", "-DGAROA_WARNINGS_AS_ERRORS=OFF"],
            check=True, stdout=subprocess.DEVNULL)

    def builds(self):
        targets = ["garoa", *(f"{label}_tests" for label in self.labels)]
        return subprocess.run(["cmake", "--build", self.build_folder, "-j", self.jobs, "--target", *targets],
                              capture_output=True).returncode == 0

    def failing_of(self, *chosen):
        """The first of the chosen tests that fails; None if all pass."""
        run = subprocess.run(
            ["ctest", "--test-dir", self.build_folder, "-j", self.jobs, "--stop-on-failure", *chosen, "-E", NOT_RUN],
            capture_output=True, text=True, errors="replace", preexec_fn=limit_memory)
        if run.returncode == 0:
            return None
        named = FAILED_TEST.search(run.stdout)
        return named.group(1) if named else f"ctest {' '.join(chosen)}"

    def failing_test(self, first=None):
        """The first one that fails; None if all pass. `first`: a pattern of names that are run before the others."""
        if first:
            failing = self.failing_of("-L", f"^({'|'.join(self.labels)})$", "-R", first)
            if failing:
                return failing
        for label in self.labels:
            if failing := self.failing_of("-L", f"^{label}$", "--no-tests=error"):
                return failing
        return None

    def judge(self, mutant):
        """'killed', 'survived' or 'did not build', and the test that killed it."""
        path = self.copy / mutant["file"]
        original = path.read_text()
        path.write_text(original.replace(mutant["find"], mutant["replace"]))
        try:
            if not self.builds():
                return "did not build", ""
            killer = self.failing_test(likely_tests(mutant))
            return ("killed", killer) if killer else ("survived", "")
        finally:
            path.write_text(original)


def run(mutants, laboratory):
    laboratory.prepare()
    print("without a mutant: building and testing", flush=True)
    if not laboratory.builds():
        print("the sources do not build")
        return 2
    if failing := laboratory.failing_test():
        print(f"a test fails without any mutant: {failing}")
        return 2
    verdicts = {"killed": 0, "survived": 0, "did not build": 0}
    for mutant in mutants:
        began = time.monotonic()
        verdict, killer = laboratory.judge(mutant)
        verdicts[verdict] += 1
        detail = f"by '{killer}'" if killer else mutant["note"]
        print(f"{verdict:13}  {mutant['id']:26}  {time.monotonic() - began:5.0f} s  {detail}", flush=True)
    built = verdicts["killed"] + verdicts["survived"]
    share = f"{100 * verdicts['killed'] / built:.0f} %" if built else "none"
    print(f"{verdicts['killed']} killed, {verdicts['survived']} survived, {verdicts['did not build']} did not build; "
          f"killed of those that build: {share}")
    return 0 if verdicts["killed"] == len(mutants) else 1


def main():
    parser = argparse.ArgumentParser(description="Which small faults does no test notice?")
    parser.add_argument("--check", action="store_true", help="only verify that the list fits the sources")
    parser.add_argument("--list", nargs="+", default=LISTS, choices=LISTS, help="those of these files")
    parser.add_argument("--only", nargs="+", metavar="ID", help="these mutants")
    parser.add_argument("--labels", nargs="+", default=LABELS, choices=LABELS, help="labels of tests, in this order")
    parser.add_argument("--jobs", type=int, default=2, help="of builds and tests")
    parser.add_argument("--folder", type=pathlib.Path, default=SOURCE / "build" / "mutation", help="for the copy and its build")
    options = parser.parse_args()

    here = pathlib.Path(__file__).resolve()
    mutants = [mutant for name in options.list for mutant in yaml.safe_load(here.with_name(f"{name}.yaml").read_text())]
    found = faults(mutants, SOURCE)
    for fault in found:
        print(fault)
    if found:
        return 2
    if options.check:
        print(f"{len(mutants)} mutants fit the sources")
        return 0
    if options.only:
        unknown = set(options.only) - {mutant["id"] for mutant in mutants}
        if unknown:
            print(f"no such mutant: {', '.join(sorted(unknown))}")
            return 2
        mutants = [mutant for mutant in mutants if mutant["id"] in options.only]
    return run(mutants, Laboratory(options.folder.resolve(), options.jobs, options.labels))


if __name__ == "__main__":
    sys.exit(main())
