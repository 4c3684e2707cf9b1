#include "sim/flows/s3_lambda_settings.hpp"

#include "models/client/client_settings.hpp"
#include "sim/core/named.hpp"

namespace garoa {

S3LambdaSettings S3LambdaSettings::read(Fields& fields, Catalogue& catalogue, const ScenarioFrame& frame) {
  S3LambdaSettings s;
  s.common.timeout = read_client_timeout(fields);
  s.bucket = fields.reference("bucket", "S3 bucket that receives the documents");
  s.clients = read_s3_clients(fields, catalogue);
  s.downloads = read_bucket_downloads(fields, catalogue, frame, s.clients.site.has_value());
  return s;
}

void S3LambdaSettings::check(const Declared& declared, Diagnostics& diagnostics) const {
  (void)demand(bucket, declared.s3, "S3 bucket", "s3", diagnostics);
}

std::vector<const RequestSettings*> S3LambdaSettings::requests() const {
  std::vector<const RequestSettings*> streams{&common.uploads};
  if (downloads) streams.push_back(&downloads->wanted.requests);
  return streams;
}

FlowFacts S3LambdaSettings::facts() const {
  FlowFacts facts;
  facts.bucket = bucket;
  facts.multipart_threshold = clients.tool.multipart_threshold;
  return facts;
}

std::vector<Reliance> S3LambdaSettings::relies_on(const Declared& declared) const {
  std::vector<Reliance> reliances{{FailureTarget::bucket, bucket.name}, {FailureTarget::service, "s3"}};
  for (const auto& function : declared.lambda) {
    if (function.trigger.bucket.name == bucket.name) rely_on(function, reliances);
  }
  return reliances;
}

}  // namespace garoa
