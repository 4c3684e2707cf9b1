// A queue of many small entries. Its blocks have 8 KiB, where those of std::deque have 512 bytes: it allocates seldom, and neighbours
// lie together.
#pragma once

#include <algorithm>
#include <boost/container/deque.hpp>

namespace garoa {

template <class T>
using LongQueue =
    boost::container::deque<T, void, boost::container::deque_options_t<boost::container::block_bytes<8192>>>;

/// Takes those out of which the predicate is true.
template <class T, class Predicate>
void erase_if(LongQueue<T>& queue, Predicate is_out) {
  queue.erase(std::remove_if(queue.begin(), queue.end(), is_out), queue.end());
}

}  // namespace garoa
