import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test, type Test } from 'tap'
import { loadProviders } from '../../src/providers/index.ts'

const silent = { debug () {}, info () {}, warn () {}, error () {} }

const plugin = (change: string): string => `
  const plugin = {
    kind: 'acme',
    settings: { type: 'object', properties: { baseUrl: { type: 'string' } } },
    templates: [{ id: 'acme' }],
    speaks: [{ dialect: { id: 'openai-chat', writeRequest () {} } }],
    address: () => ({ url: '', headers: {} }),
  }
  ${change}
  export default plugin`

let written = 0

/** A package from outside, by its address: a new one each time, because a module is loaded once. */
function write (t: Test, code: string): string {
  const name = `plugin-${++written}.mjs`
  return pathToFileURL(join(t.testdir({ [name]: code }), name)).href
}

test('finds the folders and adds packages from outside', async t => {
  const kinds = (await loadProviders([write(t, plugin(''))], silent)).map(({ kind }) => kind)
  t.same(kinds, ['anthropic', 'demo', 'gemini', 'huggingface', 'mistral', 'ollama', 'openai', 'openai-compatible', 'acme'])
})

const faults: [string, RegExp][] = [
  ["plugin.kind = 'openai'", /provider kind openai of the package .* is taken by the provider folder openai/],
  ["plugin.kind = 'Not a kind'", /its kind must be/],
  ['delete plugin.settings', /its settings are no object schema/],
  ['plugin.settings.properties = {}', /its settings lack baseUrl/],
  ['plugin.templates = []', /it has no template/],
  ['plugin.speaks = []', /it speaks no dialect/],
  ['plugin.speaks = [{}]', /one of its tongues has no dialect/],
  ['delete plugin.address', /it has no address function/],
  ["throw new Error('broken inside')", /cannot be loaded: broken inside/],
]

for (const [change, message] of faults) {
  test(`names the package and the fault: ${change}`, async t => {
    const name = write(t, plugin(change))
    const error: any = await loadProviders([name], silent).catch((error: unknown) => error)
    t.match(error.message, message)
    t.ok(error.message.includes(name))
  })
}

test('names a package that is not installed, and one without a default export', async t => {
  t.match(await loadProviders(['parlance-provider-of-nobody'], silent).catch((error: unknown) => error), { message: /^The provider plugin parlance-provider-of-nobody cannot be loaded: / })
  t.match(await loadProviders([write(t, 'export const a = 1')], silent).catch((error: unknown) => error), { message: /its default export is no object/ })
})
