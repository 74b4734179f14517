#pragma once
#include <cstdint>
#include <ctime>

/** The clock that the mock stamps chunks with and the load generator reads them by: one for all processes of a machine. */
inline uint64_t now_ns() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return uint64_t(t.tv_sec) * 1000000000ull + t.tv_nsec;
}
