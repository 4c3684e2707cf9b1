#include <doctest/doctest.h>

#include "models/s3/object_store.hpp"
#include "tests/support/result_sink.hpp"

namespace s3_store_test {

using namespace garoa;
using test::ResultSink;

namespace {

constexpr double day = ObjectStore::day;
constexpr std::uint64_t kib = 1024;
constexpr std::uint64_t mib = 1024 * kib;

StorageSettings settings_with(StorageClass upload_class = StorageClass::standard) {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  StorageSettings s;
  s.rules = read_storage_rules(catalogue.figures("s3"));
  s.small = 128_KiB;
  s.tiering = read_tiering_days(catalogue.figures("s3"));
  s.upload_class = upload_class;
  CHECK(diagnostics.count() == 0);
  return s;
}

/// Midnights `from` + 1 to `to`.
void pass_days(ObjectStore& store, int from, int to) {
  for (int d = from + 1; d <= to; ++d) store.end_day(d * day);
}

double gib_months(double byte_seconds) {
  return byte_seconds / (gibibyte * 30 * day);
}

}  // namespace

TEST_CASE("s3 storage: a level that changes is billed from the instant of the change") {
  const auto settings = settings_with();
  ObjectStore store{settings};
  store.add(100, 1000);
  store.add(250, 500);
  CHECK(store.take_dues(300).byte_seconds[0] == 1000 * 200 + 500 * 50);
  CHECK(store.take_dues(310).byte_seconds[0] == 1500 * 10);
  CHECK(store.objects() == 2);
}

TEST_CASE("s3 storage: an object deleted on day d owes (minimum - d) days, as in C17") {
  // 4.3 GiB a day in GLACIER, kept 30 of 90 days: the fee is twice the storage.
  auto settings = settings_with(StorageClass::glacier);
  settings.expiration_days = 30;
  ObjectStore store{settings};
  const std::uint64_t size = 4403 * mib;
  store.add(day, size);
  pass_days(store, 1, 31);
  CHECK(store.objects() == 0);
  CHECK(store.bytes() == 0);
  const auto dues = store.take_dues(31 * day);
  const auto i = index_of(StorageClass::glacier);
  CHECK(dues.early_byte_seconds[i] / dues.byte_seconds[i] == doctest::Approx(2.0).epsilon(1e-12));
  const double billed = static_cast<double>(size + 32 * kib);
  CHECK(gib_months(dues.byte_seconds[i]) == doctest::Approx(billed / gibibyte).epsilon(1e-12));
  // 8 KiB of each archived object are STANDARD.
  CHECK(dues.byte_seconds[0] == 8.0 * kib * 30 * day);
}

TEST_CASE("s3 storage: the fee for early deletion follows each object's own upload, not its cohort's") {
  auto settings = settings_with(StorageClass::glacier);
  settings.expiration_days = 30;
  ObjectStore store{settings};
  store.add(0.25 * day, 1 * mib);
  store.add(0.75 * day, 3 * mib);
  pass_days(store, 0, 31);
  const double first = static_cast<double>(1 * mib + 32 * kib) * (90 - 30.75);
  const double second = static_cast<double>(3 * mib + 32 * kib) * (90 - 30.25);
  CHECK(store.take_dues(31 * day).early_byte_seconds[index_of(StorageClass::glacier)] ==
        doctest::Approx((first + second) * day).epsilon(1e-12));
}

TEST_CASE("s3 storage: an object kept for its class's minimum owes nothing") {
  auto settings = settings_with(StorageClass::standard_ia);
  settings.expiration_days = 30;
  ObjectStore store{settings};
  store.add(day, mib);
  pass_days(store, 1, 31);
  CHECK(store.bytes() == 0);
  CHECK(store.take_dues(31 * day).early_byte_seconds[index_of(StorageClass::standard_ia)] == 0);
}

TEST_CASE("s3 storage: a transition after 0 days takes an object at the midnight after its upload") {
  auto settings = settings_with();
  settings.transitions = {{StorageClass::glacier_ir, 0, true}};
  ObjectStore store{settings};
  store.add(0.5 * day, 200 * kib);
  CHECK(store.class_of(0.5 * day, 200 * kib, 0.75 * day) == StorageClass::standard);
  pass_days(store, 0, 1);
  auto dues = store.take_dues(day);
  CHECK(dues.transitions[index_of(StorageClass::glacier_ir)] == 1);
  CHECK(dues.byte_seconds[0] == 200.0 * kib * day / 2);
  store.add(1.5 * day, 100 * kib);
  pass_days(store, 1, 2);
  CHECK(store.bytes(StorageClass::standard) == 0);
  CHECK(store.class_of(1.5 * day, 100 * kib, 2.5 * day) == StorageClass::glacier_ir);
}

TEST_CASE("s3 storage: transitions take large objects, small ones only when told") {
  for (const bool small_objects : {false, true}) {
    auto settings = settings_with();
    settings.transitions = {{StorageClass::standard_ia, 30, small_objects},
                            {StorageClass::deep_archive, 90, false}};
    ObjectStore store{settings};
    store.add(day, 100 * kib);
    store.add(day, 200 * kib);
    pass_days(store, 1, 30);
    CHECK(store.take_dues(30 * day).transitions[index_of(StorageClass::standard_ia)] == 0);
    pass_days(store, 30, 31);
    auto dues = store.take_dues(31 * day);
    CHECK(dues.transitions[index_of(StorageClass::standard_ia)] == (small_objects ? 2 : 1));
    CHECK(store.bytes(StorageClass::standard) == (small_objects ? 0 : 100 * kib));
    // A day in IA: a small object bills 128 KiB there.
    dues = store.take_dues(32 * day);
    const double billed = static_cast<double>((small_objects ? 128 : 0) + 200) * kib;
    CHECK(dues.byte_seconds[index_of(StorageClass::standard_ia)] == billed * day);
    pass_days(store, 31, 91);
    CHECK(store.take_dues(91 * day).transitions[index_of(StorageClass::deep_archive)] == 1);
    CHECK(store.class_of(day, 200 * kib, 91 * day) == StorageClass::deep_archive);
    CHECK(store.class_of(day, 100 * kib, 91 * day) ==
          (small_objects ? StorageClass::standard_ia : StorageClass::standard));
    CHECK(store.objects() == 2);
  }
}

TEST_CASE("s3 storage: in a versioned bucket an expired object is billed until its version is removed") {
  auto settings = settings_with();
  settings.versioning = true;
  settings.expiration_days = 10;
  settings.noncurrent_expiration_days = 5;
  settings.lock_days = 20;
  ObjectStore store{settings};
  store.add(day, mib);
  pass_days(store, 1, 11);
  CHECK(store.objects() == 0);
  CHECK(store.bytes() == mib);
  CHECK(store.bytes(ObjectStore::State::noncurrent) == mib);
  pass_days(store, 11, 20);  // noncurrent for 9 days, but locked
  CHECK(store.bytes() == mib);
  pass_days(store, 20, 21);
  CHECK(store.bytes() == 0);
  CHECK(store.take_dues(30 * day).byte_seconds[0] == static_cast<double>(mib) * 20 * day);
}

TEST_CASE("s3 storage: without a rule for old versions they stay for ever") {
  auto settings = settings_with();
  settings.versioning = true;
  settings.expiration_days = 1;
  ObjectStore store{settings};
  store.add(day, mib);
  pass_days(store, 1, 400);
  CHECK(store.objects() == 0);
  CHECK(store.bytes() == mib);
}

TEST_CASE(
    "s3 storage: an overwritten object is gone without versioning, and owes its own rest of the minimum") {
  auto settings = settings_with(StorageClass::glacier);
  settings.expiration_days = 30;
  ObjectStore store{settings};
  store.add(0.25 * day, 1 * mib);
  store.add(0.75 * day, 3 * mib);
  store.overwrite(10 * day, {0.25 * day, 1 * mib});
  CHECK(store.objects() == 1);
  CHECK(store.bytes() == 3 * mib);
  const auto i = index_of(StorageClass::glacier);
  const double first = static_cast<double>(1 * mib + 32 * kib);
  const double second = static_cast<double>(3 * mib + 32 * kib);
  auto dues = store.take_dues(10 * day);
  CHECK(dues.byte_seconds[i] == doctest::Approx((first * 9.75 + second * 9.25) * day).epsilon(1e-12));
  CHECK(dues.early_byte_seconds[i] == doctest::Approx(first * (90 - 9.75) * day).epsilon(1e-12));
  pass_days(store, 10, 31);
  dues = store.take_dues(31 * day);
  CHECK(dues.early_byte_seconds[i] == doctest::Approx(second * (90 - 30.25) * day).epsilon(1e-12));
  CHECK(store.bytes() == 0);
  store.overwrite(32 * day, {0.75 * day, 3 * mib});  // a rule has removed it
  CHECK(store.objects() == 0);
}

TEST_CASE("s3 storage: empty objects that are overwritten cost nothing and stay countable") {
  auto settings = settings_with();
  settings.versioning = true;
  settings.noncurrent_transitions = {{StorageClass::glacier, 1, true}};
  ObjectStore store{settings};
  for (const double stored : {0.5, 0.75}) store.add(stored * day, 0);
  for (const double stored : {0.5, 0.75}) store.overwrite(1.5 * day, {stored * day, 0});
  CHECK(store.take_dues(2 * day).byte_seconds[0] == 0);
  pass_days(store, 1, 3);
  CHECK(store.take_dues(4 * day).transitions[index_of(StorageClass::glacier)] == 2);
}

TEST_CASE("s3 storage: an overwritten version follows the rules for old versions from the midnight after") {
  auto settings = settings_with();
  settings.versioning = true;
  settings.noncurrent_transitions = {{StorageClass::glacier, 2, false}};
  settings.noncurrent_expiration_days = 5;
  ObjectStore store{settings};
  for (const double stored : {0.5, 0.75}) store.add(stored * day, mib);
  pass_days(store, 0, 3);
  for (const double stored : {0.5, 0.75}) store.overwrite(3.25 * day, {stored * day, mib});
  CHECK(store.objects() == 0);
  CHECK(store.bytes(ObjectStore::State::noncurrent) == 2 * mib);
  pass_days(store, 3, 6);  // old since midnight 4
  CHECK(store.bytes(StorageClass::glacier) == 2 * mib);
  pass_days(store, 6, 9);
  CHECK(store.bytes() == 0);
  const auto dues = store.take_dues(9 * day);
  CHECK(dues.byte_seconds[0] == (5.5 + 5.25) * mib * day + 2 * 8.0 * kib * 3 * day);
  CHECK(dues.byte_seconds[index_of(StorageClass::glacier)] == 2.0 * (mib + 32 * kib) * 3 * day);
  CHECK(dues.transitions[index_of(StorageClass::glacier)] == 2);
}

TEST_CASE("s3 storage: what expires at a midnight is not moved at it, current or old") {
  for (const bool versioning : {false, true}) {
    CAPTURE(versioning);
    auto settings = settings_with();
    settings.versioning = versioning;
    settings.transitions = {{StorageClass::glacier, 30, false}};
    settings.expiration_days = 30;
    settings.noncurrent_transitions = {{StorageClass::glacier, 5, false}};
    settings.noncurrent_expiration_days = 5;
    ObjectStore store{settings};
    store.add(1 * day, mib);
    pass_days(store, 1, 40);
    const auto dues = store.take_dues(40 * day);
    CHECK(dues.byte_seconds[0] == mib * (versioning ? 35 : 30) * day);
    CHECK(dues.transitions[index_of(StorageClass::glacier)] == 0);
    CHECK(dues.early_byte_seconds[index_of(StorageClass::glacier)] == 0);
    CHECK(store.bytes() == 0);
  }
}

TEST_CASE(
    "s3 storage: a replaced version stays locked from its upload on, whatever became old on the same day") {
  auto settings = settings_with();
  settings.versioning = true;
  settings.lock_days = 10;
  settings.noncurrent_expiration_days = 1;
  ObjectStore store{settings};
  for (const double stored : {1.0, 8.0}) store.add(stored * day, mib);
  pass_days(store, 0, 13);
  for (const double stored : {1.0, 8.0}) store.overwrite(13.5 * day, {stored * day, mib});
  pass_days(store, 13, 15);  // one locked until 11, old since 14; the other locked until 18
  CHECK(store.bytes() == mib);
  pass_days(store, 15, 18);
  CHECK(store.bytes() == 0);
}

TEST_CASE(
    "s3 storage: INTELLIGENT_TIERING moves large objects after 30 and 90 days without a read, and back") {
  auto settings = settings_with(StorageClass::intelligent_tiering);
  CHECK(settings.has_rules());
  ObjectStore store{settings};
  store.add(0.5 * day, mib);
  store.add(0.5 * day, kib);
  pass_days(store, 0, 100);
  store.read(100.5 * day, StorageClass::intelligent_tiering, 2 * mib);
  pass_days(store, 100, 140);
  const auto dues = store.take_dues(140 * day);
  // The first midnight that is a full day after the upload is 1 d, after the read 101 d.
  CHECK(dues.byte_seconds[index_of(StorageClass::intelligent_tiering)] ==
        mib * (30.5 + 30.5) * day + kib * 139.5 * day);
  CHECK(dues.colder_byte_seconds[0] == mib * (60 + 9) * day);
  CHECK(dues.colder_byte_seconds[1] == mib * 9.5 * day);
  CHECK(dues.watched_object_seconds == 139.5 * day);
  CHECK(dues.byte_seconds[0] == 0);
  CHECK(store.bytes(StorageClass::intelligent_tiering) == mib + kib);
  store.read(140 * day, StorageClass::intelligent_tiering, mib / 2);  // of a day's objects all are read
  CHECK(store.take_dues(141 * day).byte_seconds[index_of(StorageClass::intelligent_tiering)] ==
        (mib + kib) * day);
}

TEST_CASE("s3 storage: an object of INTELLIGENT_TIERING that is read comes back alone, by its last read") {
  const auto settings = settings_with(StorageClass::intelligent_tiering);
  ObjectStore store{settings};
  const ObjectStore::Version object{0.5 * day, mib};
  for (int i = 0; i < 3; ++i) store.add(object.stored, object.bytes);
  pass_days(store, 0, 50);  // all three in the second tier since 31 d
  store.read_one(50 * day, object, object.stored);
  pass_days(store, 50, 60);
  store.read_one(60 * day, object, 50 * day);  // the same one
  pass_days(store, 60, 70);
  const auto dues = store.take_dues(70 * day);
  CHECK(dues.byte_seconds[index_of(StorageClass::intelligent_tiering)] == mib * (3 * 30.5 + 20) * day);
  CHECK(dues.colder_byte_seconds[0] == mib * (2 * 39 + 19) * day);
  CHECK(store.objects() == 3);
  CHECK(store.bytes() == 3 * mib);
  store.read_one(70 * day, object, object.stored);  // another one
  pass_days(store, 70, 71);
  CHECK(store.take_dues(71 * day).byte_seconds[index_of(StorageClass::intelligent_tiering)] ==
        2.0 * mib * day);
}

TEST_CASE(
    "s3 storage: what is in INTELLIGENT_TIERING at the start is in the tier of its age, the bucket's class "
    "apart") {
  for (const auto& [age, frequent, infrequent, instant] :
       {std::array{10, 20, 10, 0}, std::array{40, 0, 30, 0}, std::array{100, 0, 0, 30}}) {
    auto settings = settings_with();
    settings.existing = {2, Bytes{mib}, age, StorageClass::intelligent_tiering, {}};
    CHECK(settings.has_rules());
    ObjectStore store{settings};
    pass_days(store, 0, 30);
    const auto dues = store.take_dues(30 * day);
    CHECK(dues.byte_seconds[index_of(StorageClass::intelligent_tiering)] == 2.0 * mib * frequent * day);
    CHECK(dues.colder_byte_seconds[0] == 2.0 * mib * infrequent * day);
    CHECK(dues.colder_byte_seconds[1] == 2.0 * mib * instant * day);
  }
}

TEST_CASE(
    "s3 storage: a lifecycle rule into INTELLIGENT_TIERING starts its days anew, one out of it owes "
    "nothing") {
  auto settings = settings_with();
  settings.transitions = {{StorageClass::intelligent_tiering, 10, false},
                          {StorageClass::deep_archive, 50, false}};
  ObjectStore store{settings};
  store.add(1 * day, mib);
  pass_days(store, 1, 60);
  const auto dues = store.take_dues(60 * day);
  CHECK(dues.transitions[index_of(StorageClass::intelligent_tiering)] == 1);
  CHECK(dues.byte_seconds[index_of(StorageClass::intelligent_tiering)] == mib * 30 * day);  // from 11 to 41
  CHECK(dues.colder_byte_seconds[0] == mib * 10 * day);                                     // to 51
  CHECK(dues.watched_object_seconds == 40 * day);
  CHECK(dues.early_byte_seconds[index_of(StorageClass::intelligent_tiering)] == 0);
}

TEST_CASE("s3 storage: every byte that came is held or was removed, whoever removed it") {
  for (const bool versioning : {false, true}) {
    CAPTURE(versioning);
    auto settings = settings_with();
    settings.versioning = versioning;
    settings.expiration_days = 4;
    if (versioning) settings.noncurrent_expiration_days = 2;
    ObjectStore store{settings};
    std::uint64_t came = 0;
    for (int d = 0; d < 12; ++d) {
      const std::uint64_t size = (d % 3 == 0 ? 100 * kib : mib) + static_cast<std::uint64_t>(d);
      came += size;
      store.add((d + 0.25) * day, size);
      if (d % 4 == 1) store.overwrite((d + 0.5) * day, {(d + 0.25) * day, size});
      store.end_day((d + 1) * day);
    }
    RunResult result;
    ResultSink sink{result};
    store.add_balance(MetricsOf{sink, "s3.archive"}, "bytes");
    const auto& balance = result.balances.at(0);
    CHECK(balance.name == "s3.archive bytes");
    CHECK(balance.started == came);
    CHECK(balance.finished == store.bytes());
    CHECK(balance.failed > 0);
    CHECK(balance.holds());
  }
}

TEST_CASE("s3 storage: memory grows with days, not with objects") {
  auto settings = settings_with();
  settings.transitions = {{StorageClass::glacier, 2, false}};
  settings.expiration_days = 3;
  ObjectStore store{settings};
  for (int d = 0; d < 50; ++d) {
    for (int i = 0; i < 1000; ++i) store.add((d + (i + 0.5) / 1000) * day, mib);
    store.end_day((d + 1) * day);
  }
  CHECK(store.objects() == 3000);
  CHECK(store.bytes() == 3000 * mib);
}

}  // namespace s3_store_test
