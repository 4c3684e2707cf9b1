// The names in which SimGrid 3.32 and later versions differ. With simgrid_platform.cpp the only place that
// includes SimGrid.
#pragma once

#include <xbt/log.h>
#include <simgrid/kernel/Timer.hpp>
#include <simgrid/kernel/resource/Model.hpp>
#include <simgrid/s4u.hpp>

#include <simgrid/version.h>

#include <string>
#include <vector>

namespace garoa::simgrid_compat {

namespace s4u = simgrid::s4u;

/// A zone in which every host reaches every other over its own links.
inline s4u::NetZone* create_star_zone(s4u::Engine& engine, const std::string& name) {
#if SIMGRID_VERSION >= 40000
  return engine.get_netzone_root()->add_netzone_star(name);
#else
  (void)engine;
  return s4u::create_star_zone(name);
#endif
}

/// A speed for each of the host's power states.
inline s4u::Host* create_host(s4u::NetZone& zone, const std::string& name,
                              const std::vector<double>& speeds) {
#if SIMGRID_VERSION >= 40000
  return zone.add_host(name, speeds);
#else
  return zone.create_host(name, speeds);
#endif
}

inline s4u::Link* create_link(s4u::NetZone& zone, const std::string& name, double bandwidth) {
#if SIMGRID_VERSION >= 40000
  return zone.add_link(name, bandwidth);
#else
  return zone.create_link(name, bandwidth);
#endif
}

/// What leaves `host` crosses `up`; what reaches it crosses `down`.
inline void add_star_routes(s4u::NetZone& zone, s4u::Host* host, const s4u::Link* up, const s4u::Link* down) {
#if SIMGRID_VERSION >= 33500
  zone.add_route(host, nullptr, std::vector<s4u::LinkInRoute>{s4u::LinkInRoute{up}}, false);
  zone.add_route(nullptr, host, std::vector<s4u::LinkInRoute>{s4u::LinkInRoute{down}}, false);
#else
  auto* const point = host->get_netpoint();
  zone.add_route(point, nullptr, nullptr, nullptr, std::vector<s4u::LinkInRoute>{s4u::LinkInRoute{up}},
                 false);
  zone.add_route(nullptr, point, nullptr, nullptr, std::vector<s4u::LinkInRoute>{s4u::LinkInRoute{down}},
                 false);
#endif
}

/// Calls `callback` whenever a transfer or computation ends. It may be called twice for one that was
/// cancelled.
template <class Callback>
void on_completion(Callback callback) {
#if SIMGRID_VERSION >= 33400
  s4u::Comm::on_completion_cb(callback);
  s4u::Exec::on_completion_cb(callback);
#else
  s4u::Activity::on_completion_cb(callback);
#endif
}

}  // namespace garoa::simgrid_compat
