// Settings of flow 2 (s3_lambda.hpp): the bucket into which clients put documents, who the clients are, what they fetch.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/s3_client/s3_clients_settings.hpp"
#include "sim/flows/download_settings.hpp"
#include "sim/flows/flow_questions.hpp"
#include "sim/flows/flow_settings.hpp"

namespace garoa {

struct S3LambdaSettings {
  static constexpr std::string_view kind = "s3-lambda";
  static constexpr std::string_view telltale = "bucket";
  static constexpr UploadKeys keys = UploadKeys::of_objects;

  FlowCommon common;
  Reference bucket;
  S3ClientsSettings clients;
  std::optional<BucketDownloadSettings> downloads;

  [[nodiscard]] static S3LambdaSettings read(Fields& fields, Catalogue& catalogue,
                                             const ScenarioFrame& frame);
  void complete(const Declared& /*declared*/, Catalogue& /*catalogue*/) {}
  void write_out_members(const WrittenOut& /*members*/) {}
  void check(const Declared& declared, Diagnostics& diagnostics) const;
  [[nodiscard]] std::vector<const RequestSettings*> requests() const;
  [[nodiscard]] FlowFacts facts() const;
  [[nodiscard]] std::vector<Reliance> relies_on(const Declared& declared) const;
};

}  // namespace garoa
