import { test } from 'tap'
import { fillPrompt, promptVariables, strayVariables } from '../../src/core/prompt.ts'
import { tongue } from '../../src/core/provider.ts'
import { anthropicMessages } from '../../src/dialects/anthropic-messages/index.ts'
import { openaiChat } from '../../src/dialects/openai-chat/index.ts'
import { renderPrompt } from '../../src/gateway/prompt.ts'
import { ways } from '../helpers/two-paths.ts'
import { question, startGateway } from './setup.ts'

const [openai, anthropic] = ways as [typeof ways[0], typeof ways[0]]
const providers = { a: tongue(openaiChat), c: tongue(anthropicMessages) }
const values = { model: 'haiku', provider: 'anthropic', user: 'ada', now: Date.parse('2026-11-21T09:30:15Z') }

const templates: [template: string, text: string][] = [
  ['Plain.', 'Plain.'],
  ['{{date}} {{time}} {{datetime}} {{weekday}}', '2026-11-21 09:30 2026-11-21T09:30:15.000Z Saturday'],
  ['{{ model }} of {{provider}} for {{user}}, {{user}}', 'haiku of anthropic for ada, ada'],
  ['{{Date}} {{ }} {date} {{constructor}} {{toString}}', '{{Date}} {{ }} {date} {{constructor}} {{toString}}'],
]
for (const [template, text] of templates) {
  test(`the prompt “${template}” is filled in`, async t => t.equal(renderPrompt(template, values), text))
}

test('a value is not a template itself', async t => {
  t.equal(renderPrompt('Hello {{user}}', { ...values, user: '{{model}} $& $1' }), 'Hello {{model}} $& $1')
})

test('what looks like a variable and is none is found before it is used', async t => {
  t.same(strayVariables('{{date}} {{dat}} {{ Model }} {single} {{two words}}'), ['{{dat}}', '{{ Model }}'])
  t.same(strayVariables(promptVariables.map(name => `{{${name}}}`).join()), [])
  t.equal(fillPrompt('{{date}}', name => name), 'date')
})

// Spelled as no library would: what stays must stay to the byte.
const spelled = '{ "model":"a/m" , "temperature": 1.0, "seed":12345678901234567890, "messages" : [ {"role":"user","content":"caf\\u00e9 \\"messages\\" {{date}}"} ],"x_own":{"b":1e2, "a":[ ]} }'

test('a relayed request gets the system prompt in front, and not one other byte is touched', async t => {
  const { upstream, ask } = await startGateway(t, { providers, systemPrompt: 'It is {{weekday}}; you are {{model}} of {{provider}}, asked by {{user}}.' })
  upstream.on('/a/chat/completions', openai.whole('hi'))
  await ask(spelled, { attribution: { user: 'ada' } })
  const added = '{"role":"system","content":"It is Saturday; you are m of a, asked by ada."},'
  t.equal(upstream.last().body.toString(), spelled.replace('"a/m"', '"m"').replace('[ {"role"', `[${added} {"role"`))
})

test('a request with a system prompt of its own goes as it came, and so does every request when there is no default', async t => {
  for (const [systemPrompt, role] of [['Be brief.', 'system'], ['Be brief.', 'developer'], [undefined, 'user']] as const) {
    const { upstream, ask } = await startGateway(t, { providers, ...systemPrompt !== undefined && { systemPrompt } })
    upstream.on('/a/chat/completions', openai.whole('hi'))
    const text = spelled.replace('"role":"user"', `"role":"${role}"`)
    await ask(text)
    t.equal(upstream.last().body.toString().trim(), text.replace('"a/m"', '"m"').trim(), role)
  }
})

test('a translated request gets it where the provider’s dialect has it', async t => {
  const { upstream, ask } = await startGateway(t, { providers, systemPrompt: 'You are {{model}}.' })
  upstream.on('/c/messages', anthropic.whole('hi'))
  await ask(question({ model: 'c/m' }))
  t.match(upstream.last().parsed.messages, [{ role: 'user' }])
  t.match(JSON.stringify(upstream.last().parsed.system), '"You are m."')
  await ask(question({ model: 'c/m', messages: [{ role: 'system', content: 'I know better.' }, { role: 'user', content: 'hello' }] }))
  t.match(JSON.stringify(upstream.last().parsed.system), /I know better/)
  t.notMatch(upstream.last().body.toString(), /You are/)
})

test('an alias’s prompt goes before the server’s, for each target anew', async t => {
  const aliases = { fast: { models: ['a/m', 'c/m'], systemPrompt: 'You are {{provider}}/{{model}}.' }, plain: { models: ['a/m'] } }
  const { upstream, ask } = await startGateway(t, { providers, aliases, systemPrompt: 'Be brief.' })
  upstream.on('/a/chat/completions', [openai.error(500, 'broken'), openai.whole('hi')])
  upstream.on('/c/messages', anthropic.whole('hi'))
  await ask(question({ model: 'fast' }))
  t.match(upstream.requests[0]!.parsed.messages, [{ role: 'system', content: 'You are a/m.' }, { role: 'user' }])
  t.match(JSON.stringify(upstream.requests[1]!.parsed.system), '"You are c/m."')
  await ask(question({ model: 'plain' }))
  t.match(upstream.last().parsed.messages, [{ role: 'system', content: 'Be brief.' }, { role: 'user' }])
})
