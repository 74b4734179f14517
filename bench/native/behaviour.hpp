#pragma once
#include <algorithm>
#include <cstdlib>
#include <string>

/**
 * How to answer, read from the model's name, so that it survives every gateway that forwards the model:
 *   mock[-c<chunks>][-d<ms between chunks>][-f<ms before the first byte>][-s<extra bytes a chunk>][-b<events a packet>]
 * mock-c100-d0 sends a hundred chunks at once, each in a packet of its own; mock-c300-d100-f20 takes its time.
 */
struct Behaviour {
  int chunks = 20, delay_ms = 0, first_ms = 0, extra = 12, batch = 1;
};

inline Behaviour read_behaviour(const std::string& model) {
  Behaviour b;
  for (size_t i = model.find('-'); i != std::string::npos && i + 1 < model.size(); i = model.find('-', i + 1)) {
    int value = atoi(model.c_str() + i + 2);
    switch (model[i + 1]) {
      case 'c': b.chunks = value; break;
      case 'd': b.delay_ms = value; break;
      case 'f': b.first_ms = value; break;
      case 's': b.extra = std::min(value, 4000); break;
      case 'b': b.batch = std::max(1, value); break;
    }
  }
  return b;
}
