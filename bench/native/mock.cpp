// A model provider for benchmarks: one thread, epoll, HTTP/1.1 on 127.0.0.1.
//
//   mock PORT
//
//   POST …/chat/completions   OpenAI's chat completions, JSON or SSE
//   POST …/messages           Anthropic's messages, JSON or SSE
//   anything else             {"ok":true}
//
// How it answers is in the model's name: behaviour.hpp.
#include "answers.hpp"
#include "request.hpp"
#include <arpa/inet.h>
#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <queue>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

struct Connection {
  int fd = -1;
  uint32_t generation = 0;
  std::string in, out;
  size_t out_sent = 0;
  bool wants_write = false, is_streaming = false, is_anthropic = false, owes_json = false, is_queued = false;
  Behaviour behaviour;
  std::string model;
  int step = 0;
};

struct Timer {
  uint64_t due;
  int fd;
  uint32_t generation;
  bool operator<(const Timer& other) const { return due > other.due; }
};

static int ep;
static std::vector<Connection> connections;
static std::priority_queue<Timer> timers;
static std::vector<int> ready;  // streams without delay whose turn comes again

static void hang_up(Connection& c) {
  if (c.fd < 0) return;
  close(c.fd);
  uint32_t generation = c.generation + 1;
  c = {};
  c.generation = generation;
}

static void watch(Connection& c, bool wants_write) {
  if (c.wants_write == wants_write) return;
  c.wants_write = wants_write;
  epoll_event e{EPOLLIN | EPOLLRDHUP | (wants_write ? uint32_t(EPOLLOUT) : 0), {.fd = c.fd}};
  epoll_ctl(ep, EPOLL_CTL_MOD, c.fd, &e);
}

/** These functions return false when the connection died. */
static bool flush(Connection& c) {
  while (c.out_sent < c.out.size()) {
    ssize_t n = send(c.fd, c.out.data() + c.out_sent, c.out.size() - c.out_sent, MSG_NOSIGNAL);
    if (n > 0) {
      c.out_sent += n;
      continue;
    }
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      watch(c, true);
      return true;
    }
    hang_up(c);
    return false;
  }
  c.out.clear();
  c.out_sent = 0;
  watch(c, false);
  return true;
}

static int last_step(const Connection& c) { return c.behaviour.chunks + (c.is_anthropic ? 2 : 3); }

static void write_step(Connection& c) {
  std::string events = c.is_anthropic ? anthropic_step(c.model, c.behaviour, c.step) : openai_step(c.model, c.behaviour, c.step);
  c.out.append(format("%zx\r\n", events.size())).append(events).append("\r\n");
  if (c.step++ < last_step(c)) return;
  c.out.append("0\r\n\r\n");
  c.is_streaming = false;
}

/** Sends what is due now. `due`: when it was to be sent. */
static bool pump(Connection& c, uint64_t due = 0) {
  const Behaviour& b = c.behaviour;
  if (b.delay_ms > 0) {
    write_step(c);
    // counted from the due time, not from now: a hold-up must not bunch the streams for good
    if (c.is_streaming) timers.push({(due ? due : now_ns()) + uint64_t(b.delay_ms) * 1000000ull, c.fd, c.generation});
    return flush(c);
  }
  // a packet at a time, at most 16 before another connection gets its turn
  for (int packet = 0; packet < 16 && c.is_streaming; packet++) {
    if (c.wants_write && c.out.size() - c.out_sent > 65536) return true;
    for (int event = 0; event < b.batch && c.is_streaming; event++) write_step(c);
    if (!flush(c)) return false;
  }
  if (c.is_streaming && !c.is_queued) {
    c.is_queued = true;
    ready.push_back(c.fd);
  }
  return true;
}

static bool answer_json(Connection& c, const char* status, const std::string& body) {
  c.out.append(format("HTTP/1.1 %s\r\ncontent-type: application/json\r\nx-request-id: req_mock0001\r\ncontent-length: %zu\r\n\r\n", status, body.size())).append(body);
  return flush(c);
}

static bool answer_whole(Connection& c) {
  return answer_json(c, "200 OK", c.is_anthropic ? anthropic_whole(c.model) : openai_whole(c.model));
}

static bool answer(Connection& c, const Request& request) {
  c.is_anthropic = request.path.find("/messages") != request.path.npos;
  if (!c.is_anthropic && request.path.find("/chat/completions") == request.path.npos) return answer_json(c, "200 OK", "{\"ok\":true}");
  std::string_view model = request.model();
  if (model.empty()) return answer_json(c, "400 Bad Request", "{\"error\":{\"message\":\"model is missing\",\"type\":\"invalid_request_error\",\"param\":\"model\",\"code\":null}}");
  if (c.model != model) {
    c.model.assign(model);
    c.behaviour = read_behaviour(c.model);
  }
  uint64_t first_at = now_ns() + uint64_t(c.behaviour.first_ms) * 1000000ull;
  if (request.wants_stream()) {
    c.is_streaming = true;
    c.step = 0;
    c.out.append("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\nx-request-id: req_mock0001\r\ntransfer-encoding: chunked\r\n\r\n");
    if (c.behaviour.first_ms == 0) return pump(c);
    timers.push({first_at, c.fd, c.generation});
    return flush(c);
  }
  if (c.behaviour.first_ms == 0) return answer_whole(c);
  c.owes_json = true;
  timers.push({first_at, c.fd, c.generation});
  return true;
}

/** Answers what has come whole; a pipelined request waits until the one before it is answered. */
static void answer_waiting(Connection& c) {
  Request request;
  while (!c.in.empty() && !c.is_streaming && !c.owes_json && request.read(c.in)) {
    if (!answer(c, request)) return;
    c.in.erase(0, request.size);
  }
}

static void on_readable(Connection& c) {
  static char buffer[1 << 18];
  for (;;) {
    ssize_t n = recv(c.fd, buffer, sizeof buffer, 0);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK)) return hang_up(c);
    if (n < 0) break;
    c.in.append(buffer, n);
    if (n < (ssize_t)sizeof buffer) break;
  }
  answer_waiting(c);
}

static void on_timer(const Timer& timer) {
  Connection& c = connections[timer.fd];
  if (c.fd < 0 || c.generation != timer.generation) return;
  bool is_alive = true;
  if (c.owes_json) {
    c.owes_json = false;
    is_alive = answer_whole(c);
  } else if (c.is_streaming) is_alive = pump(c, timer.due);
  if (is_alive) answer_waiting(c);
}

static void on_accept(int listener) {
  int one = 1;
  for (int fd; (fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
    if ((size_t)fd >= connections.size()) {
      close(fd);
      continue;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    connections[fd].fd = fd;
    epoll_event e{EPOLLIN | EPOLLRDHUP, {.fd = fd}};
    epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
  }
}

static int listen_on(int port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(fd, (sockaddr*)&address, sizeof address) || listen(fd, 4096)) {
    perror("mock: cannot listen");
    exit(1);
  }
  return fd;
}

int main(int argc, char** argv) {
  rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  connections.resize(std::min<size_t>(files.rlim_cur, 65536));
  int listener = listen_on(argc > 1 ? atoi(argv[1]) : 9100);
  ep = epoll_create1(0);
  epoll_event e{EPOLLIN, {.fd = listener}};
  epoll_ctl(ep, EPOLL_CTL_ADD, listener, &e);
  std::vector<epoll_event> events(1024);
  std::vector<int> turn;
  for (;;) {
    timespec pause{3600, 0};
    if (!ready.empty()) pause = {0, 0};
    else if (!timers.empty()) {
      uint64_t now = now_ns(), rest = timers.top().due > now ? timers.top().due - now : 0;
      pause = {time_t(rest / 1000000000ull), long(rest % 1000000000ull)};
    }
    int n = epoll_pwait2(ep, events.data(), events.size(), &pause, nullptr);
    for (int i = 0; i < n; i++) {
      if (events[i].data.fd == listener) {
        on_accept(listener);
        continue;
      }
      Connection& c = connections[events[i].data.fd];
      if (c.fd < 0) continue;
      if (events[i].events & (EPOLLHUP | EPOLLERR)) {
        hang_up(c);
        continue;
      }
      if (events[i].events & EPOLLOUT) {
        if (!flush(c)) continue;
        if (c.is_streaming && c.behaviour.delay_ms == 0 && !c.wants_write && !pump(c)) continue;
      }
      if (events[i].events & (EPOLLIN | EPOLLRDHUP)) on_readable(c);
    }
    for (uint64_t now = now_ns(); !timers.empty() && timers.top().due <= now;) {
      Timer timer = timers.top();
      timers.pop();
      on_timer(timer);
    }
    turn.clear();
    turn.swap(ready);
    for (int fd : turn) {
      Connection& c = connections[fd];
      c.is_queued = false;
      if (c.fd >= 0 && c.is_streaming && !c.wants_write && pump(c) && !c.is_streaming) answer_waiting(c);
    }
  }
}
