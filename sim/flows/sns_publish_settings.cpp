#include "sim/flows/sns_publish_settings.hpp"

#include "models/client/client_settings.hpp"
#include "sim/core/named.hpp"

namespace garoa {

SnsPublishSettings SnsPublishSettings::read(Fields& fields, Catalogue& catalogue,
                                            const ScenarioFrame& /*frame*/) {
  SnsPublishSettings s;
  s.common.timeout = read_client_timeout(fields);
  s.topic = fields.reference("topic", "SNS topic that clients publish to");
  s.largest = catalogue.figures("sns").get<Bytes>("message.max");
  return s;
}

void SnsPublishSettings::check(const Declared& declared, Diagnostics& diagnostics) const {
  (void)demand(topic, declared.sns, "SNS topic", "sns", diagnostics);
  check_message_size(common, largest, "SNS", diagnostics);
}

FlowFacts SnsPublishSettings::facts() const {
  FlowFacts facts;
  facts.topic = topic;
  return facts;
}

std::vector<Reliance> SnsPublishSettings::relies_on(const Declared& declared) const {
  std::vector<Reliance> reliances{{FailureTarget::subscribers, topic.name}};
  rely_on_told(topic.name, declared, reliances);
  return reliances;
}

}  // namespace garoa
