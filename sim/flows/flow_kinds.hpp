// The settings of a flow of any kind, and what a scenario asks of it.
//
// A kind is a struct of settings that answers for itself; adding one means its files, its line in FlowSettings::Kinds, and
// the function that builds its flow (an overload, where flows are built). Each has
//   kind                     its name in scenarios
//   telltale                 a key that tells a reader what was meant where the kind's name is unknown
//   keys                     does the scenario say which keys its documents get?
//   common                   FlowCommon
//   read()                   its own keys
//   complete()               adds what only the whole scenario tells, such as figures of a backup's method
//   write_out_members()      a resource with `count: 2` becomes two
//   check()                  do its references name something, and does what they name fit?
//   requests()               when its requests come, each stream of them
//   facts()                  where its documents go
//   relies_on()              whose failures hit it
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "sim/flows/ec2_ebs_s3_settings.hpp"
#include "sim/flows/flow_questions.hpp"
#include "sim/flows/flow_settings.hpp"
#include "sim/flows/lambda_invoke_settings.hpp"
#include "sim/flows/s3_lambda_settings.hpp"
#include "sim/flows/sns_publish_settings.hpp"
#include "sim/flows/sqs_send_settings.hpp"

namespace garoa {

class FlowSettings {
 public:
  /// The first is what is read where nothing tells the kind.
  using Kinds = std::variant<Ec2EbsS3Settings, S3LambdaSettings, LambdaInvokeSettings, SnsPublishSettings,
                             SqsSendSettings>;

  explicit FlowSettings(Kinds of_kind) : of_kind_{std::move(of_kind)} {}

  /// Calls `visitor` with the settings of the flow's kind.
  template <class Visitor>
  decltype(auto) visit(Visitor&& visitor) const {
    return std::visit(std::forward<Visitor>(visitor), of_kind_);
  }
  [[nodiscard]] const FlowCommon& common() const {
    return visit([](const auto& settings) -> const FlowCommon& { return settings.common; });
  }
  [[nodiscard]] FlowCommon& common() {
    return std::visit([](auto& settings) -> FlowCommon& { return settings.common; }, of_kind_);
  }
  void complete(const Declared& declared, Catalogue& catalogue) {
    std::visit([&](auto& settings) { settings.complete(declared, catalogue); }, of_kind_);
  }
  void write_out_members(const WrittenOut& members) {
    std::visit([&](auto& settings) { settings.write_out_members(members); }, of_kind_);
  }
  void check(const Declared& declared, Diagnostics& diagnostics) const {
    visit([&](const auto& settings) { settings.check(declared, diagnostics); });
  }
  [[nodiscard]] std::vector<const RequestSettings*> requests() const {
    return visit([](const auto& settings) { return settings.requests(); });
  }
  [[nodiscard]] FlowFacts facts() const {
    return visit([](const auto& settings) { return settings.facts(); });
  }
  [[nodiscard]] std::vector<Reliance> relies_on(const Declared& declared) const;

 private:
  Kinds of_kind_;
};

[[nodiscard]] FlowSettings read_flow(const std::string& name, Fields& fields, Catalogue& catalogue,
                                     const ScenarioFrame& frame);

}  // namespace garoa
