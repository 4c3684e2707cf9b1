#include "sim/flows/flow.hpp"

namespace garoa {

Task<bool> Flow::recover(const std::string& /*volume*/) {
  co_return false;
}

}  // namespace garoa
