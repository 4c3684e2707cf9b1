#include "sim/flows/flow.hpp"

namespace garoa {

Task<bool> Flow::recover(const std::string& /*volume*/, std::optional<Restore::Noticed> /*noticed*/) {
  co_return false;
}

}  // namespace garoa
