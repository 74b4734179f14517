#pragma once
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

/** What /proc says of a process so far. */
struct ProcessStats {
  long pid;
  double user_us = 0, system_us = 0;
  /** Time that its main thread was runnable but not running. */
  double wait_us = 0;
  long rss_kb = 0;
};

inline ProcessStats read_process(long pid) {
  ProcessStats stats{pid};
  char path[64], text[2048];
  snprintf(path, sizeof path, "/proc/%ld/stat", pid);
  if (FILE* file = fopen(path, "r")) {
    size_t n = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[n] = 0;
    if (char* after_name = strrchr(text, ')')) {
      unsigned long user = 0, system = 0;
      long pages = 0;
      sscanf(after_name + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %*d %*d %*d %*d %*d %*d %*u %*u %ld", &user, &system, &pages);
      double tick = 1e6 / sysconf(_SC_CLK_TCK);
      stats.user_us = user * tick;
      stats.system_us = system * tick;
      stats.rss_kb = pages * (sysconf(_SC_PAGESIZE) / 1024);
    }
  }
  snprintf(path, sizeof path, "/proc/%ld/schedstat", pid);
  if (FILE* file = fopen(path, "r")) {
    unsigned long long run = 0, wait = 0;
    if (fscanf(file, "%llu %llu", &run, &wait) == 2) stats.wait_us = wait / 1000.0;
    fclose(file);
  }
  return stats;
}

/** Time each core was busy so far, whoever used it; stolen by other machines counts too. */
inline std::vector<double> read_cores_busy_us() {
  std::vector<double> busy;
  std::ifstream file("/proc/stat");
  for (std::string line; std::getline(file, line) && line.compare(0, 3, "cpu") == 0;) {
    if (line[3] == ' ') continue;
    unsigned long user, nice, system, idle, io, irq, softirq, stolen;
    sscanf(line.c_str(), "cpu%*d %lu %lu %lu %lu %lu %lu %lu %lu", &user, &nice, &system, &idle, &io, &irq, &softirq, &stolen);
    busy.push_back(double(user + nice + system + irq + softirq + stolen) * 1e6 / sysconf(_SC_CLK_TCK));
  }
  return busy;
}
