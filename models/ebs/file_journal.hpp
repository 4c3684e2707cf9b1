// The journal of the file system on a volume: one commit at a time, which serves all who waited for it when it began (group commit).
//
//   if (journal.idle()) journal.begin();     // and end() when the commit is on the volume
//   const bool leads = co_await journal.next();
//   leads: this one has the commit to write, and calls end(); else it has been served
#pragma once

#include <coroutine>
#include <vector>

#include "sim/engine/simulator.hpp"

namespace garoa {

class FileJournal {
 public:
  explicit FileJournal(Simulator& simulator) : simulator_{simulator} {}
  FileJournal(const FileJournal&) = delete;
  FileJournal& operator=(const FileJournal&) = delete;

  [[nodiscard]] bool idle() const { return !busy_; }
  void begin() { busy_ = true; }
  /// Whoever waited for this commit goes on; the first of those who came meanwhile leads the next.
  void end() {
    for (const auto* const served : served_) simulator_.resume_soon(served->handle_);
    served_.clear();
    busy_ = !waiting_.empty();
    if (!busy_) return;
    served_.swap(waiting_);
    auto& leader = *served_.front();
    served_.erase(served_.begin());
    leader.leads_ = true;
    simulator_.resume_soon(leader.handle_);
  }

  /// The wait for a commit that begins from now on.
  class Wait {
   public:
    explicit Wait(FileJournal& journal) : journal_{journal} {}
    [[nodiscard]] bool await_ready() {
      if (journal_.busy_) return false;
      journal_.begin();
      return leads_ = true;
    }
    void await_suspend(std::coroutine_handle<> waiting) {
      handle_ = waiting;
      journal_.waiting_.push_back(this);
    }
    [[nodiscard]] bool await_resume() const { return leads_; }

   private:
    friend class FileJournal;
    FileJournal& journal_;
    std::coroutine_handle<> handle_;
    bool leads_ = false;
  };
  [[nodiscard]] Wait next() { return Wait{*this}; }

 private:
  Simulator& simulator_;
  bool busy_ = false;
  std::vector<Wait*> served_;   // by the commit that is being written
  std::vector<Wait*> waiting_;  // for the one after it
};

}  // namespace garoa
