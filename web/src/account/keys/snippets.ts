/** How to ask this server with a key, ready to be pasted. */
export type Snippet = { id: string; label: string; language: string; code: string }

/** `origin` is the server's address as the reader sees it; `key` the secret, or where it would stand. */
export const writeSnippets = ({ origin, key, model }: { origin: string; key: string; model: string }): Snippet[] => [
  { id: 'curl', label: 'curl', language: 'bash', code: curl(origin, key, model) },
  { id: 'openai', label: 'OpenAI SDK', language: 'typescript', code: openai(origin, key, model) },
  { id: 'openai-python', label: 'OpenAI SDK (Python)', language: 'python', code: openaiPython(origin, key, model) },
  { id: 'anthropic', label: 'Anthropic SDK', language: 'typescript', code: anthropic(origin, key, model) },
  { id: 'parlance', label: '@parlance/client', language: 'typescript', code: parlance(origin, key, model) },
]

const curl = (origin: string, key: string, model: string): string => `curl ${origin}/api/v1/chat/completions \\
  -H 'authorization: Bearer ${key}' \\
  -H 'content-type: application/json' \\
  -d '{"model":"${model}","messages":[{"role":"user","content":"Hello!"}]}'`

const openai = (origin: string, key: string, model: string): string => `import OpenAI from 'openai'

const openai = new OpenAI({ baseURL: '${origin}/api/v1', apiKey: '${key}' })
const completion = await openai.chat.completions.create({
  model: '${model}',
  messages: [{ role: 'user', content: 'Hello!' }],
})
console.log(completion.choices[0].message.content)`

const openaiPython = (origin: string, key: string, model: string): string => `from openai import OpenAI

client = OpenAI(base_url="${origin}/api/v1", api_key="${key}")
completion = client.chat.completions.create(
    model="${model}",
    messages=[{"role": "user", "content": "Hello!"}],
)
print(completion.choices[0].message.content)`

const anthropic = (origin: string, key: string, model: string): string => `import Anthropic from '@anthropic-ai/sdk'

const anthropic = new Anthropic({ baseURL: '${origin}', apiKey: '${key}' })
const message = await anthropic.messages.create({
  model: '${model}',
  max_tokens: 1024,
  messages: [{ role: 'user', content: 'Hello!' }],
})
console.log(message.content)`

const parlance = (origin: string, key: string, model: string): string => `import { createClient } from '@parlance/client'

const client = createClient({ baseUrl: '${origin}', apiKey: '${key}' })
const stream = client.chat.completions.stream({
  model: '${model}',
  messages: [{ role: 'user', content: 'Hello!' }],
})
for await (const text of stream.text()) console.log(text)`
