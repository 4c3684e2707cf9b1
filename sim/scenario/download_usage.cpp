#include "sim/scenario/download_usage.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <type_traits>

#include "models/s3/storage_meters.hpp"
#include "sim/scenario/site_history.hpp"

namespace garoa {
namespace {

constexpr int parts_of_a_time = 12;

const BucketDownloadSettings* downloads_of(const FlowSettings& flow) {
  return flow.visit([](const auto& settings) -> const BucketDownloadSettings* {
    if constexpr (std::same_as<std::remove_cvref_t<decltype(settings)>, S3LambdaSettings>)
      return settings.downloads ? &*settings.downloads : nullptr;
    return nullptr;
  });
}

/// Days after which something becomes of objects.
std::vector<std::int64_t> days_of_rules(const StorageSettings& storage) {
  std::vector<std::int64_t> days;
  for (const auto& rule : storage.transitions) days.push_back(rule.after_days);
  if (storage.expiration_days) days.push_back(*storage.expiration_days);
  std::sort(days.begin(), days.end());
  return days;
}

bool is_gone(const StorageSettings& storage, std::int64_t days) {
  return storage.expiration_days && days >= *storage.expiration_days;
}

}  // namespace

DownloadUsage::DownloadUsage(const Scenario& origin, double until) {
  for (const auto& flow : origin.flows) {
    const auto* const downloads = downloads_of(flow);
    const auto* const bucket = find_named(origin.s3, flow.facts().bucket.name);
    if (downloads == nullptr || bucket == nullptr) continue;
    const auto& common = flow.common();
    const auto& wanted = downloads->wanted;
    sources_.push_back({&wanted.requests, bucket, wanted.recent_documents, downloads->egress,
                        shares_of(common.size, bucket->storage.small),
                        ExpectedArrivals{common.uploads, origin, until, WithinDay::evenly},
                        ExpectedArrivals{wanted.requests, origin, until, WithinDay::evenly}});
  }
}

std::vector<DownloadUsage::Used> DownloadUsage::meters_of_source(const Source& source) {
  const auto own = "s3." + source.bucket->name;
  std::vector<Used> all{{own, Meter::s3_get_requests}};
  const auto& storage = source.bucket->storage;
  std::vector<StorageClass> classes{storage.upload_class,
                                    storage.existing.storage_class.value_or(storage.upload_class)};
  for (const auto& rule : storage.transitions) classes.push_back(rule.to);
  for (const auto one : classes) {
    if (is_archive(one)) continue;
    const auto& meters = meters_of(one);
    all.emplace_back(own, meters.get);
    if (meters.retrieved) all.emplace_back(own, *meters.retrieved);
  }
  if (source.egress) all.emplace_back(own, Meter::transfer_out_bytes);
  if (source.bucket->requests_per_kms_call > 0) all.emplace_back("kms.keys", Meter::kms_requests);
  return all;
}

std::vector<DownloadUsage::Used> DownloadUsage::meters() const {
  std::vector<Used> all;
  for (const auto& source : sources_) {
    for (auto& used : meters_of_source(source)) {
      if (std::find(all.begin(), all.end(), used) == all.end()) all.push_back(std::move(used));
    }
  }
  return all;
}

bool DownloadUsage::knows(const Used& used) const {
  const auto all = meters();
  return std::find(all.begin(), all.end(), used) != all.end();
}

/// Of documents that are so many days old by the rules.
void DownloadUsage::add_reads(const Source& source, ReadsByClass& reads, double share, std::int64_t days) {
  const auto& storage = source.bucket->storage;
  const auto& sizes = source.sizes;
  const auto add = [&](double part, double mean, bool small) {
    const auto lies_in = class_after(storage.transitions, storage.upload_class, days, small);
    const bool gone = is_gone(storage, days);
    auto& of = reads[static_cast<std::size_t>(gone ? StorageClass::standard : lies_in)];
    of.objects += part;
    if (!gone) of.bytes += part * mean;
  };
  add(share * sizes.small, sizes.small_mean, true);
  add(share * (1 - sizes.small), sizes.large_mean, false);
}

void DownloadUsage::add_existing(const Source& source, ReadsByClass& reads, double share, double time) {
  const auto& storage = source.bucket->storage;
  const auto& existing = storage.existing;
  const auto days = static_cast<std::int64_t>(std::floor(time / stock_day)) + existing.age_days;
  const bool gone = is_gone(storage, days);
  const auto lies_in = class_after(storage.transitions, existing.storage_class.value_or(storage.upload_class),
                                   days, existing.size < storage.small);
  auto& of = reads[static_cast<std::size_t>(gone ? StorageClass::standard : lies_in)];
  of.objects += share;
  if (!gone) of.bytes += share * static_cast<double>(existing.size.count());
}

/// The rules act at midnights: an object counts as a day old at the first one that is a full day after its upload.
DownloadUsage::ReadsByClass DownloadUsage::reads_at(const Source& source, double time) {
  const auto& storage = source.bucket->storage;
  const double mean = std::max(source.recent_documents, 1e-9);
  const auto before = [&](double cut) { return std::exp(-source.uploads.between(cut, time) / mean); };
  const double oldest = before(0);
  const bool has_existing = storage.existing.objects > 0;
  const double all = has_existing ? 1 : 1 - oldest;
  ReadsByClass reads{};
  if (all <= 0) return reads;
  double younger = 1;
  std::int64_t days = 0;
  for (const auto next : days_of_rules(storage)) {
    const double cut = (std::floor(time / stock_day) - static_cast<double>(next)) * stock_day;
    const double older = cut > 0 ? before(cut) : oldest;
    add_reads(source, reads, (younger - older) / all, days);
    younger = older;
    days = next;
  }
  add_reads(source, reads, (younger - oldest) / all, days);
  if (has_existing) add_existing(source, reads, oldest, time);
  return reads;
}

double DownloadUsage::units_of(const Source& source, const Used& used, const ReadsByClass& reads) {
  double units = 0;
  for (std::size_t i = 0; i < reads.size(); ++i) {
    const auto lies_in = static_cast<StorageClass>(i);
    if (is_archive(lies_in)) continue;
    if (used.second == Meter::kms_requests)
      units += reads[i].objects / std::max(1.0, static_cast<double>(source.bucket->requests_per_kms_call));
    if (used.second == Meter::transfer_out_bytes) units += reads[i].bytes;
    if (used.second == meters_of(lies_in).get) units += reads[i].objects;
    if (used.second == meters_of(lies_in).retrieved) units += reads[i].bytes;
  }
  return units;
}

std::vector<DownloadUsage::Stream> DownloadUsage::streams(const Used& used, double from, double to) const {
  std::vector<Stream> all;
  for (const auto& source : sources_) {
    const auto own = meters_of_source(source);
    if (std::find(own.begin(), own.end(), used) == own.end()) continue;
    double units = 0;
    double downloads = 0;
    const double part = (to - from) / parts_of_a_time;
    for (int i = 0; i < parts_of_a_time; ++i) {
      const double begins = from + i * part;
      const double wanted = source.wanted.between(begins, begins + part);
      if (wanted <= 0) continue;
      units += wanted * units_of(source, used, reads_at(source, begins + part / 2));
      downloads += wanted;
    }
    if (downloads > 0) all.push_back({source.downloads, units / downloads});
  }
  return all;
}

}  // namespace garoa
