// The operating system's page cache between an application and a volume, for an application that answers before its writes are durable.
//
// Modelled, as Linux writes back: a document is dirty in memory from the answer on; every `interval` those that are older than
// `expire` are written, and all of them while more than `background` is dirty. Adjacent documents merge: a write-back is one request of
// their sum. While `limit` would be passed, a write goes through to the volume before it is answered.
// When the instance stops, what is dirty is gone.
// Not modelled: reads from the cache, the journal and metadata of the file system, memory that other software needs.
//
// Settings: page_cache_settings.hpp.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>

#include "models/ebs/ebs.hpp"
#include "models/page_cache/page_cache_settings.hpp"

namespace garoa {

class PageCache {
 public:
  /// Called with each write-back that is done: how many documents, and their sum.
  using WrittenBack = std::function<void(std::uint64_t documents, std::uint64_t bytes)>;
  /// `flow` is the flow whose documents it holds.
  PageCache(const Run& run, const PageCacheSettings& settings, const Ec2Instance& instance, EbsVolume& volume,
            NameId flow, WrittenBack written_back);

  /// Would these bytes pass the limit?
  [[nodiscard]] bool is_full_for(std::uint64_t bytes) const { return dirty_bytes_ + bytes > limit_; }
  /// The document was answered, and is in memory only.
  void hold(const Document& document);
  struct Dirty {
    Document document;
    double since;
  };
  /// Memory is lost: gives what was dirty, oldest first.
  std::deque<Dirty> drop();

 private:
  Process write_back();
  /// What is due now: how many documents from the oldest on, and their sum.
  struct Due {
    std::size_t documents = 0;
    std::uint64_t bytes = 0;
  };
  [[nodiscard]] Due due() const;

  const Run& run_;
  PageCacheSettings settings_;
  EbsVolume& volume_;
  NameId flow_;
  WrittenBack written_back_;
  NameId phase_;
  std::uint64_t background_;
  std::uint64_t limit_;
  std::deque<Dirty> dirty_;  // oldest first
  std::uint64_t dirty_bytes_ = 0;
  std::uint64_t life_ = 0;  // grows with each drop
  bool writing_ = false;    // the write-back process is there
};

}  // namespace garoa
