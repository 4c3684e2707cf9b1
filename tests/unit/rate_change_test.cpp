#include "sim/workload/rate_change.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "sim/workload/arrivals.hpp"
#include "sim/workload/requests.hpp"
#include "tests/support/source_folder.hpp"

namespace rate_change_test {

using namespace garoa;

namespace {

constexpr double day = Calendar::day_seconds;
constexpr double year = 365 * day;

/// Monday 2 March 2026, 00:00 local time; no clock change in this zone.
Calendar calendar(std::vector<Holiday> holidays = {}) {
  auto made = *Calendar::create("2026-03-02T00:00:00", "America/Sao_Paulo").calendar;
  made.set_holidays(std::move(holidays));
  return made;
}

Holiday holiday(std::string_view text) {
  std::string why;
  const auto read = Scalar<Holiday>::parse(text, false, why);
  REQUIRE_MESSAGE(read, why);
  return *read;
}

RateChange growing(double factor, bool linear) {
  RateChange change;
  change.growth = Growth{GrowthPerYear{factor}, linear};
  return change;
}

std::vector<double> times(const ArrivalSettings& settings, double end, const RateChange& change,
                          const Calendar& local = calendar(), double begin = 0) {
  std::vector<double> list;
  const auto process = make_arrivals(settings, Stream{5, "arrivals"}, local, end, begin, change);
  while (const auto arrival = process->next()) list.push_back(arrival->time);
  return list;
}

DeterministicArrivals daily(double number) {
  return {PerSecond{number / day}};
}

/// Arrivals by local date, as "2026-03-31".
std::map<std::string, int> by_date(const std::vector<double>& list, const Calendar& local) {
  std::map<std::string, int> counts;
  for (const double time : list) ++counts[local.to_iso(std::floor(time)).substr(0, 10)];
  return counts;
}

struct Reading {
  RequestSettings settings;
  std::string errors;
};

Reading read(std::string_view text, const std::vector<Holiday>& holidays = {}) {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  const auto root = parse_yaml(text, "f.yaml", diagnostics);
  REQUIRE(root);
  FieldRecord record;
  ReadContext context{diagnostics};
  const auto local = calendar(holidays);
  const ScenarioFrame frame{(test::source_folder() / "tests" / "fixtures").string(), &local};
  Reading reading;
  {
    Fields fields{&*root, "uploads", root->where, record, context};
    reading.settings = read_requests(fields, "when", catalogue, frame);
  }
  reading.errors = diagnostics.text();
  return reading;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

// The integral of r f^(t/y) over T years is r y (f^T - 1) / ln f.
TEST_CASE("rate change: compound growth has as many equal steps as the integral of the rate") {
  for (const double factor : {3.0, 1.2, 0.4}) {
    for (const double years : {0.5, 1.0, 3.0}) {
      CAPTURE(factor);
      CAPTURE(years);
      const auto list = times(daily(100.3), years * year, growing(factor, false));
      const double expected = 100.3 * 365 * (std::pow(factor, years) - 1) / std::log(factor);
      CHECK(static_cast<double>(list.size()) == std::floor(expected));
      // The k-th arrives when the integral is k.
      const double growth = std::log(factor) / year;
      for (const std::size_t k : {std::size_t{1}, list.size() / 2, list.size()}) {
        const double at = std::log1p(static_cast<double>(k) * growth / (100.3 / day)) / growth;
        CHECK(list[k - 1] == doctest::Approx(at).epsilon(1e-9));
      }
    }
  }
}

// r y (T + (f - 1) T^2 / 2).
TEST_CASE("rate change: linear growth has as many equal steps as the integral of the rate") {
  for (const double factor : {3.0, 1.2, 0.7}) {
    for (const double years : {0.5, 1.0, 3.0}) {
      CAPTURE(factor);
      CAPTURE(years);
      const auto list = times(daily(100.31), years * year, growing(factor, true));
      CHECK(static_cast<double>(list.size()) ==
            std::floor(100.31 * 365 * (years + (factor - 1) * years * years / 2)));
    }
  }
}

// At half as many a year the last one comes after two years; a triangle of 100.3 x 365 arrivals.
TEST_CASE("rate change: linear shrinking ends at nothing and stays there") {
  const auto list = times(daily(100.3), 5 * year, growing(0.5, true));
  CHECK(list.size() == 36'609);
  CHECK(list.back() < 2 * year);
  CHECK(list.back() > 1.98 * year);
}

TEST_CASE("rate change: a Poisson process that grows has the integral as its mean") {
  const PoissonArrivals poisson{PerSecond{1000 / day}};
  const auto compound = static_cast<double>(times(poisson, year, growing(3, false)).size());
  const double expected = 1000 * 365 * 2 / std::log(3.0);
  CHECK(std::abs(compound - expected) < 4 * std::sqrt(expected));
  const auto linear = static_cast<double>(times(poisson, year, growing(3, true)).size());
  CHECK(std::abs(linear - 730'000) < 4 * std::sqrt(730'000));
}

// Batches: 100 a day of 5, over a year of growth to three times: 100 x 365 x 2 batches, variance of their documents 5 x 4 + 25.
TEST_CASE("rate change: batches grow in number and not in size") {
  const auto list = times(BatchArrivals{PerSecond{100 / day}, 5}, year, growing(3, true));
  CHECK(std::abs(static_cast<double>(list.size()) - 365'000) < 4 * std::sqrt(73'000 * 45.0));
}

TEST_CASE("rate change: no growth is the process without it") {
  const PoissonArrivals poisson{PerSecond{0.01}};
  const auto plain = times(poisson, 30 * day, {});
  const auto flat = times(poisson, 30 * day, growing(1, false));
  REQUIRE(plain.size() == flat.size());
  for (std::size_t i = 0; i < plain.size(); ++i) REQUIRE(flat[i] == doctest::Approx(plain[i]).epsilon(1e-12));
}

// March ends on Tuesday, 2026-03-31; May on a Sunday, so that Thursday and Friday are its last working days; the last day of
// December is a holiday here.
TEST_CASE("rate change: the last working days of a month have their factor") {
  RateChange change;
  change.month_end = MonthEnd{2, 4};
  const auto local = calendar({holiday("12-31")});
  auto counts = by_date(times(daily(10), year, change, local), local);
  for (const auto* const date :
       {"2026-03-30", "2026-03-31", "2026-05-28", "2026-05-29", "2026-12-29", "2026-12-30"}) {
    CAPTURE(date);
    CHECK(std::abs(counts[date] - 40) <= 1);
  }
  for (const auto* const date :
       {"2026-03-27", "2026-03-29", "2026-05-27", "2026-05-30", "2026-05-31", "2026-12-31"}) {
    CAPTURE(date);
    CHECK(std::abs(counts[date] - 10) <= 1);
  }
  int total = 0;
  for (const auto& [date, count] : counts) total += count;
  // From 2 March to 1 March: 12 ends of months, that of February 2027 among them.
  CHECK(total == 365 * 10 + 12 * 2 * 30 - 1);
}

TEST_CASE("rate change: holidays have their factor, and equal steps none on a day of nothing") {
  RateChange change;
  change.holiday_factor = 0;
  const auto local = calendar({holiday("2026-04-21"), holiday("05-01")});
  auto counts = by_date(times(daily(24), 2 * year, change, local), local);
  CHECK(counts["2026-04-21"] == 0);
  CHECK(counts["2027-04-21"] == 24);
  CHECK(counts["2026-05-01"] == 0);
  CHECK(counts["2027-05-01"] == 0);
}

// Tuesday, 2026-04-21, is a national holiday of Brazil.
TEST_CASE("rate change: office hours take a holiday as a day of the weekend unless it has a factor") {
  const OfficeHoursArrivals office{PerSecond{10'000 / day}, Seconds{8 * 3600}, Seconds{18 * 3600}, 3, 0.3};
  const auto local = calendar({holiday("04-21")});
  const auto agrees = [](int count, double expected) {
    return std::abs(count - expected) < 4 * std::sqrt(expected);
  };
  const double working_day = 10'000 * (7 - 2 * 0.3) / 5;
  auto as_weekend = by_date(times(office, 60 * day, {}, local), local);
  CHECK(agrees(as_weekend["2026-04-21"], 3'000));
  CHECK(agrees(as_weekend["2026-04-22"], working_day));
  RateChange change;
  change.holiday_factor = 0.5;
  auto halved = by_date(times(office, 60 * day, change, local), local);
  CHECK(agrees(halved["2026-04-21"], working_day / 2));
}

// Each hour of a year by itself: its part of the week, its day's factor, the growth in its middle (off by less than 1e-9).
TEST_CASE(
    "rate change: a year of office hours with growth, ends of months and holidays has the sum of its hours") {
  const OfficeHoursArrivals office{PerSecond{2000 / day}, Seconds{8 * 3600}, Seconds{18 * 3600}, 2.5, 0.2};
  RateChange change = growing(1.5, false);
  change.month_end = MonthEnd{3, 2};
  change.holiday_factor = 0.1;
  const auto local = calendar({holiday("01-01"), holiday("2026-04-03"), holiday("04-21"), holiday("05-01"),
                               holiday("09-07"), holiday("11-02"), holiday("12-25")});
  double expected = 0;
  for (int hour = 0; hour < 365 * 24; ++hour) {
    const double middle = 3600 * (hour + 0.5);
    const auto now = local.to_local(middle);
    const bool peak = now.second_of_day >= 8 * 3600 && now.second_of_day < 18 * 3600;
    const double rate = is_weekend(now.day) ? 0.2 * 2000 / day
                        : peak              ? 2.5 * 2000 / day
                                            : office.rest().count();
    expected += 3600 * rate * change.factor_of(now.day, local) * std::pow(1.5, middle / year);
  }
  const auto count = static_cast<double>(times(office, year, change, local).size());
  CHECK(expected > 2000 * 365 * 1.2);
  CHECK(std::abs(count - expected) < 4 * std::sqrt(expected));
}

TEST_CASE("rate change: arrivals begin where they are told, with the same draws") {
  const double begin = 3.25 * day;
  const PoissonArrivals poisson{PerSecond{0.01}};
  const auto early = times(poisson, 10 * day, {});
  const auto late = times(poisson, 10 * day + begin, {}, calendar(), begin);
  REQUIRE(early.size() == late.size());
  for (std::size_t i = 0; i < early.size(); ++i)
    REQUIRE(late[i] == doctest::Approx(early[i] + begin).epsilon(1e-12));
  CHECK(times(DeterministicArrivals{PerSecond{1}}, begin + 10, {}, calendar(), begin).front() == begin + 1);
  CHECK(times(BatchArrivals{PerSecond{1}, 3}, begin + 100, {}, calendar(), begin).front() >= begin);
  // Growth counts from the start of the run: after a year the rate is three times as high.
  const auto grown = times(daily(1000), year + day, growing(3, false), calendar(), year);
  CHECK(static_cast<double>(grown.size()) ==
        doctest::Approx(3000 * std::expm1(std::log(3.0) / 365) * 365 / std::log(3.0)).epsilon(0.001));
}

TEST_CASE("rate change: every form is read, and percent are what they say") {
  const auto reading = read(
      "arrivals: {poisson: 1/s}\nfrom: 2026-03-04T12:00\nuntil: 20 d\ngrowth: 3x/y\n"
      "month_end: {days: 2, factor: 3}\nholiday_factor: 0.1\n",
      {holiday("12-25")});
  REQUIRE(reading.errors.empty());
  const auto& s = reading.settings;
  CHECK(s.begin() == 2.5 * day);
  CHECK(s.end(30 * day) == 20 * day);
  CHECK(s.end(10 * day) == 10 * day);
  CHECK(s.change.growth->rate.factor == 3);
  CHECK_FALSE(s.change.growth->linear);
  CHECK(s.change.month_end->days == 2);
  CHECK(s.change.holiday_factor == 0.1);
  CHECK(read("arrivals: {poisson: 1/s}\ngrowth: {linear: 20 %/y}\n").settings.change.growth->rate.factor ==
        1.2);
  CHECK(read("arrivals: {poisson: 1/s}\ngrowth: {compound: 1.1x/month}\n")
            .settings.change.growth->rate.factor == doctest::Approx(std::pow(1.1, 12)));
  CHECK_FALSE(read("arrivals: {poisson: 1/s}\n").settings.change.any());
}

TEST_CASE("rate change: a trace begins where it is told, and its rate cannot be changed") {
  const auto reading = read("arrivals: {trace: arrivals.csv}\nfrom: 1 h\n");
  REQUIRE(reading.errors.empty());
  const auto process = make_requests(reading.settings, Stream{5, "x"}, calendar(), day);
  CHECK(process->next()->time == 3600.125);
  CHECK(contains(read("arrivals: {trace: arrivals.csv}\ngrowth: 2x/y\n").errors,
                 "f.yaml:2:9: error: 'uploads.growth': a trace has its own times"));
}

TEST_CASE("rate change: what contradicts itself or is no growth is an error") {
  const auto errors = [](const std::string& more) {
    return read("arrivals: {poisson: 1/s}\n" + more).errors;
  };
  CHECK(contains(errors("growth: 3x\n"), "'3x' is not a growth such as '3x/y', '1.1x/month' or '20 %/y'"));
  CHECK(contains(errors("growth: 3/y\n"), "is not a growth"));
  CHECK(contains(errors("growth: 500x/y\n"), "garoa grows by 0.01x/y to 100x/y"));
  CHECK(contains(errors("growth: {quadratic: 3x/y}\n"), "knows no form 'quadratic'"));
  CHECK(contains(errors("month_end: {days: 0, factor: 2}\n"), "allowed is 1 to 23"));
  CHECK(contains(errors("month_end: {}\n"), "lacks the required key 'factor'"));
  CHECK(contains(errors("holiday_factor: 2\n"),
                 "f.yaml:2:17: error: 'uploads.holiday_factor' needs the scenario's 'holidays'"));
  CHECK(contains(errors("from: 2 d\nuntil: 1 d\n"), "'uploads.until' is not later than 'from'"));
  CHECK(
      contains(errors("from: 2026-03-01T12:00\n"),
               "'uploads.from' is 2026-03-01T12:00:00, before the run starts at 2026-03-02T00:00:00-03:00"));
  CHECK(contains(errors("from: 2026-02-30T12:00\n"), "is not a local time such as '2026-03-04T12:00'"));
  CHECK(contains(errors("from: 2099-03-01T12:00\n"), "allowed is 0 s to 3660 d after the start"));
  CHECK(contains(errors("from: 12\n"), "lacks its unit"));
}

TEST_CASE("rate change: a holiday is a day of a year, or of every year") {
  std::string why;
  CHECK(Scalar<Holiday>::format(holiday("2026-04-21")) == "2026-04-21");
  CHECK(Scalar<Holiday>::format(holiday("02-29")) == "02-29");
  for (const auto* const text : {"2026-02-29", "13-01", "04-31", "2026-4-1", "21.04.2026", "", "--------"})
    CHECK_FALSE(Scalar<Holiday>::parse(text, false, why));
}

}  // namespace rate_change_test
