#include "models/backup/expiring_copies.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace garoa {
namespace {

constexpr double day = 86400;

constexpr double infinity = std::numeric_limits<double>::infinity();

template <class T>
T& at(std::vector<T>& of_flows, std::size_t flow, const T& nothing = {}) {
  of_flows.resize(std::max(of_flows.size(), flow + 1), nothing);
  return of_flows[flow];
}

}  // namespace

ExpiringCopies::ExpiringCopies(const Run& run, std::optional<std::int64_t> days, bool renewed,
                               std::function<void()> gone)
    : run_{run}, days_{days}, renewed_{renewed}, told_{std::move(gone)} {}

double ExpiringCopies::end_of(double stored) const {
  return days_ ? (std::ceil(stored / day) + static_cast<double>(*days_)) * day : infinity;
}

void ExpiringCopies::add(std::size_t flow, std::uint64_t bytes, double acknowledged, bool first) {
  if (!days_) return;
  const FileAmount one{1, bytes};
  if (first) at(all_, flow) += one;
  newest_goes_ = end_of(run_.now());
  const auto same = std::find_if(going_.rbegin(), going_.rend(), [&](const Going& going) {
    return going.at != newest_goes_ || going.flow == flow;
  });
  const bool known = same != going_.rend() && same->at == newest_goes_;
  if (!known) going_.push_back({newest_goes_, flow, {}, -infinity});
  auto& going = known ? *same : going_.back();
  if (first) going.amount += one;
  going.newest = std::max(going.newest, acknowledged);
  if (!std::exchange(waits_, true)) run_.simulator.start(remove());
}

void ExpiringCopies::add_before(std::size_t flow, double stored, const FileAmount& amount) {
  if (!days_ || amount.files == 0) return;
  at(all_, flow) += amount;
  newest_goes_ = end_of(stored);
  if (newest_goes_ <= run_.now()) {
    at(gone_, flow) += amount;
    at(gone_until_, flow, -infinity) = stored;
    return;
  }
  going_.push_back({newest_goes_, flow, amount, stored});
  if (!std::exchange(waits_, true)) run_.simulator.start(remove());
}

FileAmount ExpiringCopies::gone(std::size_t flow) const {
  const bool all = renewed_ && run_.now() >= newest_goes_;
  const auto& amounts = all ? all_ : gone_;
  return flow < amounts.size() && (all || !renewed_) ? amounts[flow] : FileAmount{};
}

double ExpiringCopies::gone_until(std::size_t flow) const {
  if (renewed_) return infinity;
  return flow < gone_until_.size() ? gone_until_[flow] : -infinity;
}

Process ExpiringCopies::remove() {
  while (!going_.empty()) {
    co_await run_.simulator.wait_until(going_.front().at);
    for (; !going_.empty() && going_.front().at <= run_.now(); going_.pop_front()) {
      const auto& going = going_.front();
      at(gone_, going.flow) += going.amount;
      auto& until = at(gone_until_, going.flow, -infinity);
      until = std::max(until, going.newest);
    }
    told_();
  }
  waits_ = false;
}

}  // namespace garoa
