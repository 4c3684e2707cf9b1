// Settings of clients that send messages to an SQS queue (message.hpp).
//
// Shape: the queue. Errors: messages that are all larger than SQS takes. Figures: models/sqs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/flows/flow_questions.hpp"
#include "sim/flows/flow_settings.hpp"

namespace garoa {

struct SqsSendSettings {
  static constexpr std::string_view kind = "sqs-send";
  static constexpr std::string_view telltale = "queue";
  static constexpr UploadKeys keys = UploadKeys::none;

  FlowCommon common;
  Reference queue;
  Bytes largest;  // message

  [[nodiscard]] static SqsSendSettings read(Fields& fields, Catalogue& catalogue, const ScenarioFrame& frame);
  void complete(const Declared& /*declared*/, Catalogue& /*catalogue*/) {}
  void write_out_members(const WrittenOut& /*members*/) {}
  void check(const Declared& declared, Diagnostics& diagnostics) const;
  [[nodiscard]] std::vector<const RequestSettings*> requests() const { return {&common.uploads}; }
  [[nodiscard]] FlowFacts facts() const;
  [[nodiscard]] std::vector<Reliance> relies_on(const Declared& declared) const;
};

}  // namespace garoa
