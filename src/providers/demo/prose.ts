import type { Question } from './question.ts'

/** What the demo provider knows, by what is asked for. Every topic that a prompt touches is answered, in this order. */
const topics: readonly { asks: RegExp; says: string }[] = [
  { asks: /\b(hello|hi|hey|good (morning|day|evening))\b/i, says: 'Hello! Nice to meet you.' },
  { asks: /\bparlance\b|\b(what|who) (is this|are you)\b/i, says: 'Parlance is a self-hosted AI chat backend: one HTTP API, the one OpenAI’s clients already speak, in front of every model provider. It streams, calls tools, falls back, counts tokens and keeps the keys to itself.' },
  { asks: /\b(providers?|openai|anthropic|claude|ollama|hugging ?face|groq|real model|api keys?)\b/i, says: 'A real model is one call away: `POST /api/v1/providers` with a name, a kind and a key, or the provider’s key in the environment before the start. `GET /api/v1/providers/templates` lists what is ready to use.' },
  { asks: /\bstream(s|ing|ed)?\b|\bsse\b/i, says: 'Set `"stream": true` and the answer comes as server-sent events, one token at a time, with `[DONE]` at the end. When you hang up, the provider is stopped at once.' },
  { asks: /\b(tools?|functions?|function calling)\b/i, says: 'Send `tools` with a JSON schema each, and write `[tool]` into your message: I answer with a call whose arguments fit the schema. Send the result back and I sum it up.' },
  { asks: /\b(errors?|fail(s|ure)?|retry|timeouts?|broken)\b/i, says: 'Every error can be had on demand: `[fail 429]`, `[fail 500]`, `[fail midstream]`, `[cut]`, `[stall]`. What you get is what a real provider with that trouble would cause.' },
  { asks: /\b(tokens?|usage|costs?|prices?|budgets?)\b/i, says: 'Usage is counted honestly even here: a quarter of the prompt’s characters, and one token for every piece that I stream.' },
]

const tryNext = `**What to try next**

- Steer me with a word in brackets: \`[length 200]\`, \`[delay 50]\`, \`[reasoning]\`, \`[markdown]\`, \`[fail 429]\`.
- Offer me \`tools\` and ask for one: \`[tool]\`.
- Add a real provider, then change nothing but the model’s name.

\`\`\`sh
curl "$PARLANCE_URL/api/v1/chat/completions" \\
  -H "authorization: Bearer $PARLANCE_API_KEY" \\
  -H "content-type: application/json" \\
  -d '{"model":"demo/parlance","stream":true,"messages":[{"role":"user","content":"Hello"}]}'
\`\`\``

/** Looks at the beginning only, so that a very long prompt costs nothing. Does not cut an emoji in half. */
const shorten = (text: string, length: number): string =>
  text.length <= length ? text : text.slice(0, length).replace(/[\uD800-\uDBFF]$|\s+$/, '') + '…'

const inOneLine = (text: string, length: number): string => shorten(text.slice(0, 2 * length).replaceAll(/\s+/g, ' '), length)

const quote = (prompt: string): string => prompt === '' ? 'You sent no words.' : `You asked “${inOneLine(prompt, 160)}”.`

const seen = ({ images, userTurns }: Question): string => [
  images > 0 ? `I see that ${images === 1 ? 'a picture came' : `${images} pictures came`} along.` : '',
  userTurns > 1 ? `This is message ${userTurns} of our conversation.` : '',
].filter(Boolean).join(' ')

/** The usual answer: about what was asked, what this is and what to try next. */
export function explain (question: Question): string {
  const start = question.prompt.slice(0, 4000)
  const told = topics.filter(({ asks }) => asks.test(start)).map(({ says }) => says)
  const intro = `${quote(question.prompt)} I am Parlance’s demo provider. No model is behind me, so I say the same thing to the same question every time, but everything around me is real.`
  return [intro, seen(question), ...told, tryNext].filter(Boolean).join('\n\n')
}

/** What `parlance-mini` says. */
export const explainBriefly = ({ prompt }: Question): string =>
  `${quote(prompt)} I am the demo provider’s smallest voice: one sentence, then silence.`

export const think = ({ prompt, toolResults }: Question): string => [
  `The user wrote: “${inOneLine(prompt, 80)}”.`,
  toolResults.length > 0 ? 'The tools have answered, so I only have to sum up.' : 'I have no model to ask, so I look for what the words are about and answer from what I know.',
  'Then I say what to try next.',
].join(' ')

export const refusal = 'I’m sorry, but I can’t help with that: I was asked to refuse.'

export const sumUp = ({ toolResults }: Question): string => toolResults
  .map(({ name, content }) => `**${name}** answered:\n\n${describeResult(content)}`)
  .join('\n\n') + '\n\nThat is all I know from the tools.'

/** A JSON object as a list, anything else as it is. */
function describeResult (content: string): string {
  try {
    const value: unknown = JSON.parse(content)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return Object.entries(value).slice(0, 50).map(([key, value]) => `- ${key}: ${shorten(typeof value === 'string' ? value : JSON.stringify(value), 300)}`).join('\n')
    }
  } catch {}
  return '> ' + shorten(content, 600).replaceAll('\n', '\n> ')
}
