import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { createLineSink } from '../../src/lib/line-sink.ts'

test('writes every line, in order, in a while and at a flush', async t => {
  const path = join(t.testdir({}), 'log')
  const fd = openSync(path, 'w')
  const sink = createLineSink({ fd, maxWaitMs: 5 })
  const lines = Array.from({ length: 5000 }, (_, index) => `{"n":${index},"text":"${'é'.repeat(20)}"}\n`)
  for (const line of lines) sink.write(line)
  while (readFileSync(path).length < Buffer.byteLength(lines.join(''))) await new Promise(resolve => setTimeout(resolve, 5))
  sink.write('last\n')
  await new Promise<void>(resolve => sink.flush(resolve))
  t.equal(readFileSync(path, 'utf8'), lines.join('') + 'last\n')
  closeSync(fd)
})

test('a reader that does not read costs lines, not memory, and is told how many', async t => {
  const program = `
    const { createLineSink } = await import(${JSON.stringify(new URL('../../src/lib/line-sink.ts', import.meta.url).href)})
    const sink = createLineSink({ fd: 1, maxWaitMs: 1, maxPending: 100_000 })
    let sent = 0
    const timer = setInterval(() => { for (let i = 0; i < 1000; i++) { sink.write('x'.repeat(99) + '\\n'); sent++ } if (sent > 50_000) { clearInterval(timer); process.stderr.write('sent') } }, 1)
    setTimeout(() => {}, 60_000)
    process.stdin.on('end', () => process.exit()).resume()
  `
  const child = spawn(process.execPath, ['--input-type=module', '-e', program])
  t.teardown(() => child.kill())
  await new Promise(resolve => child.stderr.once('data', resolve))
  let text = ''
  for await (const bytes of child.stdout) {
    text += bytes
    if (text.includes('were dropped')) break
  }
  t.match(text, /\d+ log lines were dropped/)
})
