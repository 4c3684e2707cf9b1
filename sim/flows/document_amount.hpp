// So many documents of so many bytes.
#pragma once

#include <cstdint>

namespace garoa {

struct DocumentAmount {
  std::uint64_t documents = 0;
  std::uint64_t bytes = 0;

  DocumentAmount& operator+=(const DocumentAmount& other) {
    documents += other.documents;
    bytes += other.bytes;
    return *this;
  }
  DocumentAmount& operator-=(const DocumentAmount& other) {
    documents -= other.documents;
    bytes -= other.bytes;
    return *this;
  }
  friend DocumentAmount operator+(DocumentAmount a, const DocumentAmount& b) { return a += b; }
  friend DocumentAmount operator-(DocumentAmount a, const DocumentAmount& b) { return a -= b; }
  friend bool operator==(const DocumentAmount& a, const DocumentAmount& b) = default;
};

}  // namespace garoa
