// The clients of a flow, over a path whose answers the test gives: tries, pauses, what is open, what the journal hears.
#include "sim/flows/clients.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace clients_test {

using namespace garoa;

namespace {

constexpr double try_takes = 2;  // s

/// Fails the first tries of each document, and then serves it.
class ScriptedPath final : public UploadPath {
 public:
  ScriptedPath(const Run& run, std::uint32_t failures, bool last_is_final)
      : run_{run}, failures_{failures}, last_is_final_{last_is_final} {}
  void serve(Clients& clients) { clients_ = &clients; }

  Task<std::optional<UploadFailure>> attempt(Upload& upload) override {
    tries.push_back(upload.tries);
    documents.push_back(upload.document);
    keys.push_back(upload.key);
    repeats.push_back(upload.key_repeats);
    co_await run_.simulator.delay(try_takes);
    if (upload.given_up()) co_return UploadFailure{Reason::client_timeout};
    if (upload.tries <= failures_)
      co_return UploadFailure{Reason::throttled, last_is_final_ && upload.tries == failures_};
    clients_->acknowledge(upload.document);
    co_return std::nullopt;
  }

  std::vector<std::uint32_t> tries;
  std::vector<Document> documents;
  std::vector<ObjectKey> keys;
  std::vector<bool> repeats;

 private:
  const Run& run_;
  Clients* clients_ = nullptr;
  std::uint32_t failures_;
  bool last_is_final_;
};

struct Script {
  std::uint32_t attempts = 1;  // that clients make at most
  std::uint32_t failures = 0;
  bool last_is_final = false;
  std::optional<Seconds> timeout = {};
  double end = 15;  // s; documents arrive at 10 s, 20 s and so on
  KeySettings key = {};
  std::vector<std::string> names = {};  // a trace's, of documents that come every 10 s; none: no trace
};

/// The clients of one flow, and what the journal heard of them.
struct Flow {
  explicit Flow(const Script& script)
      : calendar{*Calendar::create("2026-03-02T00:00:00", "UTC").calendar},
        path{run, script.failures, script.last_is_final},
        clients{run, settings_of(script), UploadKeys::of_objects, calendar, path} {
    path.serve(clients);
    journal.on<events::UploadStarted>([this](const auto& e) { hear("started", e.time); });
    journal.on<events::UploadRetried>([this](const auto& e) { hear("retried", e.time, e.reason); });
    journal.on<events::UploadRejected>([this](const auto& e) { hear("rejected", e.time, e.reason); });
    journal.on<events::UploadAcknowledged>([this](const auto& e) { hear("acknowledged", e.time); });
    journal.on<events::Waited>([this](const auto& e) {
      waited_for.push_back(journal.name(e.resource));
      paused.push_back(e.seconds);
    });
    clients.begin(script.end);
  }

  const FlowCommon& settings_of(const Script& script) {
    settings.name = "intake";
    settings.uploads.arrivals = DeterministicArrivals{PerSecond{0.1}};
    if (!script.names.empty()) settings.uploads.arrivals = TraceArrivals{trace_of(script.names)};
    settings.size = ConstantSize{Bytes{1000}};
    settings.retries = {script.attempts, Seconds{4}, Seconds{6}};
    settings.key = script.key;
    settings.timeout = script.timeout;
    return settings;
  }
  static std::shared_ptr<const Trace> trace_of(const std::vector<std::string>& names) {
    TraceKeys keys;
    std::vector<Trace::Row> rows;
    for (const auto& name : names) {
      const double time = 10.0 * static_cast<double>(rows.size());
      rows.push_back({.time = time, .key = keys.number_of(name)});
    }
    return std::make_shared<const Trace>(std::move(rows), std::move(keys));
  }
  void hear(std::string what, double time, std::optional<Reason> reason = {}) {
    if (reason) what += fmt::format(" {}", name_of(*reason));
    heard.push_back(std::move(what));
    times.push_back(time);
  }

  Simulator simulator;
  Journal journal;
  Run run{simulator, journal, 1};
  Calendar calendar;
  FlowCommon settings;
  ScriptedPath path;
  Clients clients;
  std::vector<std::string> heard;
  std::vector<double> times;
  std::vector<std::string> waited_for;
  std::vector<double> paused;
};

}  // namespace

TEST_CASE("clients: a document is tried until it is served, refused for good, or the tries are over") {
  struct Row {
    const char* what;
    Script script;
    std::vector<std::string> heard;
    std::uint64_t acknowledged;
  };
  const std::vector<Row> rows{
      {"served at once", {.attempts = 1}, {"started", "acknowledged"}, 1},
      {"no second try", {.attempts = 1, .failures = 1}, {"started", "rejected throttled"}, 0},
      {"served at the third try",
       {.attempts = 3, .failures = 2},
       {"started", "retried throttled", "retried throttled", "acknowledged"},
       1},
      {"given up after the third try",
       {.attempts = 3, .failures = 3},
       {"started", "retried throttled", "retried throttled", "rejected throttled"},
       0},
      {"refused for good at the second of five tries",
       {.attempts = 5, .failures = 2, .last_is_final = true},
       {"started", "retried throttled", "rejected throttled"},
       0},
      {"each try is given up before it is served",
       {.attempts = 2, .timeout = Seconds{1}},
       {"started", "retried client_timeout", "rejected client_timeout"},
       0},
      {"the answer comes in time, also of what is refused first",
       {.attempts = 2, .failures = 1, .timeout = Seconds{2.5}},
       {"started", "retried throttled", "acknowledged"},
       1},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    Flow flow{row.script};
    flow.simulator.run(100);
    CHECK(flow.heard == row.heard);
    CHECK(flow.clients.acknowledged().documents == row.acknowledged);
    CHECK(flow.clients.open() == 0);
    CHECK(flow.path.tries.size() == row.heard.size() - 1);
    for (std::size_t i = 0; i < flow.path.tries.size(); ++i) CHECK(flow.path.tries[i] == i + 1);
  }
}

TEST_CASE("clients: pauses double up to the longest one, less a random share, and are waits of the upload") {
  Flow flow{{.attempts = 4, .failures = 4}};
  flow.simulator.run(100);
  REQUIRE(flow.paused.size() == 3);
  double after = 10;
  for (std::size_t i = 0; i < 3; ++i) {
    const double longest = i == 0 ? 4 : 6;  // 4 s, 8 s and 16 s, of which 6 s are the most
    CHECK(flow.paused[i] > 0);
    CHECK(flow.paused[i] < longest);
    CHECK(flow.waited_for[i] == "flows.intake.retries");
    after += try_takes + flow.paused[i];
  }
  REQUIRE(flow.times.size() == 5);
  CHECK(flow.times.back() == doctest::Approx(after + try_takes));
}

TEST_CASE("clients: however often an upload failed, its pause has the longest one as its bound") {
  Simulator simulator;
  Journal journal;
  const Run run{simulator, journal, 1};
  UploadRetrySettings settings;
  settings.delay = Seconds{2};
  settings.longest_delay = Seconds{6};
  const UploadRetries retries{run, settings, "flows.intake"};
  double longest = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) longest = std::max(longest, retries.pause(Entity::nth(i), 10));
  CHECK(longest < 6);
  CHECK(longest > 5.9);  // uniform up to it
}

TEST_CASE("clients: an upload is open from its start to its answer, pauses included") {
  Flow flow{{.attempts = 2, .failures = 1, .end = 35}};
  const auto served = [](double arrived, double pause) { return arrived + 2 * try_takes + pause; };
  flow.simulator.run(31);
  CHECK(flow.clients.open() + flow.clients.acknowledged().documents == 3);
  CHECK(flow.clients.open() >= 1);
  REQUIRE_FALSE(flow.paused.empty());
  CHECK(flow.times[2] == doctest::Approx(served(10, flow.paused[0])));
}

TEST_CASE("clients: documents are numbered in the order of arrival, have the flow's size and a key each") {
  Flow flow{{.end = 45}};
  flow.simulator.run(100);
  REQUIRE(flow.path.documents.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto& document = flow.path.documents[i];
    CHECK(document.id == i);
    CHECK(document.bytes == 1000);
    CHECK(document.arrived == doctest::Approx(10.0 * static_cast<double>(i + 1)));
    CHECK(flow.journal.name(document.flow) == "flows.intake");
    CHECK(flow.path.keys[i].number == i);
  }
  CHECK(flow.clients.burstiness().count() == 4);
}

TEST_CASE("clients: of a few names each document draws one") {
  Flow flow{{.end = 2005, .key = {{}, 3}}};
  flow.simulator.run(3000);
  REQUIRE(flow.path.keys.size() == 200);
  std::array<int, 3> drawn{};
  for (const auto& key : flow.path.keys) {
    REQUIRE(key.number < 3);
    ++drawn[key.number];
  }
  for (const int times : drawn) CHECK(times > 40);  // 67 expected, standard deviation 6.7
}

TEST_CASE(
    "clients: a name of a trace is remembered only where it comes again, or another trace may have it") {
  const std::vector<std::string> names{"a", "b", "a", "", "c"};
  Flow flow{{.end = 45, .key = {.affixes = {"in/", ".pdf"}}, .names = names}};
  flow.simulator.run(100);
  CHECK(flow.path.repeats == std::vector<bool>{true, false, true, false, false});
  std::vector<std::string> keys;
  for (const auto& key : flow.path.keys)
    keys.push_back(key.with_text([](std::string_view text) { return std::string{text}; }));
  CHECK(keys == std::vector<std::string>{"in/a.pdf", "in/b.pdf", "in/a.pdf", "in/3.pdf", "in/c.pdf"});

  Flow beside_another{{.end = 45, .key = {.others_have_names = true}, .names = names}};
  beside_another.simulator.run(100);
  CHECK(beside_another.path.repeats == std::vector<bool>{true, true, true, false, true});
}

}  // namespace clients_test
