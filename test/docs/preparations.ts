// What the readers of a page have before they begin: providers, files.
import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Test } from 'tap'
import { startAnswering } from '../helpers/answering-upstream.ts'
import type { TestApp } from '../helpers/app.ts'
import { speakerOf, type Kind } from '../helpers/voices.ts'
import { pageOf, root } from './pages.ts'
import { runBlock } from './run-block.ts'

export type Stage = {
  t: Pick<Test, 'teardown'>
  server: TestApp
  /** The folder in which the blocks run, and that of the documents. */
  folder: string
  documents: string
}

export type Preparation = {
  /** Settings of the server, and what lies in the folder before it starts. */
  settings?(folder: string): Promise<Record<string, string>>
  /** Returns what stands on the page for what is here. */
  prepare?(stage: Stage): Promise<{ replacements?: Record<string, string> }>
}

/** The address of an upstream that speaks as a kind of provider does, with what its base URL ends in. */
const upstreamOf = async ({ t }: Stage, kind: Kind): Promise<string> => (await startAnswering(t, kind)).url + speakerOf(kind).base

const groq = async (stage: Stage): Promise<Record<string, string>> => ({ 'https://api.groq.com/openai/v1': await upstreamOf(stage, 'openai-compatible') })

const addProvider = async (stage: Stage, name: string, kind: Kind, more: object = {}): Promise<void> => {
  await stage.server.addProvider({ name, kind, baseUrl: await upstreamOf(stage, kind), ...kind !== 'ollama' && { apiKey: 'sk-of-nobody-0123456789' }, ...more })
}

/** Runs the first block of the page, which writes the plugin that the server starts with. */
async function writePlugin (folder: string): Promise<Record<string, string>> {
  await symlink(join(root, 'dist'), join(folder, 'dist'))
  await symlink(join(root, 'package.json'), join(folder, 'package.json'))
  const fault = await runBlock(pageOf('docs/extending.md').blocks[0]!, { folder, environment: { PATH: process.env['PATH']! }, replace: code => code })
  if (fault !== undefined) throw new Error(fault)
  return { PROVIDER_PLUGINS: pathToFileURL(join(folder, 'plugins/acme/index.js')).href }
}

export const preparations: Readonly<Record<string, Preparation>> = {
  'README.md': { prepare: async stage => ({ replacements: await groq(stage) }) },
  'docs/aliases.md': {
    prepare: async stage => {
      await addProvider(stage, 'openai', 'openai')
      await addProvider(stage, 'anthropic', 'anthropic')
      return {}
    },
  },
  'docs/chats.md': {
    prepare: async ({ server, folder }) => {
      const { json: { id } } = await server.call('POST', '/api/v1/chats', { body: {} })
      await writeFile(join(folder, 'chatgpt-export.json'), (await server.call('GET', `/api/v1/chats/${id}/export?format=json`)).text)
      return { replacements: { 'chatgpt-export.zip': 'chatgpt-export.json', 'application/zip': 'application/json' } }
    },
  },
  'docs/documents.md': { prepare: async ({ documents }) => ({ replacements: { 'data/documents': documents } }) },
  'docs/extending.md': {
    settings: writePlugin,
    prepare: async stage => ({ replacements: { 'http://localhost:8080/v1': await upstreamOf(stage, 'openai-compatible') } }),
  },
  'docs/front-end.md': { settings: async () => ({ FRONTEND_URL: 'https://chat.example.org' }) },
  'docs/hugging-face.md': {
    prepare: async stage => {
      const endpoint = await upstreamOf(stage, 'huggingface')
      return { replacements: { '"name":"hf","kind":"huggingface"': `"name":"hf","kind":"huggingface","baseUrl":"${endpoint}"`, 'https://my-endpoint.endpoints.huggingface.cloud': endpoint } }
    },
  },
  'docs/operations.md': {
    prepare: async () => ({ replacements: { 'parlance-2026-11-21': 'parlance-$(date +%F)' } }),
  },
  'docs/prices.md': {
    prepare: async stage => {
      await addProvider(stage, 'groq', 'openai-compatible')
      return {}
    },
  },
  'docs/providers.md': {
    prepare: async stage => {
      const named = await Promise.all((['openai', 'anthropic', 'gemini', 'mistral'] as const).map(async kind =>
        [`"name":"${kind}","kind":"${kind}"`, `"name":"${kind}","kind":"${kind}","baseUrl":"${await upstreamOf(stage, kind)}"`]))
      return { replacements: { ...Object.fromEntries(named), 'http://localhost:11434': await upstreamOf(stage, 'ollama'), 'http://localhost:8000/v1': await upstreamOf(stage, 'openai-compatible') } }
    },
  },
  'docs/routing.md': {
    prepare: async stage => {
      await addProvider(stage, 'ollama', 'ollama')
      return {}
    },
  },
  'docs/start.md': {
    prepare: async stage => ({ replacements: { '"kind":"huggingface"': `"kind":"huggingface","baseUrl":"${await upstreamOf(stage, 'huggingface')}"` } }),
  },
  'docs/webhooks.md': { settings: async () => ({ WEBHOOK_PRIVATE_ADDRESSES: 'allow' }) },
}
