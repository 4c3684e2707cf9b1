// Settings of clients that publish messages to an SNS topic (message.hpp).
//
// Shape: the topic. Errors: messages that are all larger than SNS takes. Figures: models/sns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/flows/flow_questions.hpp"
#include "sim/flows/flow_settings.hpp"

namespace garoa {

struct SnsPublishSettings {
  static constexpr std::string_view kind = "sns-publish";
  static constexpr std::string_view telltale = "topic";
  static constexpr UploadKeys keys = UploadKeys::none;

  FlowCommon common;
  Reference topic;
  Bytes largest;  // message

  [[nodiscard]] static SnsPublishSettings read(Fields& fields, Catalogue& catalogue,
                                               const ScenarioFrame& frame);
  void complete(const Declared& /*declared*/, Catalogue& /*catalogue*/) {}
  void write_out_members(const WrittenOut& /*members*/) {}
  void check(const Declared& declared, Diagnostics& diagnostics) const;
  [[nodiscard]] std::vector<const RequestSettings*> requests() const { return {&common.uploads}; }
  [[nodiscard]] FlowFacts facts() const;
  [[nodiscard]] std::vector<Reliance> relies_on(const Declared& declared) const;
};

}  // namespace garoa
