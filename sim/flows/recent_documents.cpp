#include "sim/flows/recent_documents.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace garoa {

void RecentDocuments::remember(const Stored& stored) {
  if (ring_.empty()) ring_.reserve(most);  // memory that nobody has written to yet costs nothing
  if (ring_.size() < most) {
    ring_.push_back(stored);
  } else {
    ring_[remembered_ % most] = stored;
  }
  ++remembered_;
}

double RecentDocuments::distance_wanted(double mean, double luck, std::uint64_t older) const {
  const double beyond =
      std::exp(-static_cast<double>(ring_.size() + older) / mean);  // share of those that are not there
  return -mean * std::log(beyond + (1 - beyond) * luck);
}

std::size_t RecentDocuments::place_back(double distance) const {
  const auto steps =
      std::min<std::uint64_t>(static_cast<std::uint64_t>(std::min(distance, 1e9)), ring_.size() - 1);
  return static_cast<std::size_t>((remembered_ - 1 - steps) % most);
}

void RecentDocuments::cool(std::size_t site) {
  for (auto& stored : ring_) {
    if (stored.site == site) stored.cold = true;
  }
}

bool RecentDocuments::first_read(std::size_t place, DocumentId id) {
  if (place >= ring_.size() || ring_[place].id != id) return false;
  return std::exchange(ring_[place].cold, false);
}

void RecentDocuments::forget_lost(std::size_t site, std::uint64_t first, std::uint64_t end) {
  const auto is_lost = [&](const Stored& stored) {
    return stored.site == site && (stored.number < first || stored.number >= end);
  };
  if (std::none_of(ring_.begin(), ring_.end(), is_lost)) return;
  std::vector<Stored> rest;
  rest.reserve(most);
  for (auto place = remembered_ - ring_.size(); place < remembered_; ++place) {
    const Stored& stored = ring_[place % most];
    if (!is_lost(stored)) rest.push_back(stored);
  }
  ring_ = std::move(rest);
  remembered_ = ring_.size();
}

}  // namespace garoa
