// node --experimental-vm-modules web-realm.ts <index.js> <baseUrl> <apiKey>
// Runs the built client where there are no globals but the web's: no process, no Buffer, no require.
import { readFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createContext, Module, SourceTextModule } from 'node:vm'

const [index = '', baseUrl, apiKey] = process.argv.slice(2)
const globals = { fetch, Request, Response, Headers, FormData, URLSearchParams, URL, AbortController, AbortSignal, DOMException, TextDecoder, TextEncoder, ReadableStream, setTimeout, clearTimeout }
const context = createContext({ ...globals })
const modules = new Map<string, Promise<Module>>()

const load = (url: string): Promise<Module> => {
  const loading = modules.get(url) ?? readFile(fileURLToPath(url), 'utf8').then(source => new SourceTextModule(source, { context, identifier: url }))
  modules.set(url, loading)
  return loading
}

const main = new SourceTextModule(`
  import { createClient, ParlanceError } from ${JSON.stringify(pathToFileURL(index).href)}
  export async function use (baseUrl, apiKey) {
    const client = createClient({ baseUrl, apiKey, timeoutMs: 10_000 })
    const messages = [{ role: 'user', content: '[echo] [delay 0] from afar' }]
    const { text } = await client.chat.completions.stream({ model: 'demo/parlance', messages }).final()
    const error = await client.models.get('nobody/nothing').catch(error => error)
    return { text, isTyped: error instanceof ParlanceError, code: error.code, has: [typeof process, typeof Buffer, typeof require] }
  }`, { context, identifier: import.meta.url })
await main.link((specifier, { identifier }) => load(specifier.startsWith('.') ? new URL(specifier, identifier).href : import.meta.resolve(specifier)))
await main.evaluate()
const { use } = main.namespace as { use(baseUrl: string | undefined, apiKey: string | undefined): Promise<object> } // written above
console.log(JSON.stringify(await use(baseUrl, apiKey)))
