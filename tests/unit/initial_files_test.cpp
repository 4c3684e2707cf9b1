// Files from before a run, as a file copy counts them.
#include "models/backup/initial_files.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace initial_files_test {

using namespace garoa;

namespace {

/// Three of 10 bytes that stay, four documents of 100 that have copies, two of 1,000 that have none.
InitialFiles mixed() {
  return {{{3, 30}, {4, 400}, {2, 2000}}, 7};
}

std::uint64_t bytes_of_all(InitialFiles& files) {
  std::uint64_t bytes = 0;
  for (auto left = files.take_again(); left > 0; --left) bytes += files.next(left).bytes();
  return bytes;
}

}  // namespace

TEST_CASE("initial files: what has no copy waits, with its own sizes") {
  auto files = mixed();
  CHECK(files.waiting() == 2);
  CHECK(files.waiting_bytes() == 2000);
  CHECK(files.copied_bytes() == 430);
  REQUIRE(files.take() == 2);
  const auto file = files.next(2);
  CHECK(file.bytes() == 1000);
  CHECK_FALSE(file.copied());
}

TEST_CASE("initial files: documents leave before those that stay, and a full copy takes what is there") {
  auto files = mixed();
  CHECK(bytes_of_all(files) == 2430);
  files.leave(3);
  CHECK(files.files() == 6);
  CHECK(files.copied_bytes() == 130);
  CHECK(bytes_of_all(files) == 2130);
}

TEST_CASE("initial files: nothing leaves without a copy") {
  auto files = mixed();
  files.leave(100);
  CHECK(files.files() == 5);
  auto same = files;
  CHECK(bytes_of_all(same) == 2030);
  REQUIRE(files.take() == 2);
  CHECK(files.add_copied(files.next(2)));
  files.leave(1);
  CHECK(files.files() == 4);
  CHECK(bytes_of_all(files) == 1030);
}

TEST_CASE("initial files: where nothing has a copy all of them wait") {
  const InitialFiles files{{{3, 31}, {}, {}}, 0};
  CHECK(files.waiting() == 3);
  CHECK(files.waiting_bytes() == 31);
}

TEST_CASE(
    "initial files: what documents brought since the scenario's start is none of what was there at it") {
  InitialFiles files{{{2, 20}, {1, 10}, {1, 10}}, 0};
  auto left = files.take();
  for (const bool first : {true, true, false, false})
    CHECK(files.is_first_of_all(files.next(left--)) == first);
  CHECK_FALSE(files.is_first_of_all(WaitingFile{{{}, 7, 10, 0}, 0}));
}

TEST_CASE("initial files: those from before the scenario's start leave first, where they leave") {
  InitialFiles files{{{2, 20}, {3, 60}, {}, true}, 3};
  files.leave(1);
  CHECK(files.files() == 4);
  CHECK(files.copied_bytes() == 30);
  files.leave(4);  // of which two have no copy
  CHECK(files.files() == 2);
  CHECK(files.copied() == 0);
  CHECK(files.take_again() == 2);
  CHECK(files.next(2).bytes() == 20);
}

TEST_CASE("initial files: what is lost with the volume is neither there, nor waits, nor is copied again") {
  auto files = mixed();
  files.lose(1, {5, 230});  // the newest, and the three that stay with two documents
  CHECK(files.files() == 3);
  CHECK(files.copied() == 2);
  CHECK(files.copied_bytes() == 200);
  CHECK(files.waiting() == 1);
  CHECK(files.waiting_bytes() == 1000);
  CHECK(files.never_copied() == 2);
  CHECK(bytes_of_all(files) == 1200);
  files.leave(1);
  CHECK(files.files() == 2);
  CHECK(bytes_of_all(files) == 1100);
}

TEST_CASE("initial files: what others have copied waits on after a loss, and what no one has does not") {
  auto files = mixed();
  REQUIRE(files.take() == 2);
  const auto under_way = files.next(2);
  CHECK(files.waiting() == 0);
  files.lose(1, {});
  files.bring_back(0);
  CHECK(files.waiting() == 1);
  CHECK(files.waiting_bytes() == 1000);
  CHECK(files.next(1).id() == under_way.id());
  InitialFiles none{{{4, 40}, {}, {}}, 0};
  none.lose(0, {3, 30});  // copied by another job, whose copies are gone
  CHECK(none.waiting() == 1);
  CHECK(none.copied() == 0);
}

TEST_CASE(
    "initial files: whichever have copies when the volume goes, all others are lost and none comes back") {
  InitialFiles files{{{10, 1000}, {}, {}}, 0};
  auto left = files.take();
  REQUIRE(left == 10);
  std::vector<WaitingFile> under_way;
  while (left > 4) under_way.push_back(files.next(left--));
  for (const auto place : {5, 1, 3}) CHECK(files.add_copied(under_way[place]));  // 0, 2 and 4 have none yet
  files.bring_back(left);
  CHECK(files.copied() == 3);
  CHECK(files.uncopied() == 7);
  files.lose(files.uncopied(), {});
  CHECK(files.files() == 3);
  CHECK(files.copied() == 3);
  CHECK(files.uncopied() == 0);
  CHECK(files.waiting() == 0);
  CHECK(files.never_copied() == 7);
  CHECK(bytes_of_all(files) == 300);
}

TEST_CASE("initial files: a full copy copies one again whose first copy failed, and counts it once") {
  InitialFiles files{{{4, 400}, {}, {}}, 0};
  auto left = files.take_again();
  const auto failed = files.next(left--);
  while (left > 0) CHECK(files.add_copied(files.next(left--)));
  CHECK(files.uncopied() == 1);
  left = files.take_again();
  auto first = 0;
  while (left > 0) first += files.add_copied(files.next(left--)) ? 1 : 0;
  CHECK(first == 1);
  CHECK_FALSE(files.add_copied(failed));
  CHECK(files.copied() == 4);
  CHECK(files.uncopied() == 0);
}

TEST_CASE("initial files: of two full copies that overlap each takes all, and a file counts once") {
  InitialFiles files{{{3, 30}, {}, {}}, 0};
  auto one = files.take_again();
  const auto under_way = files.next(one--);
  auto other = files.take_again();
  REQUIRE(other == 3);
  std::uint64_t bytes = under_way.bytes();
  auto first = 0;
  for (auto* const left : {&other, &one}) {
    while (*left > 0) {
      const auto file = files.next((*left)--);
      bytes += file.bytes();
      first += files.add_copied(file) ? 1 : 0;
    }
  }
  CHECK(bytes == 60);
  CHECK(first == 3);
  CHECK_FALSE(files.add_copied(under_way));
  CHECK(files.uncopied() == 0);
}

}  // namespace initial_files_test
