#pragma once
// What the mock says, in the words of OpenAI's chat completions and of Anthropic's messages.
#include "behaviour.hpp"
#include "clock.hpp"
#include <cstdio>
#include <string>

inline const std::string filler(4096, 'x');

inline std::string format(const char* pattern, auto... values) {
  static char text[8192];
  int n = snprintf(text, sizeof text, pattern, values...);
  return {text, size_t(n)};
}

#define OPENAI_CHUNK "data: {\"id\":\"chatcmpl-mock0001\",\"object\":\"chat.completion.chunk\",\"created\":1763700000,\"model\":\"%s\",\"system_fingerprint\":\"fp_mock\","

/** The events of one step of a stream: the beginning, a chunk each, the end. Content begins with the time it was sent at. */
inline std::string openai_step(const std::string& model, const Behaviour& b, int step) {
  const char* m = model.c_str();
  if (step == 0) return format(OPENAI_CHUNK "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n", m);
  if (step <= b.chunks)
    return format(OPENAI_CHUNK "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"t=%llu %.*s\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n", m, (unsigned long long)now_ns(), b.extra, filler.data());
  if (step == b.chunks + 1) return format(OPENAI_CHUNK "\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}]}\n\n", m);
  if (step == b.chunks + 2)
    return format(OPENAI_CHUNK "\"choices\":[],\"usage\":{\"prompt_tokens\":21,\"completion_tokens\":%d,\"total_tokens\":%d,\"prompt_tokens_details\":{\"cached_tokens\":0},"
                               "\"completion_tokens_details\":{\"reasoning_tokens\":0}}}\n\n", m, b.chunks, b.chunks + 21);
  return "data: [DONE]\n\n";
}

#undef OPENAI_CHUNK

inline std::string anthropic_step(const std::string& model, const Behaviour& b, int step) {
  if (step == 0)
    return format("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_mock0001\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"%s\","
                  "\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":21,\"output_tokens\":1}}}\n\n"
                  "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n", model.c_str());
  if (step <= b.chunks)
    return format("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"t=%llu %.*s\"}}\n\n",
                  (unsigned long long)now_ns(), b.extra, filler.data());
  if (step == b.chunks + 1)
    return format("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
                  "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":%d}}\n\n", b.chunks);
  return "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
}

inline std::string openai_whole(const std::string& model) {
  return format("{\"id\":\"chatcmpl-mock0001\",\"object\":\"chat.completion\",\"created\":1763700000,\"model\":\"%s\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                "\"content\":\"The quick brown fox jumps over the lazy dog. %.*s\",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
                "\"usage\":{\"prompt_tokens\":21,\"completion_tokens\":40,\"total_tokens\":61,\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},"
                "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0}},\"service_tier\":\"default\",\"system_fingerprint\":\"fp_mock\"}", model.c_str(), 60, filler.data());
}

inline std::string anthropic_whole(const std::string& model) {
  return format("{\"id\":\"msg_mock0001\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"%s\",\"content\":[{\"type\":\"text\",\"text\":\"The quick brown fox jumps over the lazy dog. "
                "%.*s\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":21,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,"
                "\"output_tokens\":40,\"service_tier\":\"standard\"}}", model.c_str(), 60, filler.data());
}
