// Settings of direct invocation (lambda_invoke.hpp).
//
// Shape: synchronous unless given. Figures: models/lambda (invoke).
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/flows/flow_questions.hpp"
#include "sim/flows/flow_settings.hpp"

namespace garoa {

enum class InvocationKind { synchronous, asynchronous };

template <>
struct EnumNames<InvocationKind> {
  static constexpr std::string_view kind = "kind of invocation";
  static constexpr std::array names{
      std::pair{std::string_view{"synchronous"}, InvocationKind::synchronous},
      std::pair{std::string_view{"asynchronous"}, InvocationKind::asynchronous}};
};

struct LambdaInvokeSettings {
  static constexpr std::string_view kind = "lambda-invoke";
  static constexpr std::string_view telltale = "function";
  static constexpr UploadKeys keys = UploadKeys::none;

  FlowCommon common;
  Reference function;
  InvocationKind invocation = InvocationKind::synchronous;
  Seconds overhead;
  Bytes largest_payload;

  [[nodiscard]] static LambdaInvokeSettings read(Fields& fields, Catalogue& catalogue,
                                                 const ScenarioFrame& frame);
  void complete(const Declared& /*declared*/, Catalogue& /*catalogue*/) {}
  void write_out_members(const WrittenOut& /*members*/) {}
  void check(const Declared& declared, Diagnostics& diagnostics) const;
  [[nodiscard]] std::vector<const RequestSettings*> requests() const { return {&common.uploads}; }
  [[nodiscard]] FlowFacts facts() const;
  [[nodiscard]] std::vector<Reliance> relies_on(const Declared& declared) const;
};

}  // namespace garoa
