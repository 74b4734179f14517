// A receipt that the tests of the ledger change as they need.
import type { Receipt } from '../../src/core/chat.ts'
import type { Principal } from '../../src/core/ports.ts'

const caller: Principal = { type: 'key', id: 'key_1', name: 'shop', scopes: ['inference'], isAdmin: false, limits: undefined, userId: 'usr_1' }

export const receipt = (change: Partial<Receipt> = {}): Receipt => ({
  requestId: 'req_1',
  route: '/api/v1/chat/completions',
  door: 'openai-chat',
  operation: 'chat',
  startedAt: 1_795_000_000_000,
  caller,
  asked: 'fast',
  provider: 'openai',
  model: 'gpt-4o',
  status: 'ok',
  path: 'relay',
  stream: true,
  attempts: [],
  warnings: [],
  usage: { inputTokens: 8, outputTokens: 8, cacheReadTokens: 12, cacheWriteTokens: 0, reasoningTokens: 2, raw: { prompt_tokens: 20 } },
  isEstimated: false,
  reported: undefined,
  finish: 'stop',
  error: undefined,
  costUsd: (8 * 2.5 + 12 * 1.25 + 8 * 10) / 1e6,
  pricing: { input: 2.5, output: 10, cacheRead: 1.25 },
  attribution: { user: 'customer-42', chat: 'cht_of-somebody' },
  latencyMs: 812.4,
  timeToFirstTokenMs: 203.7,
  reuse: undefined,
  ...change,
})
