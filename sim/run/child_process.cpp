#include "sim/run/child_process.hpp"

#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>
#include <system_error>

namespace garoa {
namespace {

/// A message: its kind, its length, its text.
enum class Kind : char { told = 't', answer = 'a', error = 'e', memory = 'm' };
constexpr std::size_t head_size = 1 + sizeof(std::uint64_t);

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::system_error last_fault(const char* what) {
  return std::system_error{errno, std::generic_category(), what};
}

/// False if nobody reads any more.
bool send(int pipe, Kind kind, const std::string& text) {
  std::string message(head_size, '\0');
  const std::uint64_t length = text.size();
  message[0] = static_cast<char>(kind);
  std::memcpy(message.data() + 1, &length, sizeof length);
  message += text;
  for (std::size_t sent = 0; sent < message.size();) {
    const auto part = write(pipe, message.data() + sent, message.size() - sent);
    if (part < 0 && errno == EINTR) continue;
    if (part <= 0) return false;
    sent += static_cast<std::size_t>(part);
  }
  return true;
}

void limit_memory(const std::optional<std::uint64_t>& bytes) {
  if (!bytes) return;
  const rlimit limit{*bytes, *bytes};
  setrlimit(RLIMIT_AS, &limit);
}

/// In the child. Its exit code tells nothing: the last message does.
void do_work(const ChildProcess::Work& work, const ChildProcess::Limits& limits, int pipe) {
  std::signal(SIGPIPE, SIG_IGN);
  limit_memory(limits.memory_bytes);
  try {
    send(pipe, Kind::answer, work([pipe](const std::string& text) { send(pipe, Kind::told, text); }));
  } catch (const std::bad_alloc& error) {
    send(pipe, Kind::memory, error.what());
  } catch (const std::exception& error) {
    send(pipe, Kind::error, error.what());
  } catch (...) {
    send(pipe, Kind::error, "an error without a message");
  }
}

}  // namespace

ChildProcess::ChildProcess(const Work& work, const Limits& limits)
    : limits_{limits}, started_{seconds_now()} {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw last_fault("cannot make a pipe");
  std::fflush(nullptr);  // what waits to be written would be written twice
  child_ = fork();
  if (child_ < 0) {
    const auto fault = last_fault("cannot start a process");
    close(ends[0]);
    close(ends[1]);
    throw fault;
  }
  if (child_ == 0) {
    close(ends[0]);
    do_work(work, limits, ends[1]);
    _exit(0);  // no destructors of the parent's objects, no second flush of its output
  }
  close(ends[1]);
  pipe_ = ends[0];
}

ChildProcess::~ChildProcess() {
  if (child_ > 0) {
    kill_child();
    waitpid(child_, nullptr, 0);
  }
  if (pipe_ >= 0) close(pipe_);
}

void ChildProcess::kill_child() {
  if (child_ > 0) kill(child_, SIGKILL);
}

/// False when the time is over.
bool ChildProcess::wait_for_bytes() const {
  for (;;) {
    int milliseconds = -1;
    if (limits_.seconds) {
      const double left = started_ + *limits_.seconds - seconds_now();
      if (left <= 0) return false;
      milliseconds = static_cast<int>(std::min(left * 1000 + 1, 1e9));
    }
    pollfd waiting{pipe_, POLLIN, 0};
    const int ready = poll(&waiting, 1, milliseconds);
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return true;  // read() says what is wrong
  }
}

/// False when the child is to be stopped.
bool ChildProcess::take_messages(End& end, const std::function<bool(const std::string&)>& told) {
  while (received_.size() >= head_size) {
    std::uint64_t length = 0;
    std::memcpy(&length, received_.data() + 1, sizeof length);
    if (received_.size() - head_size < length) return true;
    const auto kind = static_cast<Kind>(received_[0]);
    auto text = received_.substr(head_size, length);
    received_.erase(0, head_size + length);
    if (kind == Kind::told) {
      if (told && !told(text)) return false;
      continue;
    }
    answered_ = true;
    end.text = std::move(text);
    end.state = kind == Kind::answer  ? State::answered
                : kind == Kind::error ? State::failed
                                      : State::out_of_memory;
  }
  return true;
}

void ChildProcess::end_of_child(End& end) {
  int status = 0;
  while (waitpid(child_, &status, 0) < 0 && errno == EINTR) {
  }
  child_ = -1;
  if (answered_) return;
  if (timed_out_) {
    end.state = State::timed_out;
    return;
  }
  end.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  const bool from_outside = end.signal == SIGKILL || end.signal == SIGTERM || end.signal == SIGINT;
  end.state = stopped_ || from_outside ? State::killed : State::crashed;
}

ChildProcess::End ChildProcess::wait(const std::function<bool(const std::string&)>& told) {
  End end;
  std::array<char, 65536> buffer{};
  for (;;) {
    if (!wait_for_bytes()) {
      timed_out_ = true;
      break;
    }
    const auto size = read(pipe_, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    received_.append(buffer.data(), static_cast<std::size_t>(size));
    if (take_messages(end, told)) continue;
    stopped_ = true;
    break;
  }
  if (timed_out_ || stopped_) kill_child();
  end_of_child(end);
  return end;
}

}  // namespace garoa
