// Writes docs/conformance.md: `npm run conformance`.
import { writeFileSync } from 'node:fs'
import { makeMatrix } from './make-matrix.ts'
import { renderMatrix } from './render.ts'

const page = new URL('../../../docs/conformance.md', import.meta.url)

const ends: (() => unknown)[] = []
try {
  writeFileSync(page, renderMatrix(await makeMatrix({ teardown: (end: () => unknown) => { ends.push(end) } })))
} finally {
  for (const end of ends.reverse()) await end()
}
