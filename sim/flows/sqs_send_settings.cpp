#include "sim/flows/sqs_send_settings.hpp"

#include "models/client/client_settings.hpp"
#include "sim/core/named.hpp"

namespace garoa {

SqsSendSettings SqsSendSettings::read(Fields& fields, Catalogue& catalogue, const ScenarioFrame& /*frame*/) {
  SqsSendSettings s;
  s.common.timeout = read_client_timeout(fields);
  s.queue = fields.reference("queue", "SQS queue that clients send to");
  s.largest = catalogue.figures("sqs").get<Bytes>("message.max");
  return s;
}

void SqsSendSettings::check(const Declared& declared, Diagnostics& diagnostics) const {
  (void)demand(queue, declared.sqs, "SQS queue", "sqs", diagnostics);
  check_message_size(common, largest, "SQS", diagnostics);
}

FlowFacts SqsSendSettings::facts() const {
  FlowFacts facts;
  facts.queue = queue;
  return facts;
}

std::vector<Reliance> SqsSendSettings::relies_on(const Declared& declared) const {
  std::vector<Reliance> reliances;
  rely_on_reader(queue.name, declared, reliances);
  return reliances;
}

}  // namespace garoa
