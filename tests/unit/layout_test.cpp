// The source tree keeps to its rules: who may include whom, file and line lengths, what library code must not
// do.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/run_program.hpp"
#include "tests/support/source_code.hpp"
#include "tests/support/source_folder.hpp"

namespace layout_test {

using garoa::test::code_of;
using garoa::test::lines_of;

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_lines = 400;
constexpr std::size_t longest_line = 150;
constexpr std::size_t longest_function = 60;

/// Who may include whom, from the core up. Results see the core only; what collects them knows events, what renders them knows
/// results; prices and controls know both, but neither the engine nor a service.
struct Layer {
  std::string_view folder;
  std::vector<std::string_view> may_include;
};

const std::vector<Layer>& layers() {
  static const std::vector<Layer> table{
      {"sim/core/", {"sim/core/"}},
      {"sim/journal/", {"sim/journal/", "sim/core/"}},
      {"sim/engine/", {"sim/engine/", "sim/core/"}},
      {"sim/workload/", {"sim/workload/", "sim/core/"}},
      {"sim/results/", {"sim/results/", "sim/core/"}},
      {"sim/collect/", {"sim/collect/", "sim/results/", "sim/journal/", "sim/core/"}},
      {"sim/render/", {"sim/render/", "sim/results/", "sim/core/"}},
      {"models/pricing/", {"models/pricing/", "sim/results/", "sim/journal/", "sim/core/"}},
      {"models/compliance/", {"models/compliance/", "sim/results/", "sim/journal/", "sim/core/"}},
      {"models/", {"models/", "sim/engine/", "sim/workload/", "sim/journal/", "sim/core/"}},
      {"sim/flows/", {"sim/flows/", "models/", "sim/engine/", "sim/workload/", "sim/journal/", "sim/core/"}},
      {"sim/scenario/",
       {"sim/scenario/", "sim/flows/", "sim/results/", "models/", "sim/workload/", "sim/core/"}},
      {"sim/deployment/",
       {"sim/deployment/", "sim/scenario/", "sim/flows/", "models/", "sim/engine/", "sim/core/"}},
      {"sim/run/",
       {"sim/run/", "sim/deployment/", "sim/scenario/", "sim/collect/", "sim/results/", "models/pricing/",
        "models/compliance/", "sim/core/"}},
      {"sim/garoa.hpp",
       {"sim/run/", "sim/scenario/", "sim/render/", "sim/results/", "sim/core/"}},  // what other programs see
      {"sim/cli/", {"sim/", "models/"}},
      {"tests/", {"tests/", "sim/", "models/"}},
  };
  return table;
}

/// What only flows and scenarios may see of the models.
constexpr std::array<std::string_view, 2> assessment{"models/pricing/", "models/compliance/"};
/// Looked up by key and never walked through.
constexpr std::array<std::string_view, 3> with_hash_tables{
    "sim/journal/journal.hpp", "sim/journal/journal.cpp", "sim/workload/trace.cpp"};
constexpr std::string_view with_simgrid = "sim/engine/simgrid_compat.hpp";
/// Ends the child that it has forked.
constexpr std::string_view with_children = "sim/run/child_process.cpp";
/// A program of the build, no library.
constexpr std::string_view build_program = "models/embed.cpp";

template <class List>
bool begins_with_one_of(std::string_view text, const List& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view b) { return text.starts_with(b); });
}

bool is_cpp(std::string_view path) {
  return path.ends_with(".cpp") || path.ends_with(".hpp");
}
bool is_service(std::string_view path) {
  return path.starts_with("models/") && !begins_with_one_of(path, assessment);
}
bool is_library(std::string_view path) {
  return !path.starts_with("tests/") && !path.starts_with("sim/cli/") && path != build_program;
}

/// Checks one file; a fault is `path:line: message`.
class Checker {
 public:
  Checker(std::string path, std::string text) : path_{std::move(path)}, text_{std::move(text)} {}

  std::vector<std::string> faults() {
    const auto lines = lines_of(text_);
    for (std::size_t i = 0; i < lines.size(); ++i) check_words(i + 1, lines[i]);
    if (!is_cpp(path_)) return faults_;
    if (lines.size() > most_lines) fault(lines.size(), "has more than 400 lines");
    if (path_.ends_with(".hpp") && text_.find("#pragma once\n") == std::string::npos)
      fault(1, "the header lacks #pragma once");
    for (std::size_t i = 0; i < lines.size(); ++i) check_include(i + 1, lines[i]);
    const auto code = code_of(text_);
    const auto code_lines = lines_of(code);
    for (std::size_t i = 0; i < code_lines.size(); ++i) check_code(i + 1, code_lines[i]);
    for (const auto& block : garoa::test::blocks_of_statements(code)) {
      if (block.lines() > longest_function) fault(block.first_line, "the function has more than 60 lines");
    }
    check_test_names();
    return faults_;
  }

 private:
  void fault(std::size_t line, const std::string& message) {
    faults_.push_back(path_ + ':' + std::to_string(line) + ": " + message);
  }

  /// CMake would make two tests of it, neither of which exists: both would pass without running anything.
  void check_test_names() {
    static const std::regex form{R"re(TEST_CASE\(\s*((?:"[^"]*"\s*)+))re"};
    for (auto found = std::sregex_iterator{text_.begin(), text_.end(), form}; found != std::sregex_iterator{};
         ++found) {
      if ((*found)[1].str().find(';') == std::string::npos) continue;
      const auto before = std::count(text_.begin(), text_.begin() + found->position(), '\n');
      fault(static_cast<std::size_t>(before) + 1, "a test's name has a semicolon");
    }
  }

  void check_words(std::size_t number, const std::string& line) {
    // Written in halves, so that this file does not name them.
    static const std::regex unfinished{
        "\\b(TO"
        "DO|FIX"
        "ME|XX"
        "X|HA"
        "CK|TB"
        "D|WI"
        "P)\\b"};
    if (std::regex_search(line, unfinished)) fault(number, "marks unfinished work");
    if (!is_cpp(path_)) return;
    // A continuation byte of UTF-8 is no column.
    const auto columns = std::count_if(
        line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    if (static_cast<std::size_t>(columns) > longest_line) fault(number, "is longer than 150 columns");
  }

  void check_include(std::size_t number, const std::string& line) {
    static const std::regex form{"^\\s*#\\s*include\\s*([<\"])([^>\"]*)[>\"]"};
    std::smatch found;
    if (!std::regex_search(line, found, form)) return;
    const std::string name = found[2];
    if (found[1] == "<") {
      const bool simgrid = name.starts_with("simgrid/") || name.starts_with("xbt/");
      if (simgrid && path_ != with_simgrid) fault(number, "only the physical world includes SimGrid");
      return;
    }
    const auto layer = std::find_if(layers().begin(), layers().end(),
                                    [&](const Layer& l) { return path_.starts_with(l.folder); });
    if (layer == layers().end()) {
      fault(number, "lies in no known layer");
    } else if (!begins_with_one_of(name, layer->may_include)) {
      fault(number, std::string{layer->folder} + " must not include " + name);
    } else if ((is_service(path_) || path_.starts_with("sim/flows/")) &&
               begins_with_one_of(name, assessment)) {
      fault(number, "a service knows neither prices nor controls: " + name);
    }
  }

  void check_code(std::size_t number, const std::string& code) {
    static const std::regex random{
        R"(\bstd::(\w+_distribution|mt19937\w*|random_device|default_random_engine)\b|\bs?rand\s*\()"};
    static const std::regex hash_table{R"(\bunordered_\w+)"};
    static const std::regex wall_clock{
        R"(\bsystem_clock\b|\bstd::time\b|\btime\s*\(\s*(nullptr|NULL)\s*\)|\bgettimeofday\b)"};
    static const std::regex says{
        R"(\b(v?f?printf|f?puts|putchar|perror)\s*\(|\bstd::(cout|cerr|clog)\b|\bfmt::print\b)"};
    static const std::regex ends{R"((^|[^.>\w])(std::)?(_exit|exit|quick_exit|abort|terminate)\s*\()"};
    if (std::regex_search(code, random)) fault(number, "random numbers come from sim/core/random.hpp");
    if (std::regex_search(code, wall_clock)) fault(number, "no result may depend on the hour");
    if (!is_library(path_)) return;
    const bool may_hash =
        std::find(with_hash_tables.begin(), with_hash_tables.end(), path_) != with_hash_tables.end();
    if (std::regex_search(code, hash_table) && !may_hash)
      fault(number, "the order of a hash table may reach an output");
    if (std::regex_search(code, says)) fault(number, "library code never prints");
    if (std::regex_search(code, ends) && path_ != with_children)
      fault(number, "library code never ends the process");
  }

  std::string path_;
  std::string text_;
  std::vector<std::string> faults_;
};

std::vector<std::string> faults_of(const std::string& path, const std::string& text) {
  return Checker{path, text}.faults();
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += line + '\n';
  return text;
}

bool is_source(const fs::path& path) {
  constexpr std::array<std::string_view, 6> endings{".cpp", ".hpp", ".yaml", ".py", ".md", ".txt"};
  return std::find(endings.begin(), endings.end(), path.extension().string()) != endings.end();
}

}  // namespace

TEST_CASE("layout: every file of sim, models and tests keeps the rules") {
  const fs::path root = garoa::test::source_folder();
  std::vector<std::string> faults;
  std::size_t files = 0;
  for (const auto* folder : {"sim", "models", "tests"}) {
    for (const auto& item : fs::recursive_directory_iterator{root / folder}) {
      if (!item.is_regular_file() || !is_source(item.path())) continue;
      std::ifstream stream{item.path(), std::ios::binary};
      const std::string text{std::istreambuf_iterator<char>{stream}, {}};
      const auto found = faults_of(fs::relative(item.path(), root).generic_string(), text);
      faults.insert(faults.end(), found.begin(), found.end());
      ++files;
    }
  }
  CHECK(files > 200);
  std::sort(faults.begin(), faults.end());
  CHECK_MESSAGE(faults.empty(), joined(faults));
}

TEST_CASE("layout: includes against the direction of the layers are found") {
  const auto include = [](const std::string& path, const std::string& name) {
    return joined(faults_of(path, "#include \"" + name + "\"\n"));
  };
  CHECK(include("sim/core/a.cpp", "sim/engine/simulator.hpp") ==
        "sim/core/a.cpp:1: sim/core/ must not include sim/engine/simulator.hpp\n");
  CHECK(include("sim/results/a.cpp", "sim/journal/journal.hpp") != "");
  CHECK(include("sim/results/a.cpp", "models/pricing/invoice.hpp") != "");
  CHECK(include("sim/collect/a.cpp", "sim/engine/simulator.hpp") != "");
  CHECK(include("sim/collect/a.cpp", "models/s3/s3.hpp") != "");
  CHECK(include("sim/render/a.cpp", "sim/collect/collector.hpp") != "");
  CHECK(include("sim/render/a.cpp", "sim/journal/journal.hpp") != "");
  CHECK(include("models/compliance/a.cpp", "models/s3/s3.hpp") != "");
  CHECK(include("models/pricing/a.cpp", "sim/engine/simulator.hpp") != "");
  CHECK(include("models/s3/a.cpp", "models/pricing/price_book.hpp") != "");
  CHECK(include("models/s3/a.cpp", "sim/flows/flow.hpp") != "");
  CHECK(include("sim/workload/a.cpp", "models/s3/s3.hpp") != "");
  CHECK(include("sim/flows/a.cpp", "sim/scenario/scenario.hpp") != "");
  CHECK(include("sim/scenario/a.cpp", "sim/cli/cli.hpp") != "");
  CHECK(include("sim/core/a.cpp", "fields.hpp") != "");
  CHECK(include("sim/other/a.cpp", "sim/core/fields.hpp") == "sim/other/a.cpp:1: lies in no known layer\n");
  CHECK(include("models/s3/a.cpp", "sim/engine/simulator.hpp") == "");
  CHECK(include("sim/scenario/a.cpp", "models/compliance/profile.hpp") == "");
  CHECK(include("sim/render/a.cpp", "sim/results/finding.hpp") == "");
  CHECK(joined(faults_of("models/s3/a.cpp", "#include <simgrid/s4u.hpp>\n")) != "");
  CHECK(joined(faults_of("sim/engine/physical_world.cpp", "#include <simgrid/s4u.hpp>\n")) != "");
  CHECK(joined(faults_of("sim/engine/simgrid_compat.hpp", "#pragma once\n#include <simgrid/s4u.hpp>\n")) ==
        "");
  CHECK(include("sim/scenario/a.cpp", "sim/engine/simulator.hpp") != "");
  CHECK(include("sim/scenario/a.cpp", "sim/journal/journal.hpp") != "");
  CHECK(include("sim/deployment/a.cpp", "sim/collect/collector.hpp") != "");
}

TEST_CASE("layout: what library code must not do is found in code, not in comments and texts") {
  const auto in = [](const std::string& path, const std::string& code) {
    return joined(faults_of(path, code + "\n"));
  };
  CHECK(in("sim/core/a.cpp", "int a;\nstd::cout << 1;") == "sim/core/a.cpp:2: library code never prints\n");
  CHECK(in("models/s3/a.cpp", "fmt::print(\"x\");") == "models/s3/a.cpp:1: library code never prints\n");
  CHECK(in("sim/core/a.cpp", "std::abort();") == "sim/core/a.cpp:1: library code never ends the process\n");
  CHECK(in("sim/core/a.cpp", "  exit(1);") != "");
  CHECK(in("sim/core/a.cpp", "std::unordered_map<int, int> a;") != "");
  CHECK(in("sim/core/a.cpp", "std::normal_distribution<> a;") != "");
  CHECK(in("tests/unit/a.cpp", "std::mt19937 a;") != "");
  CHECK(in("sim/cli/a.cpp", "fmt::print(\"x\");") == "");
  CHECK(in("sim/core/a.cpp", "a.exit();\nint on_exit_code;\nfmt::format(\"{}\", 1);") == "");
  CHECK(in("sim/core/a.cpp",
           "// std::cout << exit(1);\n/* std::abort();\n */ const char* a = \"std::cout\"; char b = '\"';") ==
        "");
  CHECK(in("sim/core/a.cpp", "const int a = 1'000; std::cout << '\\''; // '") != "");
  CHECK(in("sim/core/a.cpp", "const char* a = R\"(std::cout\nexit(1))\"; // \"") == "");
}

TEST_CASE("layout: a test whose name would be taken apart is found") {
  const std::string macro = "TEST_CASE";
  CHECK(faults_of("tests/unit/a_test.cpp", "int a;\n" + macro + "(\n    \"a \"\n    \"b; c\") {}\n") ==
        std::vector<std::string>{"tests/unit/a_test.cpp:2: a test's name has a semicolon"});
  CHECK(faults_of("tests/unit/a_test.cpp", macro + "(\"a, and b\") { f(\"c; d\"); }\n").empty());
}

TEST_CASE("layout: an overlong function is found, whatever its form, and a long table or class is none") {
  const auto faults = [](const std::string& before, const std::string& after, std::size_t lines) {
    std::string text = before + '\n';
    for (std::size_t i = 1; i < lines; ++i) text += "  a;\n";
    return joined(faults_of("sim/core/a.cpp", text + after + '\n'));
  };
  const std::string found = "sim/core/a.cpp:1: the function has more than 60 lines\n";
  for (const std::string function :
       {"void f() {", "Process F::f(int a) const noexcept {", "F::F(int a) : a_{a}, b_{1} {",
        "auto f() -> int {", "const auto f = [&] {", "call([&](int a) mutable {", "TEST_CASE(\"a {\") {",
        "F::~F() {", "template <class T> struct A; void f() {", "bool operator()(int a) const override {"}) {
    CAPTURE(function);
    CHECK(faults(function, "}", 60) == "");
    CHECK(faults(function, "}", 61) == found);
  }
  for (const std::string other :
       {"namespace a::b {", "class A : public B {", "struct A {", "enum class A : char {",
        "template <class T> class A {", "const A a = {", "const A a{", "constexpr std::array<A, 2> a{{{",
        "union A {", "#define A\nnamespace {", "extern \"C\" {", "call(A{"}) {
    CAPTURE(other);
    CHECK(faults(other, "}", 100) == "");
  }
  CHECK(faults("struct A {\n  void f() {", "}\n};", 61) ==
        "sim/core/a.cpp:2: the function has more than 60 lines\n");
}

TEST_CASE("layout: overlong files and lines, headers without a guard and unfinished work are found") {
  const std::string marker = std::string{"TO"} + "DO";
  CHECK(joined(faults_of("sim/core/a.cpp", std::string(151, 'a') + '\n')) ==
        "sim/core/a.cpp:1: is longer than 150 columns\n");
  CHECK(faults_of("sim/core/a.cpp", std::string(150, 'a') + '\n').empty());
  CHECK(joined(faults_of("sim/core/a.cpp", std::string(401, '\n'))) ==
        "sim/core/a.cpp:401: has more than 400 lines\n");
  CHECK(faults_of("sim/core/a.cpp", std::string(400, '\n')).empty());
  CHECK(joined(faults_of("sim/core/a.hpp", "int a;\n")) ==
        "sim/core/a.hpp:1: the header lacks #pragma once\n");
  CHECK(faults_of("sim/core/a.hpp", "#pragma once\n").empty());
  CHECK(joined(faults_of("models/s3/s3.yaml", "a: 1\n# " + marker + ": more\n")) ==
        "models/s3/s3.yaml:2: marks unfinished work\n");
}

}  // namespace layout_test
