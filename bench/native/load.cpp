// A load generator for chat gateways on this machine: one thread, epoll. Prints one JSON object.
//
//   load --port P --path /v1/chat/completions --body FILE [--header 'k: v']... [--conns C]
//        [--rate R]        R requests a second on a fixed schedule, latency counted from the scheduled time, so that
//                          a stall cannot hide itself. Without it each connection asks again as soon as it is answered.
//        [--warmup S] [--time S] [--ramp S]   the ramp spreads the first request of each connection
//        [--pid N]...      processes whose CPU time and memory are read at both ends of the measured window
//
// A reply may be JSON or server-sent events. Events that carry "t=<CLOCK_MONOTONIC ns>" (see mock.cpp) give the delay
// of each chunk on its way; their order is checked. Only 127.0.0.1 is ever contacted.
#include "clock.hpp"
#include "histogram.hpp"
#include "process_stats.hpp"
#include "reply.hpp"
#include <arpa/inet.h>
#include <cerrno>
#include <deque>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sstream>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

struct Options {
  int port = 0, conns = 50;
  double rate = 0, warmup = 2, time = 10, ramp = 0;
  std::string path = "/v1/chat/completions", body_file, headers;
  std::vector<long> pids;
};

enum State { idle, connecting, sending, waiting };
struct Connection {
  int fd = -1;
  State state = idle;
  uint64_t due = 0;
  size_t sent = 0;
  Reply reply;
};

static int ep;
static std::vector<Connection> connections;
static std::vector<int> idle_ones;
static std::string request;
static sockaddr_in address{};
static bool measuring;
static uint64_t n_ok, n_errors, n_chunks, n_no_usage;
static Histogram latency, first_token, chunk_delay;
static std::string first_error;

static void watch(Connection& c, uint32_t events, int operation = EPOLL_CTL_MOD) {
  epoll_event e{events, {.u32 = uint32_t(&c - connections.data())}};
  epoll_ctl(ep, operation, c.fd, &e);
}

static void drop(Connection& c) {
  if (c.fd >= 0) close(c.fd);
  c.fd = -1;
  c.state = idle;
}

static void fail(Connection& c, const std::string& why) {
  if (measuring) n_errors++;
  if (first_error.empty()) first_error = why + ": " + c.reply.head.substr(0, 300);
  drop(c);
  idle_ones.push_back(&c - connections.data());
}

static bool send_rest(Connection& c) {
  while (c.sent < request.size()) {
    ssize_t n = send(c.fd, request.data() + c.sent, request.size() - c.sent, MSG_NOSIGNAL);
    if (n < 0 && errno == EAGAIN) {
      if (c.state != sending) watch(c, EPOLLIN | EPOLLOUT);
      c.state = sending;
      return true;
    }
    if (n < 0) return false;
    c.sent += n;
  }
  if (c.state != waiting) watch(c, EPOLLIN);
  c.state = waiting;
  return true;
}

static void begin(Connection& c, uint64_t due) {
  c.due = due;
  c.sent = 0;
  c.reply = {};
  if (c.fd >= 0) {
    c.state = waiting;
    if (!send_rest(c)) fail(c, "send");
    return;
  }
  c.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  int one = 1;
  setsockopt(c.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (connect(c.fd, (sockaddr*)&address, sizeof address) && errno != EINPROGRESS) return fail(c, "connect");
  c.state = connecting;
  watch(c, EPOLLIN | EPOLLOUT, EPOLL_CTL_ADD);
}

static void finish(Connection& c, uint64_t now) {
  Reply& reply = c.reply;
  bool ok = reply.status == 200 && !reply.is_out_of_order && (!reply.is_sse || reply.is_done);
  if (measuring) {
    if (ok) {
      n_ok++;
      latency.add(now - c.due);
      if (reply.is_sse && !reply.has_usage) n_no_usage++;
    } else n_errors++;
  }
  if (!ok && first_error.empty()) {
    first_error = "status " + std::to_string(reply.status) + (reply.is_out_of_order ? " out of order" : reply.is_sse && !reply.is_done ? " no end" : "") + " " + reply.head.substr(0, 200) + reply.line.substr(0, 300);
  }
  if (reply.is_closing || reply.ends_with_connection()) drop(c);
  c.state = idle;
  idle_ones.push_back(&c - connections.data());
}

static bool take(Connection& c, const char* bytes, size_t n, uint64_t now) {
  bool had_first = c.reply.first_at;
  bool is_complete = c.reply.feed(bytes, n, now, [&](uint64_t sent) {
    if (!measuring) return;
    n_chunks++;
    chunk_delay.add(now > sent ? now - sent : 0);
  });
  if (measuring && !had_first && c.reply.first_at) first_token.add(now - c.due);
  return is_complete;
}

static void on_event(Connection& c, uint32_t events) {
  static char buffer[1 << 18];
  if (c.fd < 0) return;
  if (c.state == connecting) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(c.fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error) return fail(c, strerror(error));
    if (!send_rest(c)) fail(c, "send");
    return;
  }
  if ((events & EPOLLOUT) && c.state == sending && !send_rest(c)) return fail(c, "send");
  if (!(events & (EPOLLIN | EPOLLHUP | EPOLLERR))) return;
  for (;;) {
    ssize_t n = recv(c.fd, buffer, sizeof buffer, 0);
    if (n < 0) {
      if (errno != EAGAIN) fail(c, strerror(errno));
      return;
    }
    uint64_t now = now_ns();
    if (n == 0) {
      if (c.state == idle) return drop(c);
      return c.reply.ends_with_connection() ? finish(c, now) : fail(c, "closed early");
    }
    if (c.state == idle) return fail(c, "unexpected data");
    if (take(c, buffer, n, now)) return finish(c, now);
    if (n < (ssize_t)sizeof buffer) return;
  }
}

static Options read_options(int argc, char** argv) {
  Options o;
  for (int i = 1; i + 1 < argc; i += 2) {
    std::string name = argv[i], value = argv[i + 1];
    if (name == "--port") o.port = stoi(value);
    else if (name == "--path") o.path = value;
    else if (name == "--body") o.body_file = value;
    else if (name == "--header") o.headers += value + "\r\n";
    else if (name == "--conns") o.conns = stoi(value);
    else if (name == "--rate") o.rate = stod(value);
    else if (name == "--warmup") o.warmup = stod(value);
    else if (name == "--time") o.time = stod(value);
    else if (name == "--ramp") o.ramp = stod(value);
    else if (name == "--pid") o.pids.push_back(stol(value));
    else {
      fprintf(stderr, "unknown option %s\n", name.c_str());
      exit(2);
    }
  }
  return o;
}

static void write_request(const Options& o) {
  std::ifstream file(o.body_file, std::ios::binary);
  std::stringstream body;
  body << file.rdbuf();
  if (body.str().empty() || !o.port) {
    fprintf(stderr, "--port and --body are needed\n");
    exit(2);
  }
  request = "POST " + o.path + " HTTP/1.1\r\nhost: 127.0.0.1:" + std::to_string(o.port) + "\r\ncontent-type: application/json\r\naccept: */*\r\nuser-agent: load\r\n" +
            o.headers + "content-length: " + std::to_string(body.str().size()) + "\r\n\r\n" + body.str();
}

int main(int argc, char** argv) {
  Options o = read_options(argc, argv);
  write_request(o);
  rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  address.sin_family = AF_INET;
  address.sin_port = htons(o.port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ep = epoll_create1(0);
  connections.resize(o.conns);
  o.pids.push_back(getpid());

  uint64_t start = now_ns(), begin_at = start + uint64_t((o.ramp + o.warmup) * 1e9), end_at = begin_at + uint64_t(o.time * 1e9);
  uint64_t step = o.rate > 0 ? uint64_t(1e9 / o.rate) : 0, next_due = start, measured_from = 0;
  std::deque<uint64_t> backlog;
  std::vector<ProcessStats> before, after;
  std::vector<double> cores_before;
  size_t opened = 0;
  if (o.rate > 0)
    for (int i = o.conns - 1; i >= 0; i--) idle_ones.push_back(i);
  std::vector<epoll_event> events(1024);
  for (;;) {
    uint64_t now = now_ns();
    if (!measuring && now >= begin_at) {
      measuring = true;
      for (long pid : o.pids) before.push_back(read_process(pid));
      cores_before = read_cores_busy_us();
      measured_from = now_ns();
    }
    if (now >= end_at) break;
    if (o.rate > 0) {
      for (; next_due <= now; next_due += step) backlog.push_back(next_due);
      while (!backlog.empty() && !idle_ones.empty()) {
        int i = idle_ones.back();
        idle_ones.pop_back();
        uint64_t due = backlog.front();
        backlog.pop_front();
        begin(connections[i], due);
      }
    } else {
      size_t wanted = o.ramp > 0 ? std::min<size_t>(o.conns, size_t(double(now - start) / (o.ramp * 1e9) * o.conns) + 1) : o.conns;
      for (int burst = 0; opened < wanted && burst < 200; burst++) begin(connections[opened++], now_ns());
      std::vector<int> again;
      again.swap(idle_ones);
      for (int i : again) begin(connections[i], now_ns());
    }
    uint64_t wake = measuring ? end_at : begin_at;
    if (o.rate > 0) wake = std::min(wake, next_due);
    else if (opened < connections.size()) wake = std::min(wake, now + 1000000);
    if (!idle_ones.empty() && o.rate <= 0) wake = now;
    now = now_ns();
    uint64_t rest = wake > now ? wake - now : 0;
    timespec pause{time_t(rest / 1000000000ull), long(rest % 1000000000ull)};
    int n = epoll_pwait2(ep, events.data(), events.size(), &pause, nullptr);
    for (int i = 0; i < n; i++) on_event(connections[events[i].data.u32], events[i].events);
  }
  double seconds = (now_ns() - measured_from) / 1e9;
  for (long pid : o.pids) after.push_back(read_process(pid));
  std::vector<double> cores_after = read_cores_busy_us();

  size_t live = 0;
  for (auto& c : connections) live += c.fd >= 0 && c.state == waiting && c.reply.status == 200;
  for (char& ch : first_error)
    if (ch == '"' || ch == '\\' || (unsigned char)ch < 32) ch = ' ';
  printf("{\"seconds\":%.3f,\"ok\":%lu,\"errors\":%lu,\"withoutUsage\":%lu,\"requestsPerSecond\":%.1f,\"chunks\":%lu,\"liveStreams\":%zu,", seconds, n_ok, n_errors, n_no_usage, n_ok / seconds, n_chunks, live);
  printf("\"latencyUs\":%s,\"firstTokenUs\":%s,\"chunkDelayUs\":%s,\"processes\":[", latency.json().c_str(), first_token.json().c_str(), chunk_delay.json().c_str());
  for (size_t i = 0; i < o.pids.size(); i++) {
    double user = after[i].user_us - before[i].user_us, system = after[i].system_us - before[i].system_us;
    printf("%s{\"pid\":%ld,\"cpuUs\":%.0f,\"userUs\":%.0f,\"systemUs\":%.0f,\"waitUs\":%.0f,\"rssKb\":%ld}", i ? "," : "", o.pids[i], user + system, user, system, after[i].wait_us - before[i].wait_us, after[i].rss_kb);
  }
  printf("],\"coresBusyUs\":[");
  for (size_t i = 0; i < cores_after.size(); i++) printf("%s%.0f", i ? "," : "", cores_after[i] - cores_before[i]);
  printf("],\"firstError\":\"%s\"}\n", first_error.c_str());
}
