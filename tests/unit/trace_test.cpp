#include "sim/workload/trace.hpp"
#include "tests/support/source_folder.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

namespace trace_test {

using namespace garoa;

namespace {

const std::string fixtures = (test::source_folder() / "tests" / "fixtures" / "").string();
constexpr Bytes largest{50'000'000'000'000};

std::shared_ptr<const Trace> read(const std::string& path) {
  Diagnostics diagnostics;
  auto trace = read_trace(path, {}, largest, diagnostics);
  REQUIRE_MESSAGE(trace != nullptr, diagnostics.text());
  CHECK_FALSE(diagnostics.has_errors());
  return trace;
}

/// A trace file that lives as long as the object.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view content)
      : path_{(std::filesystem::temp_directory_path() /
               ("garoa_trace_" + std::to_string(getpid()) + "_" + std::to_string(++count_) + ".csv"))
                  .string()} {
    std::ofstream{path_, std::ios::binary} << content;
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { std::remove(path_.c_str()); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  inline static int count_ = 0;
  std::string path_;
};

/// The faults of a text, with the file's path shortened to "f".
std::string faults(std::string_view content) {
  const TemporaryFile file{content};
  Diagnostics diagnostics;
  const Location scenario{std::make_shared<const std::string>("scenario.yaml"), 7, 3};
  CHECK(read_trace(file.path(), scenario, largest, diagnostics) == nullptr);
  auto text = diagnostics.text();
  for (auto at = text.find(file.path()); at != std::string::npos; at = text.find(file.path())) {
    text.replace(at, file.path().size(), "f");
  }
  return text;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("trace: columns come in any order, rows are sorted stably, empty cells are not given") {
  const auto trace = read(fixtures + "arrivals.csv");
  REQUIRE(trace->size() == 4);
  CHECK(trace->time(0) == 0.125);
  CHECK_FALSE(trace->key(0));
  CHECK(trace->bytes(0) == 1);
  CHECK(trace->duration(0) == 0);
  CHECK(trace->time(1) == 3);
  CHECK(trace->key(1)->text() == "bob");
  CHECK(trace->bytes(1) == 1'000'000);
  CHECK_FALSE(trace->duration(1));
  CHECK(trace->time(2) == 12.5);
  CHECK(trace->bytes(2) == 2048);
  CHECK(trace->time(3) == 12.5);
  CHECK_FALSE(trace->bytes(3));
  CHECK(trace->duration(3) == 1.5);
  CHECK(trace->key(3)->text() == "alice");
}

TEST_CASE("trace: the Azure 2021 layout gives arrivals, shifted when a request began before zero") {
  const auto trace = read(fixtures + "azure_functions_2021.csv");
  REQUIRE(trace->size() == 4);
  // end - duration: 10, -2, 10, 20; the first is shifted to 0.
  CHECK(trace->time(0) == 0);
  CHECK(trace->key(0)->text() == "a1/f2");
  CHECK(trace->duration(0) == 6);
  CHECK(trace->time(1) == 12);
  CHECK(trace->key(1)->text() == "a1/f1");
  CHECK(trace->time(2) == 12);
  CHECK(trace->key(2)->text() == "a2/f1");
  CHECK(trace->time(3) == 22);
  CHECK_FALSE(trace->bytes(3));
}

TEST_CASE("trace: Azure times that are not negative stay as they are") {
  const auto trace = read(fixtures + "azure_functions_late.csv");
  CHECK(trace->time(0) == 100);
  CHECK(trace->time(1) == 101);
}

TEST_CASE("trace: every fault of a file is reported with line and column") {
  Diagnostics diagnostics;
  CHECK(read_trace(fixtures + "faulty_trace.csv", {}, largest, diagnostics) == nullptr);
  const auto text = diagnostics.text();
  CHECK(contains(text, "faulty_trace.csv:3:1: error: 'x' is not a number of seconds"));
  CHECK(contains(text, "faulty_trace.csv:4:1: error: '-1' is negative"));
  CHECK(contains(text, "faulty_trace.csv:4:4: error: a document has at least 1 byte"));
  CHECK(contains(text, "faulty_trace.csv:4:6: error: quoted cells are not supported"));
  CHECK(contains(text, "faulty_trace.csv:4:10: error: '-2' is negative"));
  CHECK(contains(text, "faulty_trace.csv:5:7: error: has 3 cells, the header 4"));
  CHECK(contains(text, "faulty_trace.csv:6:3: error: '-7' is not a whole number of bytes"));
  CHECK(contains(text, "faulty_trace.csv:6:8: error: 'nan' is not a number of seconds"));
  CHECK(diagnostics.count() == 8);
}

TEST_CASE("trace: twenty faults are shown and the rest counted") {
  std::string content = "time_s\n";
  for (int i = 0; i < 50; ++i) content += "x\n";
  const auto text = faults(content);
  CHECK(contains(text, "f:21:1: error: 'x'"));
  CHECK_FALSE(contains(text, "f:22:1:"));
  CHECK(contains(text, "f:51:1: error: 30 more faults in this file"));
}

TEST_CASE("trace: faults of the header") {
  CHECK(contains(faults("time,size_bytes\n1,2\n"),
                 "f:1:1: error: unknown column 'time' (did you mean 'time_s'?)"));
  CHECK(contains(faults("size_bytes\n1\n"), "f:1:1: error: the header lacks the column 'time_s'"));
  CHECK(contains(faults("# c\ntime_s, time_s\n1,1\n"), "f:2:9: error: column 'time_s' is given twice"));
  CHECK(contains(faults("app,end_timestamp,duration\na,1,1\n"), "the header lacks the column 'func'"));
  CHECK(contains(faults("1.5,200\n"), "unknown column '1.5'"));
  CHECK_FALSE(contains(faults("time\nx\ny\n"), "f:2:"));
}

TEST_CASE("trace: a file that is missing, a folder or empty is a fault of the scenario") {
  Diagnostics diagnostics;
  const Location scenario{std::make_shared<const std::string>("scenario.yaml"), 7, 3};
  CHECK(read_trace(fixtures + "absent.csv", scenario, largest, diagnostics) == nullptr);
  CHECK(contains(diagnostics.text(), "scenario.yaml:7:3: error: the trace '"));
  CHECK(read_trace(fixtures, scenario, largest, diagnostics) == nullptr);
  CHECK(diagnostics.count() == 2);
  CHECK(faults("") == "scenario.yaml:7:3: error: the trace 'f' has no rows\n");
  CHECK(faults("time_s\n# nothing\n") == "scenario.yaml:7:3: error: the trace 'f' has no rows\n");
}

TEST_CASE("trace: byte order mark, CRLF, blanks, and a last line without end are accepted") {
  const TemporaryFile file{"\xEF\xBB\xBFtime_s , size_bytes\r\n\r\n 2 ,\t5\r\n1,7"};
  const auto trace = read(file.path());
  REQUIRE(trace->size() == 2);
  CHECK(trace->time(0) == 1);
  CHECK(trace->bytes(0) == 7);
  CHECK(trace->bytes(1) == 5);
}

TEST_CASE("trace: a document above the largest object of S3 is refused in its line") {
  const TemporaryFile file{
      "time_s,size_bytes\n1,50000000000000\n2,50000000000001\n3,9223372036854775808\n"
      "4,18446744073709551615\n5,18446744073709551616\n"};
  Diagnostics diagnostics;
  CHECK(read_trace(file.path(), {}, largest, diagnostics) == nullptr);
  const auto text = diagnostics.text();
  CHECK(diagnostics.count() == 4);
  for (const auto* fault : {":3:3: error: '50000000000001' bytes are more than S3 takes: at most 50 TB\n",
                            ":4:3: error: '9223372036854775808' bytes are more than S3 takes",
                            ":5:3: error: '18446744073709551615' bytes are more than S3 takes",
                            ":6:3: error: '18446744073709551616' is out of range of bytes"})
    CHECK_MESSAGE(contains(text, fault), text);
}

TEST_CASE("trace: the rows before a time are those of earlier arrivals") {
  const TemporaryFile file{"time_s\n3\n1\n2\n2\n"};
  const auto trace = read(file.path());
  CHECK(trace->rows_before(1) == 0);
  CHECK(trace->rows_before(2) == 1);
  CHECK(trace->rows_before(2.5) == 3);
  CHECK(trace->rows_before(100) == 4);
}

}  // namespace trace_test
