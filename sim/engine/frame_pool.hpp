// Memory for coroutine frames: one free list per size, since a simulation makes and drops millions of equal
// frames. Frames begin at cache lines and are cut from large blocks, so that waiting processes lie close
// together. Memory goes back to the system when the program ends. One thread.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <vector>

namespace garoa {

class FramePool {
 public:
  static void* take(std::size_t bytes) {
    const std::size_t slot = slot_of(bytes);
    if (!pooled || slot >= slots) return ::operator new(bytes);
    Free*& head = pool.free_[slot];
    if (head == nullptr) return pool.cut((slot + 1) * granularity);
    Free* const frame = head;
    head = frame->next;
    return frame;
  }
  static void give_back(void* memory, std::size_t bytes) {
    const std::size_t slot = slot_of(bytes);
    if (!pooled || slot >= slots) {
      ::operator delete(memory);
      return;
    }
    auto* const frame = static_cast<Free*>(memory);
    frame->next = pool.free_[slot];
    pool.free_[slot] = frame;
  }

 private:
  struct Free {
    Free* next;
  };
  static constexpr std::size_t granularity = 64;
  static constexpr std::size_t slots = 32;
#ifdef __SANITIZE_ADDRESS__
  static constexpr bool pooled = false;  // the sanitizer is to see every frame's end
#else
  static constexpr bool pooled = true;
#endif
  struct alignas(granularity) Line {
    std::byte bytes[granularity];
  };
  static constexpr std::size_t lines_per_block = 1024;

  static std::size_t slot_of(std::size_t bytes) {
    return (bytes - 1) / granularity;
  }

  void* cut(std::size_t bytes) {
    const std::size_t lines = bytes / granularity;
    if (left_ < lines) {
      blocks_.push_back(std::make_unique_for_overwrite<Line[]>(lines_per_block));
      next_ = blocks_.back().get();
      left_ = lines_per_block;
    }
    Line* const frame = next_;
    next_ += lines;
    left_ -= lines;
    return frame;
  }

  static FramePool pool;

  std::array<Free*, slots> free_{};
  std::vector<std::unique_ptr<Line[]>> blocks_;
  Line* next_ = nullptr;
  std::size_t left_ = 0;
};

inline constinit FramePool FramePool::pool{};

/// For other things of which a simulation makes millions, one at a time.
template <class T>
struct PoolAllocator {
  using value_type = T;
  PoolAllocator() = default;
  template <class U>
  PoolAllocator(const PoolAllocator<U>& /*other*/) {}
  static T* allocate(std::size_t count) { return static_cast<T*>(FramePool::take(count * sizeof(T))); }
  static void deallocate(T* memory, std::size_t count) { FramePool::give_back(memory, count * sizeof(T)); }
  friend bool operator==(const PoolAllocator&, const PoolAllocator&) = default;
};

/// Base of promise types: frames come from the pool.
struct PooledFrame {
  static void* operator new(std::size_t bytes) { return FramePool::take(bytes); }
  static void operator delete(void* memory, std::size_t bytes) { FramePool::give_back(memory, bytes); }
};

}  // namespace garoa
