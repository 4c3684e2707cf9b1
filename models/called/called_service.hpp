// A service that functions call by their `calls`, and that failures hit. Its settings: called_settings.hpp.
#pragma once

#include "models/callee.hpp"
#include "models/failing.hpp"

namespace garoa {

class CalledService : public Callee, public FailingRequests {
 public:
  using Callee::Callee;
};

}  // namespace garoa
