// A model provider for hours of work: it answers slowly, fails now and then, and keeps its own books of what it was asked and
// what it has told of tokens. It speaks OpenAI's chat completions and Anthropic's messages, and prints its port.
//   GET /books → {requests, inputTokens, outputTokens, fates}
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** How often of a hundred answers of `mixed` something goes wrong. */
const troubles = { error500: 1.5, error429: 1.5, cut: 1, stall: 0.2 }
const books = { requests: 0, inputTokens: 0, outputTokens: 0, fates: {} }

const draw = () => {
  let rest = Math.random() * 100
  for (const [fate, share] of Object.entries(troubles)) if ((rest -= share) < 0) return fate
  return 'well'
}

const between = (least, most) => least + Math.floor(Math.random() * (most - least))

/** How many pieces, how far apart, and how it ends, by the model's name. `long` is to be broken off, `late` answers whom nobody waits for any more. */
const planOf = model => ({
  long: { pieces: 400, gapMs: 10, fate: 'well' },
  late: { pieces: 5, gapMs: 0, firstMs: 4000, fate: 'well' },
}[model] ?? { pieces: between(5, 30), gapMs: between(1, 20), firstMs: between(0, 30), fate: draw() })

const word = 'a word and another '

const openai = {
  error: message => ({ error: { message, type: 'server_error', param: null, code: null } }),
  whole: (model, pieces, tokens) => ({ id: 'chatcmpl-1', object: 'chat.completion', created: 1, model, choices: [{ index: 0, message: { role: 'assistant', content: word.repeat(pieces) }, finish_reason: 'stop' }], usage: { prompt_tokens: tokens.input, completion_tokens: tokens.output, total_tokens: tokens.input + tokens.output } }),
  chunk: (model, delta, more) => `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model, choices: [{ index: 0, delta, finish_reason: null }], ...more })}\n\n`,
  begin: model => openai.chunk(model, { role: 'assistant', content: '' }),
  piece: model => openai.chunk(model, { content: word }),
  end: (model, tokens) => openai.chunk(model, {}, { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }) + openai.chunk(model, {}, { choices: [], usage: { prompt_tokens: tokens.input, completion_tokens: tokens.output, total_tokens: tokens.input + tokens.output } }) + 'data: [DONE]\n\n',
  /** What the beginning of a stream tells of tokens. */
  toldAtOnce: () => ({ input: 0, output: 0 }),
}

const event = data => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`
const anthropic = {
  error: message => ({ type: 'error', error: { type: 'api_error', message } }),
  whole: (model, pieces, tokens) => ({ id: 'msg_1', type: 'message', role: 'assistant', model, content: [{ type: 'text', text: word.repeat(pieces) }], stop_reason: 'end_turn', stop_sequence: null, usage: { input_tokens: tokens.input, output_tokens: tokens.output } }),
  begin: (model, { input }) => event({ type: 'message_start', message: { id: 'msg_1', type: 'message', role: 'assistant', model, content: [], stop_reason: null, stop_sequence: null, usage: { input_tokens: input, output_tokens: 1 } } }) + event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
  piece: () => event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: word } }),
  end: (_model, { output }) => event({ type: 'content_block_stop', index: 0 }) + event({ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: output } }) + event({ type: 'message_stop' }),
  toldAtOnce: ({ input }) => ({ input, output: 1 }),
}

const note = ({ input, output }) => {
  books.inputTokens += input
  books.outputTokens += output
}

const streamAnswer = async (response, voice, model, { pieces, gapMs, fate }, tokens) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  // words come before the trouble: nobody may ask again for what has been read
  response.write(voice.begin(model, tokens) + voice.piece(model))
  note(voice.toldAtOnce(tokens))
  const last = fate === 'cut' || fate === 'stall' ? Math.floor(pieces / 2) : pieces
  for (let at = 1; at < last && !response.destroyed; at++) {
    if (gapMs > 0) await sleep(gapMs)
    response.write(voice.piece(model))
  }
  if (response.destroyed) return
  if (fate === 'cut') return response.destroy()
  // until somebody loses patience
  if (fate === 'stall') return
  const told = voice.toldAtOnce(tokens)
  note({ input: tokens.input - told.input, output: tokens.output - told.output })
  response.end(voice.end(model, tokens))
}

const answer = async (request, response) => {
  let text = ''
  for await (const part of request.setEncoding('utf8')) text += part
  if (request.url === '/books') return response.end(JSON.stringify(books))
  if (request.method === 'GET') return response.end('{"data":[]}')
  books.requests++
  const { model, stream } = JSON.parse(text)
  const voice = request.url.endsWith('/messages') ? anthropic : openai
  const plan = planOf(model)
  const { pieces, firstMs = 0, fate } = plan
  books.fates[fate] = (books.fates[fate] ?? 0) + 1
  if (firstMs > 0) await sleep(firstMs)
  if (response.destroyed) return
  const fail = (status, headers = {}) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(voice.error('something went wrong')))
  if (fate === 'error500') return fail(500)
  if (fate === 'error429') return fail(429, { 'retry-after': '0' })
  const tokens = { input: Math.ceil(text.length / 4), output: pieces * 4 }
  if (stream) return streamAnswer(response, voice, model, plan, tokens)
  if (fate === 'cut') return response.destroy()
  if (fate === 'stall') return
  note(tokens)
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(voice.whole(model, pieces, tokens)))
}

const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, (request, response) => { answer(request, response).catch(() => response.destroy()) })
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => console.log(server.address().port))
