// A sum in a meter's integer unit. Byte-seconds of 10 TiB over a year exceed 64 bits.
#pragma once

namespace garoa {

__extension__ using MeterTotal = unsigned __int128;

}  // namespace garoa
