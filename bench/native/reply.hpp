#pragma once
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <strings.h>

/** Reads one HTTP reply, JSON or server-sent events, framed by length, by chunks or by the end of the connection. */
struct Reply {
  int status = 0;
  std::string head;
  bool is_sse = false, is_done = false, has_usage = false, is_closing = false, is_out_of_order = false;
  /** Content chunks so far, and when the first one came (0: not yet). */
  int content = 0;
  uint64_t first_at = 0;
  /** The event being read; what is left of it when the reply ends tells why. */
  std::string line;

  bool ends_with_connection() const { return has_head && remaining == until_close; }

  /** Takes bytes that came at `now`; `on_chunk(sent_at)` is called for each content chunk. True when the reply is complete. */
  template <class OnChunk> bool feed(const char* p, size_t n, uint64_t now, OnChunk on_chunk) {
    if (!has_head) {
      size_t used = read_head(p, n);
      if (!has_head) return false;
      p += used;
      n -= used;
      if (remaining == 0) return true;
    }
    if (remaining == until_close) {
      read_body(p, n, now, on_chunk);
      return false;
    }
    if (remaining >= 0) {
      size_t part = std::min<size_t>(n, remaining);
      read_body(p, part, now, on_chunk);
      remaining -= part;
      return remaining == 0;
    }
    return read_chunked(p, n, now, on_chunk);
  }

 private:
  static constexpr long until_close = -1, chunked = -2;
  enum { size_line, data, data_end, trailer } chunk_part = size_line;
  bool has_head = false;
  long remaining = until_close, chunk_left = 0;
  std::string chunk_size;
  uint64_t last_sent = 0;

  size_t read_head(const char* p, size_t n) {
    size_t before = head.size();
    head.append(p, n);
    size_t end = head.find("\r\n\r\n", before > 3 ? before - 3 : 0);
    if (end == std::string::npos) return n;
    std::string_view lines(head.data(), end + 2);
    status = atoi(head.c_str() + 9);
    for (size_t i = lines.find("\r\n") + 2; i < lines.size();) {
      size_t e = lines.find("\r\n", i);
      std::string_view line = lines.substr(i, e - i);
      auto is = [&](const char* name) { return line.size() > strlen(name) && !strncasecmp(line.data(), name, strlen(name)); };
      if (is("content-length:")) remaining = strtol(line.data() + 15, nullptr, 10);
      else if (is("transfer-encoding:")) remaining = chunked;
      else if (is("content-type:")) is_sse = line.find("event-stream") != line.npos;
      else if (is("connection:") && line.find("close") != line.npos) is_closing = true;
      i = e + 2;
    }
    has_head = true;
    head.resize(end + 4);
    return end + 4 - before;
  }

  template <class OnChunk> bool read_chunked(const char* p, size_t n, uint64_t now, OnChunk on_chunk) {
    while (n) {
      if (chunk_part == data) {
        size_t part = std::min<size_t>(n, chunk_left);
        read_body(p, part, now, on_chunk);
        p += part;
        n -= part;
        chunk_left -= part;
        if (!chunk_left) chunk_part = data_end;
        continue;
      }
      const char* end = (const char*)memchr(p, '\n', n);
      if (chunk_part == size_line) chunk_size.append(p, end ? end - p : n);
      if (!end) return false;
      n -= end + 1 - p;
      p = end + 1;
      if (chunk_part == trailer) return true;
      if (chunk_part == data_end) {
        chunk_part = size_line;
        continue;
      }
      chunk_left = strtol(chunk_size.c_str(), nullptr, 16);
      chunk_size.clear();
      chunk_part = chunk_left ? data : trailer;
    }
    return false;
  }

  template <class OnChunk> void read_body(const char* p, size_t n, uint64_t now, OnChunk on_chunk) {
    if (!is_sse) return;
    while (n) {
      const char* end = (const char*)memchr(p, '\n', n);
      if (!end) {
        line.append(p, n);
        return;
      }
      if (line.empty()) read_line({p, size_t(end - p)}, now, on_chunk);
      else {
        line.append(p, end - p);
        read_line(line, now, on_chunk);
        line.clear();
      }
      n -= end + 1 - p;
      p = end + 1;
    }
  }

  template <class OnChunk> void read_line(std::string_view text, uint64_t now, OnChunk on_chunk) {
    if (text.size() < 6 || memcmp(text.data(), "data:", 5)) return;
    const char* stamp = (const char*)memmem(text.data(), text.size(), "\"t=", 3);
    if (!stamp) {
      if (memmem(text.data(), text.size(), "\"usage\":{", 9)) has_usage = true;
      if (text.size() < 20 && text.find("[DONE]") != text.npos) is_done = true;
      if (memmem(text.data(), text.size(), "\"message_stop\"", 14)) is_done = true;
      return;
    }
    uint64_t sent = strtoull(stamp + 3, nullptr, 10);
    if (sent < last_sent) is_out_of_order = true;
    last_sent = sent;
    content++;
    if (!first_at) first_at = now;
    on_chunk(sent);
  }
};
