#pragma once
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

/** Keeps every value, in tenths of a microsecond; gives quantiles in microseconds. */
struct Histogram {
  std::vector<uint32_t> values;

  void add(uint64_t ns) { values.push_back(std::min<uint64_t>(ns / 100, 0xffffffffu)); }

  std::string json() {
    if (values.empty()) return "null";
    std::sort(values.begin(), values.end());
    double sum = 0;
    for (auto value : values) sum += value;
    auto quantile = [&](double q) { return values[std::min(values.size() - 1, size_t(q * values.size()))] / 10.0; };
    char text[256];
    snprintf(text, sizeof text, "{\"n\":%zu,\"mean\":%.1f,\"p50\":%.1f,\"p90\":%.1f,\"p99\":%.1f,\"max\":%.1f}", values.size(),
             sum / values.size() / 10, quantile(.5), quantile(.9), quantile(.99), values.back() / 10.0);
    return text;
  }
};
