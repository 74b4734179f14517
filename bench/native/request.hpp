#pragma once
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <strings.h>

/** One HTTP request as far as the mock cares. Views into the bytes it was read from, but for a chunked body. */
struct Request {
  std::string_view path, body;
  std::string dechunked;
  size_t size = 0;

  /** False when the bytes are not a whole request yet. */
  bool read(std::string_view bytes) {
    size_t end = bytes.find("\r\n\r\n");
    if (end == bytes.npos) return false;
    std::string_view head = bytes.substr(0, end + 2);
    size_t space = head.find(' ');
    path = head.substr(space + 1, head.find(' ', space + 1) - space - 1);
    size_t length = 0;
    bool is_chunked = false;
    for (size_t i = head.find("\r\n") + 2; i < head.size();) {
      size_t e = head.find("\r\n", i);
      std::string_view line = head.substr(i, e - i);
      if (line.size() > 15 && !strncasecmp(line.data(), "content-length:", 15)) length = strtoul(line.data() + 15, nullptr, 10);
      else if (line.size() > 18 && !strncasecmp(line.data(), "transfer-encoding:", 18)) is_chunked = true;
      i = e + 2;
    }
    std::string_view rest = bytes.substr(end + 4);
    if (is_chunked) return dechunk(rest, end + 4);
    if (rest.size() < length) return false;
    body = rest.substr(0, length);
    size = end + 4 + length;
    return true;
  }

  std::string_view model() const {
    size_t key = body.find("\"model\"");
    if (key == body.npos) return {};
    size_t open = body.find('"', body.find(':', key + 7));
    if (open == body.npos) return {};
    size_t close = body.find('"', open + 1);
    return close == body.npos ? std::string_view{} : body.substr(open + 1, close - open - 1);
  }

  /** Looks at both ends first: a whole 64 KB body need not be searched. */
  bool wants_stream() const {
    size_t edge = std::min<size_t>(body.size(), 512);
    for (std::string_view part : {body.substr(0, edge), body.substr(body.size() - edge), body}) {
      size_t key = part.find("\"stream\"");
      if (key == part.npos) continue;
      size_t value = part.find_first_not_of(" :", key + 8);
      return value != part.npos && part[value] == 't';
    }
    return false;
  }

 private:
  bool dechunk(std::string_view bytes, size_t offset) {
    dechunked.clear();
    for (size_t i = 0;;) {
      size_t e = bytes.find("\r\n", i);
      if (e == bytes.npos) return false;
      size_t length = strtoul(bytes.data() + i, nullptr, 16);
      if (e + 2 + length + 2 > bytes.size()) return false;
      if (length == 0) {
        body = dechunked;
        size = offset + e + 4;
        return true;
      }
      dechunked.append(bytes.substr(e + 2, length));
      i = e + 2 + length + 2;
    }
  }
};
