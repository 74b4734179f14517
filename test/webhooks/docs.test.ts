import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { houseEventTypes } from '../../src/core/house-events.ts'
import type { WebhookRecord } from '../../src/core/webhooks.ts'
import { createSecret, signatureHeaders } from '../../src/webhooks/sign.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/webhooks.md'), 'utf8')
const snippet = /<!-- tested: verify -->\n```js\n([^]*?)```/.exec(page)![1]!

test('the page’s own code verifies what we send, during a rotation too, and nothing else', async t => {
  const { verifyWebhook } = await import(`data:text/javascript,${encodeURIComponent(snippet)}`)
  const [secret, previousSecret] = [createSecret(), createSecret()]
  const at = Date.now()
  const body = '{"type":"chat.created","timestamp":"2026-11-21T09:30:00.000Z","data":{"chatId":"cht_ö"}}'
  const webhook = { secret, previousSecret, previousExpiresAt: at + 1000 } as WebhookRecord // only these are looked at
  const headers = signatureHeaders(webhook, { id: 'evt_1', at, body })
  for (const key of [secret, previousSecret]) t.strictSame(verifyWebhook(key, headers, body), JSON.parse(body))
  t.throws(() => verifyWebhook(createSecret(), headers, body), /not signed by us/)
  t.throws(() => verifyWebhook(secret, headers, `${body} `), /not signed by us/)
  t.throws(() => verifyWebhook(secret, { ...headers, 'webhook-id': 'evt_2' }, body), /not signed by us/)
  t.throws(() => verifyWebhook(secret, signatureHeaders(webhook, { id: 'evt_1', at: at - 301_000, body }), body), /too old/)
})

test('the page names every event', async t => {
  for (const type of houseEventTypes) t.ok(page.includes(`\`${type}\``), type)
})
