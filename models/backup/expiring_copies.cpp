#include "models/backup/expiring_copies.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace garoa {
namespace {

constexpr double day = 86400;

FileAmount& at(std::vector<FileAmount>& amounts, std::size_t flow) {
  amounts.resize(std::max(amounts.size(), flow + 1));
  return amounts[flow];
}

}  // namespace

ExpiringCopies::ExpiringCopies(const Run& run, std::optional<std::int64_t> days, bool renewed,
                               std::function<void()> gone)
    : run_{run}, days_{days}, renewed_{renewed}, told_{std::move(gone)} {}

double ExpiringCopies::end_of(double stored) const {
  return days_ ? (std::ceil(stored / day) + static_cast<double>(*days_)) * day
               : std::numeric_limits<double>::infinity();
}

void ExpiringCopies::add(std::size_t flow, std::uint64_t bytes, bool first) {
  if (!days_) return;
  const FileAmount one{1, bytes};
  if (first) at(all_, flow) += one;
  newest_goes_ = end_of(run_.now());
  const auto same = std::find_if(going_.rbegin(), going_.rend(), [&](const Going& going) {
    return going.at != newest_goes_ || going.flow == flow;
  });
  const bool known = same != going_.rend() && same->at == newest_goes_;
  if (!known) going_.push_back({newest_goes_, flow, {}});
  if (first) (known ? same->amount : going_.back().amount) += one;
  if (!std::exchange(waits_, true)) run_.simulator.start(remove());
}

void ExpiringCopies::add_before(std::size_t flow, double stored, const FileAmount& amount) {
  if (!days_ || amount.files == 0) return;
  at(all_, flow) += amount;
  newest_goes_ = end_of(stored);
  if (newest_goes_ <= run_.now()) {
    at(gone_, flow) += amount;
    return;
  }
  going_.push_back({newest_goes_, flow, amount});
  if (!std::exchange(waits_, true)) run_.simulator.start(remove());
}

FileAmount ExpiringCopies::gone(std::size_t flow) const {
  const bool all = renewed_ && run_.now() >= newest_goes_;
  const auto& amounts = all ? all_ : gone_;
  return flow < amounts.size() && (all || !renewed_) ? amounts[flow] : FileAmount{};
}

Process ExpiringCopies::remove() {
  while (!going_.empty()) {
    co_await run_.simulator.wait_until(going_.front().at);
    for (; !going_.empty() && going_.front().at <= run_.now(); going_.pop_front())
      at(gone_, going_.front().flow) += going_.front().amount;
    told_();
  }
  waits_ = false;
}

}  // namespace garoa
