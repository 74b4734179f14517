import type { ReplaceAlias } from '@parlance/client'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../../session/session.ts'
import { collect } from '../../account/parts/collect.ts'

export const aliasesKey = ['admin', 'aliases'] as const

/** Model names of the operator's own. */
export const aliasesQuery = queryOptions({
  queryKey: [...aliasesKey, 'list'],
  queryFn: ({ signal }) => collect(client.aliases.all({ signal })),
})

export const aliasQuery = (name: string) => queryOptions({
  queryKey: [...aliasesKey, 'one', name],
  queryFn: ({ signal }) => client.aliases.get(name, { signal }),
})

export const saveAlias = (name: string, body: ReplaceAlias) => client.aliases.replace(name, body)
export const deleteAlias = (name: string) => client.aliases.delete(name)

/** How an alias answered a small question: who it was, and which targets failed before, as the server words it. */
export type AliasAnswer = { text: string; model: string; attempts: string | undefined; ms: number }

export async function askAlias (name: string, message: string): Promise<AliasAnswer> {
  const started = performance.now()
  const { data, info } = await client.chat.create({ model: name, message, maxTokens: 200 }, { maxRetries: 0, timeoutMs: 60_000 }).withResponse()
  return { text: data.reply, model: `${info.provider ?? data.provider}/${info.model ?? data.model}`, attempts: info.attempts, ms: performance.now() - started }
}
