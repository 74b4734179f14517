// `npm run check`: everything about the code that can be judged without running the server. Prints only what is wrong.
import { ensureBuilt } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { capture, toolPath } from './pinned-node.mjs'

const passes = ({ code }) => code === 0

const steps = [
  ['lint and format', [toolPathLater('eslint'), '--max-warnings=0', '--cache', '--cache-location=node_modules/.cache/eslint/', '.']],
  ['types', [toolPathLater('typescript', 'tsc'), '-p', '.', '--pretty', 'false']],
  ['types of the client', [toolPathLater('typescript', 'tsc'), '-p', 'client', '--noEmit', '--pretty', 'false']],
  ['types of the page', [toolPathLater('typescript', 'tsc'), '-p', 'web', '--pretty', 'false']],
  ['types of the page’s worker', [toolPathLater('typescript', 'tsc'), '-p', 'web/worker', '--pretty', 'false']],
  ['types of the page’s tests', [toolPathLater('typescript', 'tsc'), '-p', 'test/web', '--pretty', 'false']],
  ['types of the page’s build', [toolPathLater('typescript', 'tsc'), '-p', 'web/build', '--pretty', 'false']],
  ['house', ['scripts/test.mjs', 'test/house']],
  ['OpenAPI document and client types are fresh', ['openapi/generate.ts', '--check']],
  ['documents of settings are fresh', ['scripts/generate-config-docs.ts', '--check']],
  ['documents of errors are fresh', ['scripts/generate-error-docs.ts', '--check']],
  ['OpenAPI document is clean', [toolPathLater('@redocly/cli', 'redocly'), 'lint', 'openapi/openapi.json', '--format=json'], isCleanDocument],
  ['client package', [toolPathLater('publint'), 'client', '--strict']],
  ['client types as consumers see them', [toolPathLater('@arethetypeswrong/cli', 'attw'), '--pack', 'client', '--profile', 'esm-only']],
]

const main = async () => {
  await ensureInstalled()
  await ensureBuilt('client')
  const waiting = steps.slice()
  const failed = []
  const work = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const [name, args, isRight = passes] = step
      const started = Date.now()
      const result = await capture(args.map(arg => typeof arg === 'function' ? arg() : arg))
      const isOk = isRight(result)
      console.log(`${isOk ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
      if (isOk) continue
      failed.push(name)
      console.log(result.output.trimEnd().replace(/^/gm, '  '))
    }
  }
  await Promise.all([work(), work()])
  console.log(failed.length === 0 ? '\nAll checks pass.' : `\n${failed.length} of ${steps.length} checks fail: ${failed.join('; ')}.`)
  return failed.length === 0 ? 0 : 1
}

/** The tools may not be installed yet when this file is read. */
function toolPathLater (...names) {
  return () => toolPath(...names)
}

/** redocly ends well in spite of warnings; here they count. */
function isCleanDocument ({ code, output }) {
  const totals = /"totals": \{\s*"errors": (\d+),\s*"warnings": (\d+)/.exec(output)
  return code === 0 && totals !== null && totals[1] === '0' && totals[2] === '0'
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
