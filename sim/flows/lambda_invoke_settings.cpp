#include "sim/flows/lambda_invoke_settings.hpp"

#include "models/client/client_settings.hpp"
#include "sim/core/named.hpp"

namespace garoa {

LambdaInvokeSettings LambdaInvokeSettings::read(Fields& fields, Catalogue& catalogue,
                                                const ScenarioFrame& /*frame*/) {
  LambdaInvokeSettings s;
  auto& figures = catalogue.figures("lambda");
  s.common.timeout = read_client_timeout(fields);
  s.function = fields.reference("function", "Lambda function that clients call");
  s.invocation =
      fields.optional("invocation", "do clients wait for the handler's answer", InvocationKind::synchronous);
  s.overhead = figures.get<Seconds>("invoke.overhead");
  s.largest_payload =
      figures.get<Bytes>(s.invocation == InvocationKind::synchronous ? "invoke.payload.synchronous"
                                                                     : "invoke.payload.asynchronous");
  return s;
}

void LambdaInvokeSettings::check(const Declared& declared, Diagnostics& diagnostics) const {
  (void)demand(function, declared.lambda, "Lambda function", "lambda", diagnostics);
}

FlowFacts LambdaInvokeSettings::facts() const {
  FlowFacts facts;
  facts.function = function;
  facts.waits_for_function = invocation == InvocationKind::synchronous;
  return facts;
}

std::vector<Reliance> LambdaInvokeSettings::relies_on(const Declared& declared) const {
  std::vector<Reliance> reliances;
  if (const auto* const called = find_named(declared.lambda, function.name)) rely_on(*called, reliances);
  return reliances;
}

}  // namespace garoa
