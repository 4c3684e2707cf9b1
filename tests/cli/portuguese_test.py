"""No English is left in the tables of `garoa run --lang pt-BR`, of every shipped scenario and of the one that has everything: each word is one of
the Portuguese catalogue, or of the scenario, such as names and values.

usage: portuguese_test.py PROGRAM SOURCE_FOLDER
"""

import concurrent.futures
import pathlib
import re
import subprocess
import sys
import tempfile

PROGRAM = sys.argv[1]
SOURCE = pathlib.Path(sys.argv[2])
WORD = re.compile(r"[^\W\d_]{2,}")
# Names of metrics and resources, of signals.
DOTTED = re.compile(r"[a-z0-9*-]+([._][a-z0-9*-]+)+\.?")
# Ids of controls, hashes, and what AWS and the program call so themselves.
NAMES = re.compile(r"\b[DS]-[A-Z]{2}-\d\d\b|\b(?=[a-f]*\d)[0-9a-f]{12}\b|newest-created|least-recently-used|\bdefault\b")
# English words that are also in Portuguese texts, where they are quoted.
NEVER = {"the", "of", "and", "with", "which", "than", "is", "are", "was", "were", "from", "for", "not", "lost", "rejected", "retried", "failed", "skipped", "past"}


def words_of(text):
    return {word.lower() for word in WORD.findall(text)}


def words_of_catalogue():
    words = set()
    for file in sorted((SOURCE / "sim/languages/pt-BR").glob("*.po")):
        telling = False
        for line in file.read_text().splitlines():
            telling = line.startswith("msgstr") or (telling and line.startswith('"'))
            if telling:
                words |= words_of(line.split('"', 1)[1])
    return words


def words_of_scenario(file):
    text = re.sub(r"#.*", "", file.read_text())
    base = re.search(r"^extends: (.*)", text, re.MULTILINE)
    own = words_of(re.sub(r"^title:.*", "", text, flags=re.MULTILINE))
    if SOURCE / "scenarios" not in file.parents:  # its title has no translation
        own |= words_of(file.read_text())
    return own | (words_of_scenario(file.parent / base[1].strip()) if base else set())


def strange_words(file, known):
    with tempfile.TemporaryDirectory() as folder:
        end = subprocess.run([PROGRAM, "run", file, "--quiet", "--format", "table", "--lang", "pt-BR"], capture_output=True, text=True, cwd=folder)
    if end.returncode != 0:
        return [f"{file}: exit {end.returncode}: {end.stderr}"]
    own = words_of_scenario(file)
    found = {}
    for line in end.stdout.splitlines():
        for word in words_of(NAMES.sub("", DOTTED.sub("", line))):
            if word not in own and (word not in known or word in NEVER):
                found.setdefault(word, line.strip())
    return [f"{file.relative_to(SOURCE)}: '{word}' in: {line}" for word, line in sorted(found.items())]


def main():
    version = subprocess.run([PROGRAM, "help", "--lang", "pt-BR"], capture_output=True, text=True).stdout
    if "simula" not in version:
        print("skipped: the program has no Portuguese texts")
        return 77
    files = [file for file in sorted((SOURCE / "scenarios").rglob("*.yaml")) if re.search(r"^(extends|region):", file.read_text(), re.MULTILINE)]
    files.append(SOURCE / "tests/cli/scenarios/everything.yaml")
    assert len(files) > 40, len(files)
    known = words_of_catalogue()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        faults = [fault for faults in pool.map(lambda file: strange_words(file, known), files) for fault in faults]
    print("\n".join(faults))
    return 1 if faults else 0


sys.exit(main())
