// Completions, run by the shells themselves, and the manual page.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace completions_test {

using namespace garoa::test;
namespace fs = std::filesystem;

namespace {

using Words = std::vector<std::string>;

Words sorted(Words words) {
  std::sort(words.begin(), words.end());
  return words;
}

bool has(const Words& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// What a shell prints, with garoa on its path; in `folder` there are scenarios.
std::string told_by(const std::string& shell, const std::string& script, const fs::path& folder) {
  const auto programs = fs::path{GAROA_PROGRAM}.parent_path().string();
  // A shell of its own: it neither reads nor writes what is at home.
  const auto home = "HOME=" + (folder / "deep").string();
  const auto path = "PATH=" + programs + ":/usr/bin:/bin";
  const auto end = run_program("/usr/bin/env", {"-i", home, path, shell, "-c", script}, folder);
  INFO("stderr: " << end.errors);
  CHECK(end.exit_code == 0);
  CHECK(end.errors == "");
  return end.output;
}

class Folder {
 public:
  Folder() {
    fs::create_directory(folder_.path() / "deep");
    write_file(folder_.path() / "base.yaml", "");
    write_file(folder_.path() / "notes.txt", "");
  }
  [[nodiscard]] const fs::path& path() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
};

/// What bash offers for the last of these words.
Words offered_by_bash(const std::string& words) {
  const Folder folder;
  return sorted(lines_of(told_by("bash",
                                 "source <(garoa completions bash)\nCOMP_WORDS=(" + words +
                                     ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_garoa\n"
                                     "((${#COMPREPLY[@]} == 0)) || printf '%s\\n' \"${COMPREPLY[@]}\"",
                                 folder.path())));
}

Words offered_by_fish(const std::string& line) {
  const Folder folder;
  Words words;
  const auto told =
      told_by("fish", "garoa completions fish | source; complete -C '" + line + "'", folder.path());
  for (const auto& offer : lines_of(told)) words.push_back(offer.substr(0, offer.find('\t')));
  return sorted(words);
}

bool is_there(const std::string& shell) {
  const bool found = fs::exists("/usr/bin/" + shell) || fs::exists("/bin/" + shell);
  if (!found) MESSAGE("not checked: " << shell << " is not installed");
  return found;
}

/// The words of `--help` that begin with two hyphens.
Words options_of(const std::string& command) {
  const TemporaryFolder folder;
  Words options;
  for (const auto& line : lines_of(run_program(GAROA_PROGRAM, {command, "--help"}, folder.path()).output)) {
    const auto at = line.find("--");
    if (!line.starts_with("  -") || at == std::string::npos) continue;
    options.push_back(line.substr(at, line.find_first_of(" ]", at) - at));
  }
  return sorted(options);
}

const Words& all_commands() {
  static const Words names = [] {
    Words found;
    const TemporaryFolder folder;
    for (const auto& line : lines_of(run_program(GAROA_PROGRAM, {"--help"}, folder.path()).output))
      if (line.starts_with("  ") && line[2] != ' ') found.push_back(line.substr(2, line.find(' ', 2) - 2));
    return found;
  }();
  return names;
}

}  // namespace

TEST_CASE("completions: bash offers every command, and every option that its help lists") {
  REQUIRE(all_commands().size() >= 10);
  auto expected = all_commands();
  expected.insert(expected.end(), {"help", "--help", "--lang", "--version"});
  CHECK(offered_by_bash("garoa ''") == sorted(expected));
  // A language may stand before the command.
  CHECK(offered_by_bash("garoa --lang ''") == Words{"en", "pt-BR"});
  CHECK(offered_by_bash("garoa --lang = p") == Words{"pt-BR"});
  CHECK(offered_by_bash("garoa --lang pt-BR ''") == sorted(expected));
  CHECK(offered_by_bash("garoa --lang pt-BR run --forma") == Words{"--format"});
  CHECK(offered_by_bash("garoa sch") == Words{"schema"});
  for (const auto& command : all_commands()) {
    CAPTURE(command);
    CHECK(offered_by_bash("garoa " + command + " --") == options_of(command));
  }
}

TEST_CASE("completions: bash offers scenarios, folders, words to choose from and names that are listed") {
  CHECK(offered_by_bash("garoa run ''") == Words{"base.yaml", "deep"});
  CHECK(offered_by_bash("garoa run base.yaml --out ''") == Words{"deep"});
  CHECK(offered_by_bash("garoa report ''") == Words{"deep"});
  CHECK(offered_by_bash("garoa run --fail-on m") == Words{"medium"});
  CHECK(offered_by_bash("garoa run --fail-on = m") == Words{"medium"});
  CHECK(offered_by_bash("garoa run --fail-on =").size() == 7);
  CHECK(offered_by_bash("garoa report deep --format table,") == Words{"table,csv", "table,html"});
  CHECK(offered_by_bash("garoa report deep --format table,html,") == Words{"table,html,csv"});
  CHECK(offered_by_bash("garoa check --profile br") == Words{"br-cmn-4893"});
  CHECK(offered_by_bash("garoa check --profile pci-dss-4,br") == Words{"pci-dss-4,br-cmn-4893"});
  CHECK(offered_by_bash("garoa list instance") == Words{"instance-types"});
  CHECK(offered_by_bash("garoa completions ''") == Words{"bash", "fish", "zsh"});
  CHECK(offered_by_bash("garoa run --seed ''").empty());
  CHECK(offered_by_bash("garoa lesson gp2") == Words{"gp2-burst"});
  const auto names = offered_by_bash("garoa explain ''");
  CHECK(has(names, "D-RC-01"));
  CHECK(has(names, "eu-dora"));
  CHECK(has(names, "ebs.gp3.iops.max"));
  CHECK(offered_by_bash("garoa check --control D-RC-01,S-RC-") == Words{"D-RC-01,S-RC-01"});
  CHECK(has(names, "throttled"));
  CHECK(offered_by_bash("garoa help sch") == Words{"schema"});
  CHECK(offered_by_bash("garoa help run ''").empty());
}

TEST_CASE("completions: where a file is no scenario any file is offered") {
  const Words all{"base.yaml", "deep", "notes.txt"};
  CHECK(offered_by_bash("garoa run base.yaml --baseline ''") == all);
  CHECK(offered_by_bash("garoa reconcile ''") == all);
  CHECK(offered_by_bash("garoa reconcile deep --cur = n") == Words{"notes.txt"});
  CHECK(offered_by_bash("garoa prices import n") == Words{"notes.txt"});
  CHECK(offered_by_bash("garoa run base.yaml --assume ''") == Words{"high", "low"});
  if (!is_there("fish")) return;
  CHECK(offered_by_fish("garoa run base.yaml --baseline n") == Words{"notes.txt"});
  CHECK(offered_by_fish("garoa reconcile n") == Words{"notes.txt"});
  CHECK(offered_by_fish("garoa reconcile deep --cur n") == Words{"notes.txt"});
  CHECK(offered_by_fish("garoa prices import n") == Words{"notes.txt"});
}

TEST_CASE("completions: a word that is also a command's name brings none of its options") {
  if (!is_there("fish")) return;
  CHECK(offered_by_fish("garoa help run --seed").empty());
  CHECK(offered_by_fish("garoa merge run --out deep --see").empty());
}

TEST_CASE("completions: bash offers what an argument's position takes, wherever options stand") {
  CHECK(offered_by_bash("garoa prices ''") == Words{"explain", "import", "list"});
  CHECK(offered_by_bash("garoa prices list sa-") == Words{"sa-east-1"});
  CHECK(offered_by_bash("garoa prices --models deep list sa-") == Words{"sa-east-1"});
  CHECK(offered_by_bash("garoa prices --models = deep list sa-") == Words{"sa-east-1"});
  CHECK(offered_by_bash("garoa run --quiet --seed 7 ''") == Words{"base.yaml", "deep"});
  CHECK(offered_by_bash("garoa run base.yaml ''").empty());
  CHECK(offered_by_bash("garoa compare base.yaml ''") == Words{"base.yaml", "deep"});
  CHECK(offered_by_bash("garoa explain D-RC-01 ''") == Words{"base.yaml", "deep"});
}

TEST_CASE("completions: fish offers the same") {
  if (!is_there("fish")) return;
  auto expected = all_commands();
  expected.emplace_back("help");
  CHECK(offered_by_fish("garoa ") == sorted(expected));
  for (const auto& command : all_commands()) {
    CAPTURE(command);
    CHECK(offered_by_fish("garoa " + command + " --") == options_of(command));
  }
  CHECK(has(offered_by_fish("garoa run "), "base.yaml"));
  CHECK_FALSE(has(offered_by_fish("garoa list "), "base.yaml"));
  CHECK(has(offered_by_fish("garoa run --out "), "deep/"));
  CHECK(offered_by_fish("garoa run --fail-on m") == Words{"medium"});
  CHECK(offered_by_fish("garoa report deep --format table,") == Words{"table,csv", "table,html"});
  CHECK(offered_by_fish("garoa report deep --format=table,html,") == Words{"--format=table,html,csv"});
  CHECK(offered_by_fish("garoa prices --models deep list sa-") == Words{"sa-east-1"});
  CHECK(offered_by_fish("garoa prices --models=deep list sa-") == Words{"sa-east-1"});
  CHECK(offered_by_fish("garoa --lang pt-BR prices list sa-") == Words{"sa-east-1"});
  CHECK(offered_by_fish("garoa run --quiet --seed 7 b") == Words{"base.yaml"});
  CHECK(offered_by_fish("garoa check --control D-RC-01,S-RC-") == Words{"D-RC-01,S-RC-01"});
  CHECK(offered_by_fish("garoa help sch") == Words{"schema"});
  CHECK(offered_by_fish("garoa check --profile br") == Words{"br-cmn-4893"});
  CHECK(offered_by_fish("garoa list instance") == Words{"instance-types"});
  CHECK(offered_by_fish("garoa explain D-RC-01") == Words{"D-RC-01"});
}

TEST_CASE("completions: fish and zsh take a language before the command") {
  if (is_there("fish")) {
    CHECK(offered_by_fish("garoa --lang ") == Words{"en", "pt-BR"});
    CHECK(has(offered_by_fish("garoa --lang pt-BR "), "run"));
    CHECK(has(offered_by_fish("garoa --lang=pt-BR sch"), "schema"));
    CHECK(has(offered_by_fish("garoa --lang pt-BR run --forma"), "--format"));
  }
  if (!is_there("zsh")) return;
  // What the completion system would do is played: it says what it was asked for.
  const auto asked = [](const std::string& words, int current) {
    const Folder folder;
    return told_by("zsh",
                   "compdef() { }\ncompset() { }\ncompadd() { print -- \"add $*\" }\n"
                   "_describe() { print commands }\n_arguments() { print -- \"options of $words\" }\n"
                   "source <(garoa completions zsh)\nwords=(" +
                       words + ")\nCURRENT=" + std::to_string(current) + "\n_garoa",
                   folder.path());
  };
  CHECK(asked("garoa ''", 2) == "commands\n");
  CHECK(asked("garoa --lang ''", 3) == "add -- en pt-BR\n");
  CHECK(asked("garoa --lang=p", 2) == "add -- en pt-BR\n");
  CHECK(asked("garoa --lang pt-BR ''", 4) == "commands\n");
  CHECK(asked("garoa --lang=pt-BR run --f", 4) == "options of run --f\n");
  CHECK(asked("garoa --lang pt-BR run --f", 5) == "options of run --f\n");
}

TEST_CASE("completions: zsh reads its script and calls it for garoa") {
  if (!is_there("zsh")) return;
  const Folder folder;
  const auto told = told_by("zsh",
                            "autoload -U compinit && compinit -D -u\nsource <(garoa completions zsh)\n"
                            "print ${_comps[garoa]}\ngaroa completions zsh > deep/_garoa\nzsh -n deep/_garoa",
                            folder.path());
  CHECK(told == "_garoa\n");
}

TEST_CASE("completions: a shell that is not known is refused") {
  const TemporaryFolder folder;
  const auto end = run_program(GAROA_PROGRAM, {"completions", "fisch"}, folder.path());
  CHECK(end.exit_code == 1);
  CHECK(end.errors ==
        "garoa: there are no completions for 'fisch' (did you mean 'fish'?); one of bash, zsh, fish\n");
}

TEST_CASE("manual page: names every command with its options, and every exit code") {
  const TemporaryFolder folder;
  auto page = run_program(GAROA_PROGRAM, {"man"}, folder.path()).output;
  CHECK(page.starts_with(".\\\" Made by 'garoa man'.\n.TH GAROA 1 "));
  page.erase(std::remove(page.begin(), page.end(), '\\'), page.end());  // "\-" is a hyphen
  for (const auto& command : all_commands()) {
    CAPTURE(command);
    const auto begin = page.find("\n.SS " + command + "\n");
    REQUIRE(begin != std::string::npos);
    const auto section = page.substr(begin, page.find("\n.S", begin + 1) - begin);
    CHECK(section.find("\n.B garoa " + command) != std::string::npos);
    for (const auto& option : options_of(command))
      CHECK_MESSAGE(section.find("fB" + option + "fR") != std::string::npos, option);
  }
  for (const auto* code : {"0", "1", "2", "3", "4", "130"})
    CHECK_MESSAGE(page.find("\n.TP\n" + std::string{code} + "\n") != std::string::npos, code);
}

}  // namespace completions_test
