// Memory for coroutine frames: one free list per size, since a simulation makes and drops millions of equal frames.
// Memory goes back to the system when the program ends. One thread.
#pragma once

#include <array>
#include <cstddef>
#include <new>

namespace garoa {

class FramePool {
 public:
  static void* take(std::size_t bytes) {
    const std::size_t slot = slot_of(bytes);
    if (slot >= slots) return ::operator new(bytes);
    Block*& head = free_lists()[slot];
    if (head == nullptr) return ::operator new((slot + 1) * granularity);
    Block* const block = head;
    head = block->next;
    return block;
  }
  static void give_back(void* memory, std::size_t bytes) {
    const std::size_t slot = slot_of(bytes);
    if (slot >= slots) {
      ::operator delete(memory);
      return;
    }
    auto* const block = static_cast<Block*>(memory);
    block->next = free_lists()[slot];
    free_lists()[slot] = block;
  }

 private:
  struct Block { Block* next; };
  static constexpr std::size_t granularity = 64;
  static constexpr std::size_t slots = 32;

  static std::size_t slot_of(std::size_t bytes) { return (bytes - 1) / granularity; }

  struct FreeLists : std::array<Block*, slots> {
    ~FreeLists() {
      for (Block* block : *this) {
        while (block != nullptr) {
          Block* const next = block->next;
          ::operator delete(block);
          block = next;
        }
      }
    }
  };
  static FreeLists& free_lists() {
    static FreeLists lists{};
    return lists;
  }
};

/// Base of promise types: frames come from the pool.
struct PooledFrame {
  static void* operator new(std::size_t bytes) { return FramePool::take(bytes); }
  static void operator delete(void* memory, std::size_t bytes) { FramePool::give_back(memory, bytes); }
};

}  // namespace garoa
