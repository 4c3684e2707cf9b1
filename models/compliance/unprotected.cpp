#include "models/compliance/unprotected.hpp"

#include <algorithm>
#include <cmath>

namespace garoa::compliance {

void SpreadOverTime::advance(double now) {
  level_.advance(now);
  const auto until = static_cast<std::uint64_t>(level_.observed() * 1e6);
  if (until == counted_until_) return;
  by_microsecond_.add(std::max(level_.level(), 0.0), until - counted_until_);
  counted_until_ = until;
}

void UnprotectedDocuments::change(double time, double bytes, double documents) {
  if (!there_at_begin_ && time >= warmup_) there_at_begin_ = there_;
  if (risk_) risk_->hold(time, bytes_there_);
  there_ += documents;
  bytes_there_ += bytes;
  if (!levels_) return;
  levels_->bytes.add(time, bytes);
  levels_->documents.add(time, documents);
}

void UnprotectedDocuments::acknowledge(double time, std::uint64_t id, std::uint64_t bytes) {
  if (time >= warmup_) ++came_since_;
  if (early_.erase(id)) return;
  change(time, static_cast<double>(bytes), 1);
  if (left_.erase(id)) return;  // its copy was reported at this same instant, just before
  if (risk_) risk_->came(time, id, bytes);
  if (!ever_) age_.came_for_ever(time, id);
  if (!ever_ && !queue_.empty()) return;
  if (queue_.empty()) head_since_ = time;
  queue_.emplace_back(time, id);
}

void UnprotectedDocuments::protect(double time, std::uint64_t id, std::uint64_t bytes, double acknowledged) {
  ++protected_;
  const bool answered = acknowledged <= time;
  if (!answered) {
    early_.insert(id);
    return;
  }
  age_.left(acknowledged, time, id);
  leave(time, id, bytes);
}

/// Copies end nearly in the order in which documents came: mostly it is among the first.
bool UnprotectedDocuments::waits(std::uint64_t id, double acknowledged) const {
  constexpr std::size_t first_ones = 16;
  const auto nearby = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(first_ones, queue_.size()));
  if (std::any_of(queue_.begin(), nearby, [&](const Entry& entry) { return entry.id == id; }))
    return !left_.contains(id);
  auto place = std::lower_bound(queue_.begin(), queue_.end(), acknowledged,
                                [](const Entry& entry, double time) { return entry.acknowledged < time; });
  while (place != queue_.end() && place->acknowledged == acknowledged && place->id != id) ++place;
  return place != queue_.end() && place->id == id && !left_.contains(id);
}

/// Those that are beyond a limit are at the front.
void UnprotectedDocuments::lose(double time, std::span<const Document> documents) {
  IdSet lost;
  for (const auto& document : documents) lost.insert(document.id);
  for (const auto& entry : queue_) {
    if (!age_.is_beyond(entry.acknowledged, time)) break;
    if (lost.contains(entry.id)) age_.left(entry.acknowledged, time, entry.id);
  }
  for (const auto& document : documents) leave(time, document.id, document.bytes);
}

void UnprotectedDocuments::leave(double time, std::uint64_t id, std::uint64_t bytes) {
  change(time, -static_cast<double>(bytes), -1);
  if (risk_) risk_->left(id);
  if (!queue_.empty() && queue_.front().id == id) {
    drop_head(time);
    drop_remembered(time);
    return;
  }
  if (!ever_) return;
  left_.insert(id);
  if (2 * left_.size() > queue_.size()) sweep();
}

void UnprotectedDocuments::lose_before(double time, double acknowledged, std::uint64_t bytes,
                                       std::uint64_t documents) {
  change(time, -static_cast<double>(bytes), -static_cast<double>(documents));
  if (risk_) risk_->left_before(acknowledged);
  while (!queue_.empty() && queue_.front().acknowledged < acknowledged) {
    age_.left(queue_.front().acknowledged, time, queue_.front().id);
    drop_head(time);
    drop_remembered(time);
  }
}

/// Of the oldest document, up to now.
void UnprotectedDocuments::end_piece(double time) {
  if (exposed_) {
    age_.piece(exposed_->acknowledged, exposed_->since, time, unknown_document);
  } else if (!queue_.empty()) {
    age_.piece(queue_.front().acknowledged, head_since_, time, queue_.front().id);
  }
}

void UnprotectedDocuments::expose(double time, std::uint64_t documents, std::uint64_t bytes,
                                  double acknowledged) {
  end_piece(time);
  if (exposed_) change(time, -exposed_->bytes, -exposed_->documents);
  exposed_.reset();
  head_since_ = time;
  if (documents == 0) return;
  exposed_ = Exposed{acknowledged, time, static_cast<double>(bytes), static_cast<double>(documents)};
  change(time, exposed_->bytes, exposed_->documents);
}

void UnprotectedDocuments::drop_head(double time) {
  if (!exposed_) age_.piece(queue_.front().acknowledged, head_since_, time, queue_.front().id);
  queue_.pop_front();
  head_since_ = time;
}

void UnprotectedDocuments::drop_remembered(double time) {
  while (!queue_.empty() && left_.erase(queue_.front().id)) {
    queue_.pop_front();
    head_since_ = time;
  }
}

void UnprotectedDocuments::sweep() {
  erase_if(queue_, [&](const Entry& entry) { return left_.erase(entry.id); });
}

void UnprotectedDocuments::finish(double time) {
  change(time, 0, 0);
  sweep();
  if (ever_) {
    for (const auto& entry : queue_) {
      if (!age_.is_beyond(entry.acknowledged, time)) break;
      age_.left(entry.acknowledged, time, entry.id);
    }
  } else {
    age_.finish_for_ever(time, static_cast<std::uint64_t>(std::max(0.0, there_)));
  }
  if (queue_.empty() && !exposed_) return;
  const double before = age_.worst();
  end_piece(time);
  censored_ = age_.worst() > before;
}

}  // namespace garoa::compliance
