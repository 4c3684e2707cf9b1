// S-AC-02: what functions and instances use their roles for, what these allow of it, and what they allow besides.
#include <doctest/doctest.h>

#include "models/compliance/role_actions.hpp"
#include "tests/support/compliance_breaks.hpp"

namespace compliance_roles_test {

using namespace garoa;
using namespace garoa::compliance;
using testing::only;
using testing::sound_architecture;

namespace {

const Use reads{{"s3:GetObject"}, "s3", "inbox/", "s3.inbox"};
const Use notes{{"dynamodb:PutItem", "dynamodb:UpdateItem"}, "dynamodb", "table/states", "dynamodb.states"};
const Use records{{"logs:PutLogEvents"}, "logs", "log-group:audit", "cloudwatch_logs.audit"};
const Use tells{{"sns:Publish"}, "sns", "done", "sns.done"};

constexpr const char* inbox = "arn:aws:s3:::inbox/*";
constexpr const char* states = "arn:aws:dynamodb:sa-east-1:000000000000:table/states";
constexpr const char* audit = "arn:aws:logs:sa-east-1:000000000000:log-group:audit:*";

/// Of a function that reads an object and notes it in a table.
Finding judged(const Role& role) {
  auto architecture = sound_architecture();
  architecture.functions[0].role = role;
  architecture.functions[0].uses = std::vector{reads, notes};
  return only(architecture, "S-AC-02", "lambda.validate");
}

}  // namespace

TEST_CASE("S-AC-02: a role that allows what is used, and nothing else, passes") {
  CHECK(judged({{"s3:GetObject", "dynamodb:PutItem"}, {inbox, states}}).status == Status::pass);
  CHECK(judged({{"s3:GetObject", "dynamodb:UpdateItem"}, {inbox, states}}).status == Status::pass);
  CHECK(judged({{"s3:GetObject", "s3:ListBucket", "dynamodb:PutItem", "kms:Decrypt"}, {inbox, states}})
            .status == Status::pass);
}

TEST_CASE("S-AC-02: what is used and not allowed fails, be it the action or the resource that is missing") {
  const auto action = judged({{"s3:GetObject"}, {inbox, states}});
  CHECK(action.status == Status::fail);
  CHECK(action.count == 1);
  CHECK(action.key == "lambda.validate.role");
  CHECK(action.actual == "dynamodb:PutItem (dynamodb.states)");
  const auto resource = judged({{"s3:GetObject", "dynamodb:PutItem"}, {states}});
  CHECK(resource.status == Status::fail);
  CHECK(resource.actual == "s3:GetObject (s3.inbox)");
}

TEST_CASE("S-AC-02: what is allowed and nothing uses warns, of services whose use is known") {
  const auto finding =
      judged({{"s3:GetObject", "s3:DeleteObject", "dynamodb:PutItem", "sns:Publish"}, {inbox, states}});
  CHECK(finding.status == Status::warn);
  CHECK(finding.count == 2);
  CHECK(finding.actual == "s3:DeleteObject, sns:Publish");
  CHECK(finding.key == "lambda.validate.role.actions");
}

TEST_CASE(
    "S-AC-02: of a role that says nothing of its actions, or of uses that are not known, nothing is "
    "missing") {
  CHECK(judged({}).status == Status::not_evaluated);
  auto architecture = sound_architecture();
  architecture.functions[0].uses.reset();
  architecture.functions[0].role = Role{{"s3:DeleteObject"}, {inbox}};
  CHECK(only(architecture, "S-AC-02", "lambda.validate").status == Status::pass);
}

TEST_CASE("roles: the resource of a use is its own, whatever the region and the account") {
  const auto allowed = [](const Use& use, const char* action, const char* resource) {
    return allows(Role{{action}, {resource}}, use);
  };
  CHECK(allowed(reads, "s3:Get*", inbox));
  CHECK(allowed(reads, "s3:GetObject", "arn:aws:s3:::inbox/scans/*"));
  CHECK_FALSE(allowed(reads, "s3:GetObject", "arn:aws:s3:::inbox"));  // the bucket, and none of its objects
  CHECK_FALSE(allowed(reads, "s3:GetObject", "arn:aws:s3:::inbox-2/*"));
  CHECK_FALSE(allowed(reads, "s3:PutObject", inbox));
  CHECK(allowed(notes, "dynamodb:PutItem", "arn:aws:dynamodb:us-east-1:123456789012:table/states"));
  CHECK_FALSE(allowed(notes, "dynamodb:PutItem", "arn:aws:dynamodb:us-east-1:123456789012:table/others"));
  CHECK_FALSE(allowed(notes, "dynamodb:PutItem", "table/states"));
  CHECK(allowed(records, "logs:PutLogEvents", audit));
  CHECK(allowed(records, "logs:PutLogEvents", "arn:aws:logs:sa-east-1:000000000000:log-group:audit"));
  CHECK(allowed(records, "logs:PutLogEvents",
                "arn:aws:logs:sa-east-1:000000000000:log-group:audit:log-stream:*"));
  CHECK(allowed(tells, "SNS:Publish", "arn:aws:sns:sa-east-1:000000000000:done"));
  CHECK_FALSE(allowed(tells, "sns:Publish", "arn:aws:sqs:sa-east-1:000000000000:done"));
}

}  // namespace compliance_roles_test
