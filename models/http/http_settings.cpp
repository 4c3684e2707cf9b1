#include "models/http/http_settings.hpp"

#include <algorithm>

namespace garoa {

HttpSettings HttpSettings::read(const std::string& name, Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("http");
  HttpSettings s;
  s.name = name;
  s.where = fields.where();
  const auto median = fields.required<Seconds>("latency", "median time of an answer without a queue",
                                               {Seconds{0.0001}, 1_h, ""});
  const auto variation =
      fields.optional("variation", "sigma of a lognormal factor of median 1 on the latency",
                      figures.fallback<double>("latency.sigma"), {0.0, 3.0, ""});
  s.latency = Distribution::lognormal(std::max(median.count(), 0.0001), variation);
  s.rate_limit = fields.maybe<PerSecond>("rate_limit", "requests above it are answered with 429",
                                         {PerSecond{0.001}, PerSecond{1e6}, ""});
  s.concurrency = fields.maybe<std::uint32_t>("concurrency", "requests worked on at once; others wait",
                                              {1, 1'000'000, ""});
  s.error_rate =
      fields.optional("error_rate", "share of requests answered with an error", 0.0, {0.0, 1.0, ""});
  s.timeout = fields.optional("timeout", "the client waits no longer for an answer",
                              figures.fallback<Seconds>("client.timeout"), {Seconds{0.001}, 900_s, ""});
  const Range<Bytes> size{Bytes{0}, Bytes{1'000'000'000}, ""};
  s.request = fields.optional("request", "bytes of a request, headers included: they go to the internet",
                              figures.fallback<Bytes>("request.size"), size);
  s.answer = fields.optional("answer", "bytes of an answer, headers included",
                             figures.fallback<Bytes>("answer.size"), size);
  s.retries =
      read_retries(fields, "how the function asks again after an error or timeout",
                   {figures.get<std::uint32_t>("client.attempts"), figures.get<Seconds>("client.pause"),
                    figures.get<Seconds>("client.longest_pause")});
  return s;
}

}  // namespace garoa
