// How long the client of one try waits. What it gives up leaves the line; what a server has begun goes on there.
#pragma once

#include "sim/engine/physical_world.hpp"

namespace garoa {

class Patience {
 public:
  /// Has the client given up?
  [[nodiscard]] bool over() const { return over_; }
  [[nodiscard]] bool settled() const { return answered_ || over_; }
  /// It has its answer; false if it has given up before.
  bool answered() {
    answered_ = !over_;
    return answered_;
  }
  /// It waits no longer; false if it has its answer.
  bool give_up() {
    if (answered_ || over_) return false;
    over_ = true;
    if (transfer_ != nullptr) transfer_->cancel();
    return true;
  }

  /// A transfer that the client's giving up cancels, while this lives. `patience` may be null: of one that never gives up.
  class Transfer {
   public:
    Transfer(Patience* patience, PhysicalWorld::Activity& transfer) : patience_{patience} {
      if (patience_ != nullptr) patience_->transfer_ = &transfer;
    }
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
    ~Transfer() {
      if (patience_ != nullptr) patience_->transfer_ = nullptr;
    }

   private:
    Patience* patience_;
  };

 private:
  bool answered_ = false;
  bool over_ = false;
  PhysicalWorld::Activity* transfer_ = nullptr;
};

}  // namespace garoa
