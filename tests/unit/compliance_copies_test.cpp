// Static controls on copies, places, notifications and limits of events: what decides them beside the table of breaks.
#include <doctest/doctest.h>

#include "models/compliance/static_checks.hpp"
#include "tests/support/compliance_breaks.hpp"

namespace compliance_copies_test {

using namespace garoa;
using namespace garoa::compliance;
using testing::keep_no_replica_elsewhere;
using testing::sound_architecture;

namespace {

Finding only(const Architecture& architecture, std::string_view control, std::string_view subject,
             const std::vector<Profile>& profiles = {}) {
  return testing::ToldRun::one(check_static(architecture, profiles), control, subject);
}

Profile profile(const std::string& name) {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  return load_profile(catalogue, name);
}

}  // namespace

TEST_CASE("S-RT-08: a volume's documents need no thawing, however soon copies are archived") {
  auto architecture = sound_architecture();
  architecture.buckets[0].archived_after_days = 0;
  CHECK(only(architecture, "S-RT-08", "flows.intake", {profile("br-cmn-4893")}).status == Status::pass);
}

TEST_CASE("S-EV-03: events that a queue keeps are not Lambda's") {
  auto architecture = sound_architecture();
  architecture.functions[0].has_event_queue = false;
  architecture.functions[0].event_retries = 0;
  CHECK(only(architecture, "S-EV-03", "lambda.validate").status == Status::not_applicable);
}

TEST_CASE("S-NT-01: whether HTTP is HTTPS is not declared, which warns") {
  auto architecture = sound_architecture();
  architecture.topics[0].http_subscriptions = 2;
  CHECK(only(architecture, "S-NT-01", "sns.done").status == Status::warn);
}

TEST_CASE(
    "S-RS-01: without a list of countries nothing is decided, and an unknown country is none that is "
    "allowed") {
  auto architecture = sound_architecture();
  architecture.places[0].country.clear();
  CHECK(only(architecture, "S-RS-01", "s3.inbox").status == Status::not_evaluated);
  architecture.policy.countries.clear();
  CHECK(only(architecture, "S-RS-01", "policy").status == Status::not_evaluated);
}

TEST_CASE("S-AV-01: a plan to build anew in another zone stands in for a second one") {
  auto architecture = sound_architecture();
  architecture.flows[0].zones = 1;
  architecture.flows[0].rebuilt_elsewhere = true;
  CHECK(only(architecture, "S-AV-01", "flows.intake").status == Status::pass);
}

TEST_CASE("S-AC-04: a locked vault, or a copy in another account, is out of reach of one credential") {
  auto architecture = sound_architecture();
  keep_no_replica_elsewhere(architecture);
  architecture.backups[0].to_bucket.clear();
  CHECK(only(architecture, "S-AC-04", "flows.intake").status == Status::fail);
  architecture.backups[0].copied_to_other_account = true;
  CHECK(only(architecture, "S-AC-04", "flows.intake").status == Status::pass);
  CHECK(only(architecture, "S-BK-03", "flows.intake").resource == "backup.nightly");
  CHECK(only(architecture, "S-BK-04", "flows.intake").status == Status::fail);
  architecture.backups[0].copied_to_other_region = true;
  CHECK(only(architecture, "S-BK-04", "flows.intake").status == Status::pass);
  architecture.backups[0].copied_to_other_account = false;
  architecture.backups[0].vault_lock = LockMode::governance;
  CHECK(only(architecture, "S-AC-04", "flows.intake").status == Status::pass);
}

}  // namespace compliance_copies_test
