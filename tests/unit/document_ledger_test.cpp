// Where the documents of a site are: each transition of the ledger, and that no document is ever in two places or none.
#include "sim/flows/document_ledger.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <utility>
#include <vector>

#include "sim/flows/recent_documents.hpp"

namespace document_ledger_test {

using namespace garoa;
using Amount = DocumentLedger::Amount;
using Place = DocumentLedger::Place;

namespace {

const FlowId flow_seven{7, "flows.seven"};

/// Copies what the test tells it to.
class Copier final : public BackupJob {
 public:
  explicit Copier(const Run& run) : BackupJob{run, {}, run.journal.intern("flows.seven")} {}
  void add(const Document& document) override { waiting.push_back({document, run().now()}); }
  [[nodiscard]] Unprotected unprotected(FlowId /*of*/) const override {
    Unprotected all;
    for (const auto& [document, since] : waiting) all.add(document.bytes, since);
    return all;
  }
  bool withdraw(const Document& document) override {
    return std::erase_if(waiting, [&](const auto& entry) { return entry.document.id == document.id; }) > 0;
  }
  void source_lost(FlowId /*of*/, const ComesBack& /*has_other_copy*/) override { waiting.clear(); }
  void agent_crashed() override {}

  /// The oldest that wait have their copies.
  void copy(std::ptrdiff_t documents) { waiting.erase(waiting.begin(), waiting.begin() + documents); }

  std::vector<PageCache::Dirty> waiting;

 private:
  Task<> attempt(Work& /*work*/) override { co_return; }
  [[nodiscard]] Pending pending() const override { return {}; }
};

enum class Copies { none, on_command };

struct Site {
  explicit Site(Copies copies = Copies::on_command)
      : protections{run, flow_seven,
                    copies == Copies::none ? std::vector<BackupJob*>{} : std::vector<BackupJob*>{&backup}} {
    journal.on<events::DocumentsLost>([this](const events::DocumentsLost& e) {
      reasons.push_back(e.reason);
      lost += {e.documents, e.bytes};
      listed.push_back(e.listed.size());
      CHECK(e.flow == 7);
    });
  }
  /// Acknowledges documents of 100 bytes.
  void keep(std::uint64_t documents, Place place = Place::volume) {
    for (; documents > 0; --documents) {
      const Document document{flow_seven, acknowledged, 100, 0};
      const auto number = ledger.keep(document, place);
      CHECK(number == ledger.end() - 1);
      backup.add(document);
      if (place == Place::memory) dirty.push_back({document, simulator.now()});
      ++acknowledged;
    }
    check();
  }
  void lose_memory() { ledger.memory_lost(std::exchange(dirty, {})); }
  void write_back(std::uint64_t documents) {
    dirty.erase(dirty.begin(), dirty.begin() + static_cast<std::ptrdiff_t>(documents));
    ledger.written_back(of(documents));
  }
  static Amount of(std::uint64_t documents) { return {documents, 100 * documents}; }
  /// Every acknowledged document is in one place, and what is lost was reported.
  void check() const {
    CHECK(ledger.kept() + ledger.lost() == of(acknowledged));
    CHECK(ledger.lost() == lost);
    CHECK(ledger.kept() == ledger.on_volume() + ledger.in_memory() + ledger.in_copies_only());
    CHECK(ledger.end() - ledger.first() == ledger.kept().documents);
  }

  Simulator simulator;
  Journal journal;
  Run run{simulator, journal, 1};
  Copier backup{run};
  Protections protections;
  DocumentLedger ledger{run, flow_seven, protections, {}};
  std::deque<PageCache::Dirty> dirty;
  std::uint64_t acknowledged = 0;
  Amount lost;
  std::vector<Reason> reasons;
  std::vector<std::size_t> listed;
};

}  // namespace

TEST_CASE("ledger: documents are where they were put, and numbered in that order") {
  Site site;
  site.keep(3);
  site.keep(2, Place::memory);
  CHECK(site.ledger.on_volume() == Site::of(3));
  CHECK(site.ledger.in_memory() == Site::of(2));
  CHECK(site.ledger.in_copies_only() == Amount{});
  CHECK(site.ledger.first() == 0);
  CHECK(site.ledger.end() == 5);
  CHECK(site.reasons.empty());
}

TEST_CASE("ledger: what is written back moves from memory to the volume") {
  Site site;
  site.keep(5, Place::memory);
  site.write_back(3);
  site.check();
  CHECK(site.ledger.on_volume() == Site::of(3));
  CHECK(site.ledger.in_memory() == Site::of(2));
}

TEST_CASE("ledger: a lost volume leaves in copies only what the backup had copied") {
  Site site;
  site.keep(10);
  site.backup.copy(6);
  CHECK(site.ledger.in_copies(site.backup) == Site::of(6));
  site.ledger.volume_lost();
  site.check();
  CHECK(site.ledger.on_volume() == Amount{});
  CHECK(site.ledger.in_copies_only() == Site::of(6));
  CHECK(site.ledger.lost() == Site::of(4));
  CHECK(site.ledger.end() == 6);
  REQUIRE(site.reasons == std::vector{Reason::volume_lost});
  CHECK(site.listed[0] == 0);
}

TEST_CASE("ledger: a lost volume takes what was in memory with it") {
  Site site;
  site.keep(4);
  site.keep(3, Place::memory);
  site.backup.copy(5);
  site.dirty.clear();  // the page cache drops it
  site.ledger.volume_lost();
  site.check();
  CHECK(site.ledger.in_memory() == Amount{});
  CHECK(site.ledger.in_copies_only() == Site::of(5));
  CHECK(site.ledger.lost() == Site::of(2));
}

TEST_CASE("ledger: without a backup a lost volume is the loss of all") {
  Site site{Copies::none};
  site.keep(10);
  site.ledger.volume_lost();
  site.check();
  CHECK(site.ledger.kept() == Amount{});
  CHECK(site.ledger.lost() == Site::of(10));
  CHECK(site.ledger.first() == site.ledger.end());
}

TEST_CASE("ledger: memory that is lost loses what has no copy, and names it") {
  Site site;
  site.keep(3);
  site.keep(4, Place::memory);
  site.backup.copy(5);
  site.lose_memory();
  site.check();
  CHECK(site.ledger.on_volume() == Site::of(3));
  CHECK(site.ledger.in_copies_only() == Site::of(2));
  CHECK(site.ledger.lost() == Site::of(2));
  REQUIRE(site.reasons == std::vector{Reason::page_cache});
  CHECK(site.listed[0] == 2);
}

TEST_CASE("ledger: what comes back is on the volume again, and its numbers stay") {
  Site site;
  site.keep(10);
  site.backup.copy(8);
  site.ledger.volume_lost();
  CHECK(site.ledger.newer_to_restore(7) == 0U);
  CHECK(site.ledger.newer_to_restore(0) == 7U);
  site.keep(2);  // on the new volume, while the restore is at work
  CHECK_FALSE(site.ledger.newer_to_restore(8).has_value());
  site.ledger.restored();
  site.check();
  CHECK(site.ledger.on_volume() == Site::of(10));
  CHECK(site.ledger.in_copies_only() == Amount{});
  CHECK_FALSE(site.ledger.newer_to_restore(0).has_value());
}

TEST_CASE("ledger: copies that are gone take the oldest documents, not those that came since") {
  Site site;
  site.keep(6);
  site.backup.copy(6);
  site.ledger.volume_lost();
  site.keep(3);
  site.ledger.copies_lost(Reason::no_snapshot);
  site.ledger.restored();
  site.check();
  CHECK(site.ledger.on_volume() == Site::of(3));
  CHECK(site.ledger.lost() == Site::of(6));
  CHECK(site.ledger.first() == 6);
  CHECK(site.ledger.end() == 9);
  CHECK(site.reasons == std::vector{Reason::no_snapshot});
}

TEST_CASE("ledger: a document that lost its place before the answer is lost alone") {
  Site site;
  site.keep(1);
  const Document document{flow_seven, site.acknowledged++, 100, 0};
  site.ledger.lose(document, Reason::instance_stopped);
  site.check();
  CHECK(site.ledger.lost() == Site::of(1));
  CHECK(site.listed == std::vector<std::size_t>{1});
  CHECK(site.reasons == std::vector{Reason::instance_stopped});
}

TEST_CASE("ledger: nothing lost is not reported") {
  Site site;
  site.keep(2);
  site.backup.copy(2);
  site.lose_memory();
  site.ledger.volume_lost();
  site.ledger.restored();
  site.ledger.copies_lost(Reason::no_snapshot);
  site.check();
  CHECK(site.reasons.empty());
}

TEST_CASE("recent documents: those that a site lost are forgotten, those of other sites are not") {
  RecentDocuments recent;
  for (std::uint64_t i = 0; i < 6; ++i) {
    recent.remember({.id = 10 + i, .bytes = 100, .site = 0, .number = i});
    recent.remember({.id = 20 + i, .bytes = 100, .site = 1, .number = i});
  }
  recent.forget_lost(0, 2, 5);
  std::vector<DocumentId> left;
  for (double back = 8; back >= 0; --back) left.push_back(recent.at(recent.place_back(back)).id);
  CHECK(left == std::vector<DocumentId>{20, 21, 12, 22, 13, 23, 14, 24, 25});
  recent.forget_lost(0, 2, 5);
  recent.forget_lost(1, 6, 6);
  CHECK(recent.at(recent.place_back(99)).id == 12);
}

}  // namespace document_ledger_test
