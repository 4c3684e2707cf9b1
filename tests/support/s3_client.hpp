// A plain SDK's requests to a bucket, for tests that have nothing but the bucket.
#pragma once

#include "models/s3_client/s3_client.hpp"

namespace garoa::test {

/// As the model files have it.
inline RetrySettings sdk_retry() {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  return read_sdk_retry(catalogue);
}

/// Without processor time, without limits, one connection set up at no cost.
inline S3Client::Setup plain_client(std::uint32_t programs = 1) {
  S3ToolSettings tool;
  tool.concurrency = tool.files = tool.parts = 0;
  tool.multipart_threshold = tool.copy_threshold = Bytes{5'000'000'000};
  tool.multipart_part = Bytes{5'000'000'000};
  tool.retry = sdk_retry();
  return {.path = "client", .tool = tool, .connections = {}, .programs = programs};
}

}  // namespace garoa::test
