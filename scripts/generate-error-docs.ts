// Writes docs/errors.md from the table of error kinds. With --check it fails when the page is stale.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ErrorKindInfo, errorKinds } from '../src/core/errors.ts'

const path = join(import.meta.dirname, '../docs/errors.md')

const row = ([kind, { status, retryable, clientRetry, summary }]: [string, ErrorKindInfo]): string =>
  `| \`${kind}\` | ${status} | ${summary} | ${retryable ? 'yes' : 'no'} | ${clientRetry === false ? '`x-should-retry: false`' : ''} |`

const page = `# Errors

<!-- Generated from src/core/errors.ts by \`npm run generate\`. Do not edit. -->

Every error of the API is one envelope, the same that OpenAI uses, with additions:

\`\`\`json
{
  "error": {
    "message": "messages must not be empty.",
    "type": "invalid_request_error",
    "code": "invalid_request",
    "param": "messages",
    "requestId": "req_9f2c41d0aa-1f",
    "details": [{ "field": "messages", "message": "must not be empty" }]
  }
}
\`\`\`

\`code\` is for programs: it is one of the words below and does not change. \`requestId\` is also in the header \`x-request-id\` and in the log.
\`upstream\` tells what a provider itself said, when the failure is its.
In the middle of a stream the same object comes as \`data: {"error": …}\`, followed by \`data: [DONE]\`.

| code | status | what it means | another provider may be tried | told to SDKs |
| --- | --- | --- | --- | --- |
${Object.entries(errorKinds).map(row).join('\n')}
`

if (process.argv.includes('--check')) {
  if (readFileSync(path, 'utf8') !== page) {
    console.error('Stale: docs/errors.md. Run: npm run generate')
    process.exitCode = 1
  }
} else writeFileSync(path, page)
