// Capacity and bill of DynamoDB tables and SNS's delivery policies, against AWS's worked examples and closed forms.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>

#include "models/dynamodb/capacity.hpp"
#include "models/dynamodb/dynamodb.hpp"
#include "models/sns/sns.hpp"

namespace downstream_test {

using namespace garoa;

namespace {

CapacitySettings provisioned(double units) {
  CapacitySettings s;
  s.mode = CapacityMode::provisioned;
  s.units = units;
  s.most_units = 40'000;
  s.burst = 300;
  s.partition_units = 1000;
  s.partition_burst = 1;
  return s;
}

CapacitySettings on_demand(double units) {
  auto s = provisioned(units);
  s.mode = CapacityMode::on_demand;
  s.burst = 1;
  s.growth_minutes = 30;
  return s;
}

/// Requests of `size` units, `rate` units a second from `from` to `to`: the units that were taken.
double load(Capacity& capacity, double rate, double size, double from, double to, bool hot = false) {
  double taken = 0;
  const auto count = static_cast<std::uint64_t>(std::llround((to - from) * rate / size));
  for (std::uint64_t i = 0; i < count; ++i) {
    if (capacity.take(from + static_cast<double>(i) * size / rate, size, hot)) taken += size;
  }
  return taken;
}

double geometric_sum(double first, double last, int steps) {
  const double ratio = std::pow(last / first, 1.0 / (steps - 1));
  return first * (std::pow(ratio, steps) - 1) / (ratio - 1);
}

TopicSettings topic(HttpPolicy policy) {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  const auto text = fmt::format(
      "subscriptions: {{ sqs: 1, lambda: 1, http: 1, email: 1, sms: 1 }}\n"
      "delivery: {{ http: {{ retry_policy: {} }} }}",
      name_of(policy));
  const auto node = parse_yaml(text, "topic.yaml", diagnostics);
  ReadContext context{diagnostics};
  FieldRecord record;
  Fields fields{&*node, "sns.done", node->where, record, context};
  const auto settings = read_topic("done", fields, catalogue);
  CHECK(diagnostics.count() == 0);
  return settings;
}

TableSettings table_of_items(const std::string& size) {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  const auto node = parse_yaml(fmt::format("item: {}", size), "table.yaml", diagnostics);
  ReadContext context{diagnostics};
  FieldRecord record;
  Fields fields{&*node, "dynamodb.results", node->where, record, context};
  auto settings = read_table("results", fields, catalogue);
  CHECK(diagnostics.count() == 0);
  return settings;
}

/// Write and read units that are billed for five writes and seven reads of items of `size`.
std::pair<std::uint64_t, std::uint64_t> billed_units(const std::string& size) {
  Simulator simulator;
  Journal journal;
  Run run{simulator, journal, 1};
  std::pair<std::uint64_t, std::uint64_t> billed{0, 0};
  journal.on<events::Billed>([&](const events::Billed& event) {
    if (event.meter == Meter::dynamodb_write_units) billed.first += event.units;
    if (event.meter == Meter::dynamodb_read_units) billed.second += event.units;
  });
  Table table{run, table_of_items(size)};
  for (int i = 0; i < 5; ++i) table.written({}, true);
  for (int i = 0; i < 7; ++i) table.was_read({});
  table.sample(1);
  table.sample(1);  // once
  return billed;
}

/// Number of retries and their pauses together.
std::pair<std::uint32_t, double> schedule(const TopicSettings& settings, Protocol protocol) {
  const auto& policy = settings.subscribers[static_cast<std::size_t>(protocol)].policy;
  double sum = 0;
  for (std::uint32_t n = 1; n <= policy.retries(); ++n) sum += policy.pause(n);
  return {policy.retries(), sum};
}

}  // namespace

TEST_CASE("dynamodb: 150 units a second that rested for five minutes take 200 for fifteen (AWS's example)") {
  auto settings = provisioned(150);
  settings.partition_units = 3000;
  Capacity capacity{settings};
  CHECK(load(capacity, 200, 1, 0, 899) == 200 * 899);
  double refused_at = 0;
  for (int i = 0; refused_at == 0 && i < 1000; ++i) {
    const double now = 899 + i / 200.0;
    if (!capacity.take(now, 1, false)) refused_at = now;
  }
  CHECK(refused_at == doctest::Approx(900).epsilon(0.0001));
}

TEST_CASE("dynamodb: a burst does not exceed what the partitions of the table take") {
  Capacity capacity{provisioned(100)};  // 30,000 units unused, one partition
  const double taken = load(capacity, 2000, 1, 0, 20);
  CHECK(std::abs(taken - (1000 * 20 + 1000)) <= 1);
}

TEST_CASE("dynamodb: a hot key gets one partition's share of a large table") {
  Capacity hot{provisioned(10'000)};
  CHECK(std::abs(load(hot, 3000, 1, 0, 10, true) - (1000 * 10 + 1000)) <= 1);
  Capacity even{provisioned(10'000)};
  CHECK(load(even, 3000, 1, 0, 10) == 30'000);
}

TEST_CASE("dynamodb: a table on demand takes twice its highest minute half an hour later") {
  Capacity capacity{on_demand(4000)};
  // The first minute holds the burst of a second, too.
  const double first = load(capacity, 10'000, 100, 0, 60);
  CHECK(first == doctest::Approx(4000 * 61).epsilon(0.001));
  CHECK(load(capacity, 10'000, 100, 60, 1860) == doctest::Approx(4000 * 1800).epsilon(0.001));
  CHECK(capacity.units() == 4000);
  CHECK(load(capacity, 10'000, 100, 1860, 3660) == doctest::Approx(2 * first / 60 * 1800).epsilon(0.001));
  CHECK(load(capacity, 10'000, 100, 3720, 3780) == doctest::Approx(10'000 * 60).epsilon(0.001));
}

TEST_CASE("dynamodb: auto scaling follows two high minutes and fifteen low ones") {
  auto settings = provisioned(50);
  settings.target = 0.7;
  settings.high_minutes = 2;
  settings.low_minutes = 15;
  settings.low_distance = 0.2;
  Capacity capacity{settings};
  CHECK(load(capacity, 84, 1, 0, 120) == 84 * 120);  // above 50 by what was unused
  capacity.advance(120);
  CHECK(capacity.units() == 120);  // 84 / 0.7
  load(capacity, 40, 1, 120, 1020);
  CHECK(capacity.units() == 120);
  capacity.advance(1020);
  CHECK(capacity.units() == 58);  // 40 / 0.7, rounded up
  CHECK(capacity.take_unit_seconds(1120) == doctest::Approx(50 * 120 + 120 * 900 + 58 * 100));
}

TEST_CASE("dynamodb: an item larger than all that is kept passes a full table, which then pays it off") {
  auto settings = provisioned(1);
  Capacity capacity{settings};
  CHECK(capacity.take(0, 400, false));
  CHECK_FALSE(capacity.take(99, 1, false));
  CHECK(capacity.take(102, 1, false));  // 300 - 400 + 101
}

TEST_CASE("dynamodb: on demand a write is billed for each started KiB of its item, a read for each 4 KiB") {
  CHECK(billed_units("1 KiB") == std::pair<std::uint64_t, std::uint64_t>{5 * 1, 7 * 1});
  CHECK(billed_units("1025 B") == std::pair<std::uint64_t, std::uint64_t>{5 * 2, 7 * 1});
  CHECK(billed_units("10 KiB") == std::pair<std::uint64_t, std::uint64_t>{5 * 10, 7 * 3});
}

TEST_CASE("sns: retries to AWS's services are 100,015 over 23 days") {
  const auto [retries, seconds] = schedule(topic(HttpPolicy::standard), Protocol::sqs);
  CHECK(retries == 100'015);
  CHECK(seconds == doctest::Approx(2 * 1 + geometric_sum(1, 20, 10) + 100'000 * 20.0));
  CHECK(std::floor(seconds / 86'400) == 23);
  CHECK(schedule(topic(HttpPolicy::standard), Protocol::lambda).first == retries);
}

TEST_CASE("sns: retries by e-mail and SMS are 50 over six hours") {
  const auto [retries, seconds] = schedule(topic(HttpPolicy::standard), Protocol::sms);
  CHECK(retries == 50);
  CHECK(seconds == doctest::Approx(2 * 10 + geometric_sum(10, 600, 10) + 38 * 600.0));
  CHECK(std::floor(seconds / 3600) == 6);
  CHECK(schedule(topic(HttpPolicy::standard), Protocol::email) == std::pair{retries, seconds});
}

TEST_CASE("sns: an HTTP endpoint gets 3 retries in a minute, or 50 within the hour that AWS allows") {
  const auto [retries, seconds] = schedule(topic(HttpPolicy::standard), Protocol::http);
  CHECK(retries == 3);
  CHECK(seconds == 60);
  const auto [most, longest] = schedule(topic(HttpPolicy::sample), Protocol::http);
  CHECK(most == 50);
  CHECK(longest == doctest::Approx(2 * 1 + geometric_sum(1, 60, 10) + 35 * 60.0));
  CHECK(longest <= 3600);
}

}  // namespace downstream_test
