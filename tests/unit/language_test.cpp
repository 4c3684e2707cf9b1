// Texts in two languages, and the catalogue that has them.
#include "sim/core/language.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "models/compliance/control.hpp"
#include "models/failure/failure_settings.hpp"
#include "sim/core/human.hpp"
#include "sim/core/language_context.hpp"
#include "sim/core/reason.hpp"
#include "sim/core/yaml_node.hpp"
#include "sim/journal/meters.hpp"
#include "sim/render/failed_requests.hpp"
#include "sim/render/told.hpp"
#include "sim/results/finding.hpp"
#include "sim/results/metric_table.hpp"
#include "sim/results/result_json.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace language_test {

using namespace garoa;
namespace fs = std::filesystem;

namespace {

constexpr auto portuguese = Language::brazilian_portuguese;

/// "{}", "{0}", "{:.2g}" of a pattern; those without a number have theirs by their order.
std::vector<std::string> placeholders(const std::string& pattern) {
  static const std::regex form{R"(\{(\d*)([^}]*)\})"};
  std::vector<std::string> found;
  std::size_t next = 0;
  for (auto at = std::sregex_iterator{pattern.begin(), pattern.end(), form}; at != std::sregex_iterator{};
       ++at) {
    const auto number = (*at)[1].str();
    found.push_back((number.empty() ? std::to_string(next++) : number) + (*at)[2].str());
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

void check_translated(std::string_view text) {
  CHECK_MESSAGE(translation_of(text), "no translation: ", std::string{text});
}

}  // namespace

TEST_CASE("language: tags and locales name it, and others are none") {
  CHECK(language_named("en") == Language::english);
  CHECK(language_named("en_US.UTF-8") == Language::english);
  CHECK(language_named("pt-BR") == portuguese);
  CHECK(language_named("pt_BR.UTF-8") == portuguese);
  CHECK(language_named("pt") == portuguese);
  CHECK_FALSE(language_named("C.UTF-8"));
  CHECK_FALSE(language_named("ptx"));
  CHECK_FALSE(language_named(""));
  for (const auto language : {Language::english, portuguese})
    CHECK(language_named(tag_of(language)) == language);
}

TEST_CASE("language: texts are English until someone speaks another, and again after it") {
  CHECK(tr("Backups") == "Backups");
  CHECK(tr("Restores") == "Restores");
  CHECK(tr("{} of {} objectives met", 1, 2) == "1 of 2 objectives met");
  CHECK(tr_count("{} replication", "{} replications", 1, 1) == "1 replication");
  CHECK(tr_count("{} replication", "{} replications", 0, 0) == "0 replications");
  if (!has_texts_in(portuguese)) return;
  {
    const Speaking speaking{portuguese};
    CHECK(tr("Restores") == "Restaurações");
    CHECK(tr("{} of {} objectives met", 1, 2) == "1 de 2 objetivos atendidos");
    CHECK(tr_count("{} replication", "{} replications", 1, 1) == "1 replicação");
    CHECK(tr_count("{} replication", "{} replications", 0, 0) == "0 replicação");
    CHECK(tr_count("{} replication", "{} replications", 10'000'000'002, 2) == "2 replicações");
    CHECK(tr("nobody translates this") == "nobody translates this");
    CHECK(tr("") == "");
    {
      const Speaking english{Language::english};
      CHECK(tr("Restores") == "Restores");
    }
    CHECK(tr("Restores") == "Restaurações");
  }
  CHECK(tr("Restores") == "Restores");
}

TEST_CASE("language: numbers are written as their reader does") {
  const Speaking speaking{portuguese};
  CHECK(human_number(1234567.5, 8) == "1.234.567,5");
  CHECK(human_count(1234567) == "1.234.567");
  CHECK(human_duration(0.0123) == "12,3 ms");
  CHECK(human_duration(2 * 86400) == "2 d");
  CHECK(human_bytes(1.5 * 1024 * 1024) == "1,5 MiB");
  CHECK(human_share(0.00125) == "0,125 %");
  CHECK(human_value(1234.5, "USD") == "USD 1.234,50");
  CHECK(human_value(1234, "1/s") == "1.234/s");
}

TEST_CASE("language: a translation has the placeholders of its message, in each of its plural forms") {
  if (!has_texts_in(portuguese)) return;
  const Speaking speaking{portuguese};
  const auto messages = catalogue_messages();
  CHECK(messages.size() > 150);
  for (const auto message : messages) {
    const std::string text{message};
    CAPTURE(text);
    for (const std::uint64_t count : {1, 2}) {
      const auto translated = text_for_count(message, message, count);
      CAPTURE(translated);
      CHECK(placeholders(translated) == placeholders(text));
      CHECK((translated.empty() ? "" : translated.substr(0, 1)) != (text.starts_with(' ') ? "" : " "));
      CHECK(translated.ends_with('\n') == text.ends_with('\n'));
    }
  }
}

TEST_CASE("language: what is told of a result is made of the patterns that made it") {
  CHECK(told("3 of 1,200 records were lost.") == "3 of 1,200 records were lost.");
  if (!has_texts_in(portuguese)) return;
  const Speaking speaking{portuguese};
  CHECK(told("1 of 2,000 objectives met") == "1 de 2.000 objetivos atendidos");
  CHECK(told("disk a.b full 1.5 d after the run") == "disco a.b cheio 1,5 d após a execução");
  CHECK(told("Nobody knows 1,234.5 of ebs.a1.2 in v1.2.3 on 10.0.0.1: 0.5.") ==
        "Nobody knows 1.234,5 of ebs.a1.2 in v1.2.3 on 10.0.0.1: 0,5.");
  CHECK(told("") == "");
  CHECK(told("1,409 SNS deliveries by SMS: the price hangs on the country, the operator and the parts of the "
             "message") ==
        "1.409 entregas do SNS por SMS: o preço depende do país, da operadora e das partes da mensagem");
}

TEST_CASE("language: keys of a scenario stay as they are written in lists of what is missing") {
  if (!has_texts_in(portuguese)) return;
  const Speaking speaking{portuguese};
  CHECK(told("No record tells of: `process_result`, `notify`.") ==
        "Nenhum registro fala de: `process_result`, `notify`.");
  CHECK(told("Records do not say: `time`, `object`.").find("`time`, `object`") != std::string::npos);
}

TEST_CASE("language: texts that are data have translations") {
  if (!has_texts_in(portuguese)) return;
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  const auto controls = compliance::load_controls(catalogue);
  const Speaking speaking{portuguese};
  for (const auto& row : reason_table) check_translated(row.meaning);
  for (const auto& meter : meter_table) check_translated(meter.meaning);
  for (const auto& row : metric_table()) check_translated(row.meaning);
  for (const auto& [name, severity] : EnumNames<compliance::Severity>::names) check_translated(name);
  for (const auto kind : {compliance::ControlKind::static_check, compliance::ControlKind::dynamic})
    check_translated(name_of(kind));
  REQUIRE(controls->rows.size() > 40);
  for (const auto& control : controls->rows) {
    check_translated(control.title);
    check_translated(control.definition);
    check_translated(control.fix);
    for (const auto& parameter : control.parameters) check_translated(parameter.meaning);
  }
}

namespace {

/// Values of a key anywhere below, those of lists one by one.
void collect(const YamlNode& node, std::string_view key, std::vector<std::string>& found) {
  for (const auto& item : node.items) collect(item, key, found);
  for (const auto& entry : node.entries) {
    if (entry.key == key && entry.value.is(YamlNode::Kind::scalar)) found.push_back(entry.value.text);
    if (entry.key == key) {
      for (const auto& item : entry.value.items) found.push_back(item.text);
    }
    collect(entry.value, key, found);
  }
}

std::vector<std::string> texts_of_models(std::string_view key, const fs::path& below = "models") {
  std::vector<std::string> found;
  for (const auto& item : fs::recursive_directory_iterator{test::source_folder() / below}) {
    if (item.path().extension() != ".yaml") continue;
    Diagnostics faults;
    const auto root = parse_yaml(test::read_file(item.path()), item.path().string(), faults);
    if (root) collect(*root, key, found);
  }
  return found;
}

}  // namespace

TEST_CASE("language: notes of figures, prices and sources, and what profiles do not say, have translations") {
  if (!has_texts_in(portuguese)) return;
  const Speaking speaking{portuguese};
  const auto notes = texts_of_models("note");
  REQUIRE(notes.size() > 500);
  for (const auto& note : notes) check_translated(note);
  const auto caveats = texts_of_models("caveats", "models/compliance/profiles");
  REQUIRE(caveats.size() > 20);
  for (const auto& caveat : caveats) check_translated(caveat);
  for (const auto& title : texts_of_models("title", "models/pricing")) check_translated(title);
}

TEST_CASE("language: titles of shipped scenarios have translations") {
  if (!has_texts_in(portuguese)) return;
  const Speaking speaking{portuguese};
  const auto titles = texts_of_models("title", "scenarios");
  REQUIRE(titles.size() > 40);
  for (const auto& title : titles) check_translated(title);
}

TEST_CASE(
    "language: names of what failed, of its kinds, of phases, of restores' parts and of billed units have "
    "translations") {
  if (!has_texts_in(portuguese)) return;
  const Speaking speaking{portuguese};
  std::size_t measures = 0;
  for (const auto& row : metric_table()) {
    const std::string_view pattern = row.pattern;
    if (row.unit != "1" || !pattern.ends_with(".<reason>")) continue;
    const auto measure = pattern.substr(pattern.find("*.") + 2);
    check_translated(measure_in_words(measure.substr(0, measure.rfind('.'))));
    ++measures;
  }
  CHECK(measures > 6);
  for (const std::string_view measure : {"timeouts", "out_of_memory", "tmp_full"})
    check_translated(measure_in_words(measure));
  for (const auto& [name, kind] : EnumNames<FailureKind>::names) check_translated(name);
  for (const std::string_view phase :
       {"upload", "download", "process", "notify", "backup", "restore", "write-back"})
    check_translated(phase);
  for (const std::string_view part :
       {"detect", "provision", "list", "thaw", "transfer", "write", "verify", "start", "switch", "again"})
    check_translated(part);
  Bottleneck restoring;
  restoring.flow = "intake";
  restoring.phase = "restore drills.1";
  CHECK(told_phase(restoring) == "intake restauração drills.1");
  for (auto unit : texts_of_models("per", "models/pricing/prices"))
    check_translated(unit.starts_with("1 ") ? unit.substr(2) : unit);
}

TEST_CASE("language: words of verdicts, states and comparisons of bills are told in it") {
  if (!has_texts_in(portuguese)) return;
  const Speaking speaking{portuguese};
  using compliance::Status;
  for (const auto status :
       {Status::pass, Status::fail, Status::warn, Status::not_evaluated, Status::not_applicable})
    check_translated(name_of(status));
  for (const auto state : {BackupState::completed, BackupState::partial, BackupState::failed,
                           BackupState::expired, BackupState::skipped, BackupState::running})
    check_translated(name_of(state));
  CHECK(told("s3.archive keeps what comes") == "s3.archive guarda tudo o que chega");
  CHECK(told("quantity -77 %, price +59 %") == "quantidade -77 %, preço +59 %");
  CHECK(told("cost instead of none") == "custo em vez de nenhum");
  CHECK(told("zone sa-east-1a") == "zona sa-east-1a");
  CHECK(tr("done") == "concluídos");
  CHECK(tr_in("exit code", "done") == "concluído");
  CHECK(tr_in("exit code", "interrupted") == tr("interrupted"));
  CHECK(told("the volume had no space left") != "the volume had no space left");
}

TEST_CASE("language: what results say in sentences is told whole: no English is left in findings") {
  if (!has_texts_in(portuguese)) return;
  const Speaking speaking{portuguese};
  CHECK(told("3 of 1,200 records were lost.") == "3 de 1.200 registros se perderam.");
  CHECK(
      told("Longest gap of the schedule plus the backup window: 1 d 4 h; expected: at most 1 d (the RPO).") ==
      "Maior intervalo do agendamento mais a janela de backup: 1 d 4 h; esperado: no máximo 1 d (o RPO).");
  CHECK(told("3 of 1,200 records were lost. 2 have not arrived for more than 1.5 h.") ==
        "3 de 1.200 registros se perderam. 2 não chegaram há mais de 1,5 h.");
  CHECK(told("ebs.documents is full") == "ebs.documents enche");
  CHECK(told("The backlog grows by 1.5 MiB a run (p = 0.0012).") ==
        "O acúmulo cresce 1,5 MiB por execução (p = 0,0012).");
  CHECK(told("Idempotency of the effect: none.") == "Idempotência do efeito: nenhuma.");
  CHECK(told("p99 from creation to effect never, headroom of the event age -0.616 %.") ==
        "p99 da criação ao efeito: nunca; folga da idade do evento: -0,616 %.");
  CHECK(told("backup.nightly: making unencrypted snapshots of a volume.") ==
        "backup.nightly: snapshots não criptografados de um volume.");
}

TEST_CASE("language: no English is left in the findings and bills of the reference results") {
  if (!has_texts_in(portuguese)) return;
  static const std::regex english{
      R"re(\b(the|of|and|with|which|than|is|are|was|were|from|for|not|at most)\b)re", std::regex::icase};
  const Speaking speaking{portuguese};
  std::size_t findings = 0;
  for (const auto& file : fs::recursive_directory_iterator{test::source_folder() / "results" / "reference"}) {
    if (file.path().extension() != ".json") continue;
    const auto read = read_result(test::read_file(file.path()));
    if (!read.value) continue;
    for (const auto& finding : read.value->compliance.findings) {
      ++findings;
      for (const auto& text : {finding.message, finding.actual, finding.expected})
        CHECK_MESSAGE(!std::regex_search(told(text), english), told(text));
    }
    for (const auto& line : read.value->cost.lines)
      CHECK_MESSAGE(!std::regex_search(tr(line.item), english), tr(line.item));
  }
  CHECK(findings > 100);
}

}  // namespace language_test
