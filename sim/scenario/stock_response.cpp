#include "sim/scenario/stock_response.hpp"

#include <algorithm>
#include <cmath>

namespace garoa {
namespace {

/// Byte-seconds are told in whole ones.
constexpr double rounding = 2;
/// Days until keys have all come, where that is beyond what is looked at.
constexpr std::int64_t latest_fill = 36500;

/// What a store is billed, and one value more: what a listing sees.
using Day = std::array<double, meter_count + 1>;
constexpr std::size_t listed = meter_count;

/// The days until no rule has anything left to do.
std::int64_t last_change(const StorageSettings& s) {
  if (!s.has_rules()) return 1;
  std::int64_t days = 2 + s.lock_days;
  if (!s.transitions.empty()) days += s.transitions.back().after_days;
  if (!s.noncurrent_transitions.empty()) days += s.noncurrent_transitions.back().after_days;
  days += s.expiration_days.value_or(0) + s.noncurrent_expiration_days.value_or(0);
  return days + *std::max_element(s.tiering.begin(), s.tiering.end());
}

/// The day before that midnight.
Day end_day(ObjectStore& store, double midnight) {
  Day today{};
  today[listed] = static_cast<double>(store.objects());
  store.end_day(midnight);
  bill_dues(store.take_dues(midnight), [&](Meter meter, std::uint64_t units) {
    today[static_cast<std::size_t>(meter)] += static_cast<double>(units);
  });
  return today;
}

/// The life of one object of so many bytes that comes at that second of day 0; the last day is like all later ones.
std::vector<Day> life_of(const StorageSettings& storage, std::uint64_t bytes, std::int64_t days, double at) {
  ObjectStore store{storage};
  store.add(at, bytes);
  std::vector<Day> life;
  for (std::int64_t i = 0; i <= days; ++i)
    life.push_back(end_day(store, static_cast<double>(i + 1) * ObjectStore::day));
  return life;
}

void add_day(std::vector<DailyUse>& use, std::int64_t on, double units, double slack) {
  if (!use.empty() && use.back().to == on && std::abs(use.back().units - units) <= slack) {
    use.back().to = on + 1;
  } else if (std::abs(units) > slack) {
    use.push_back({on, on + 1, units});
  }
}

/// From the lives of two objects of different sizes: what an object uses, and what each of its bytes does.
void add_pair(StockResponse& response, const StorageSettings& storage, std::size_t first, std::uint64_t fewer,
              std::uint64_t more, std::int64_t days, double at) {
  const auto light = life_of(storage, fewer, days, at);
  const auto heavy = life_of(storage, more, days, at);
  const auto step = static_cast<double>(more - fewer);
  for (std::size_t m = 0; m <= meter_count; ++m) {
    UseOfEach each;
    for (std::size_t i = 0; i < light.size(); ++i) {
      const double by_byte = (heavy[i][m] - light[i][m]) / step;
      const auto on = static_cast<std::int64_t>(i);
      add_day(each[first], on, light[i][m] - by_byte * static_cast<double>(fewer), rounding / 4);
      add_day(each[first + 1], on, by_byte, rounding / step);
    }
    if (each[first].empty() && each[first + 1].empty()) continue;
    auto& whole = m == listed ? response.listed : response.meters[static_cast<Meter>(m)];
    whole[first] = std::move(each[first]);
    whole[first + 1] = std::move(each[first + 1]);
  }
}

/// What is still there on the last day stays, and what changed before it has settled.
void settle(UseOfEach& each, StockResponse& response, std::int64_t days) {
  for (auto& use : each) {
    for (auto& part : use) {
      const bool stays = part.to > days;
      response.grows |= stays;
      response.settled = std::max(response.settled, stays ? part.from : part.to);
      if (stays) part.to = for_ever;
    }
  }
}

}  // namespace

StockResponse response_of(const StorageSettings& storage, double at) {
  constexpr std::uint64_t large = std::uint64_t{1} << 30U;
  StorageSettings empty = storage;
  empty.existing = {};
  empty.earlier = {};
  const auto days = last_change(empty);
  const auto small = empty.small.count();
  StockResponse response;
  if (small > 1) add_pair(response, empty, 0, 0, small - 1, days, at);
  add_pair(response, empty, 2, small, small + large, days, at);
  for (auto& [meter, each] : response.meters) settle(each, response, days);
  settle(response.listed, response, days);
  return response;
}

/// Of K keys all but e^-5 have come after 5 K draws.
StockResponse response_of(const StorageSettings& storage, const std::vector<EarlierDay>& came, double keys) {
  StockResponse response = response_of(storage);
  double drawn = 0;
  double others = 0;
  std::int64_t filled = latest_fill;
  for (const auto& day : came) {
    drawn += day.renewed;
    others += static_cast<double>(day.small_objects + day.large_objects) - day.renewed;
    if (drawn >= 5 * keys) filled = std::min(filled, day.day);
  }
  const bool versions_stay = storage.versioning && !storage.noncurrent_expiration_days;
  response.grows = response.grows && (versions_stay || others > 1e-3 * drawn);
  response.settled += filled + storage.noncurrent_expiration_days.value_or(0);
  return response;
}

HeldByDay held_with(const StorageSettings& storage, std::size_t days, const std::vector<EarlierDay>& came,
                    double keys) {
  HeldByDay held;
  const auto& existing = storage.existing;
  if (came.empty() && existing.objects == 0 && existing.incomplete_uploads.count() == 0) return held;
  StorageSettings alone = storage;
  alone.earlier = {0, {}, keys};
  ObjectStore store{alone};
  auto next = came.begin();
  for (std::size_t i = 0; i < days; ++i) {
    for (; next != came.end() && next->day <= static_cast<std::int64_t>(i); ++next) store.add_day(*next);
    const auto today = end_day(store, static_cast<double>(i + 1) * ObjectStore::day);
    held.listed.push_back(today[listed]);
    for (std::size_t m = 0; m < meter_count; ++m) {
      if (today[m] == 0) continue;
      auto& each_day = held.meters[static_cast<Meter>(m)];
      each_day.resize(days);
      each_day[i] = today[m];
    }
  }
  return held;
}

StockResponse plain_response(Meter meter, double stored_share, std::int64_t days) {
  StockResponse response;
  auto& bytes = response.meters[meter].back();
  bytes.push_back({0, 1, stored_share * ObjectStore::day / 2});
  bytes.push_back({1, days == for_ever ? for_ever : days + 1, stored_share * ObjectStore::day});
  response.grows = days == for_ever;
  response.settled = response.grows ? 1 : days + 1;
  return response;
}

StockResponse expiring_response(Meter meter, double seconds, double at) {
  StockResponse response;
  auto& bytes = response.meters[meter].back();
  const double on_first = std::min(seconds, ObjectStore::day - at);
  const double later = seconds - on_first;
  const auto days = static_cast<std::int64_t>(later / ObjectStore::day);
  bytes.push_back({0, 1, on_first});
  bytes.push_back({1, 1 + days, ObjectStore::day});
  bytes.push_back({1 + days, 2 + days, later - static_cast<double>(days) * ObjectStore::day});
  response.settled = 2 + days;
  return response;
}

}  // namespace garoa
