import type { AliasRecord, Target } from '../core/ports.ts'
import type { Alias } from '../schemas/alias.ts'
import type { Catalog, ListedModel } from './catalog.ts'

/** An alias as callers see it. */
export const toAlias = ({ createdAt, updatedAt, systemPrompt, cacheTtlMs, description, ...alias }: AliasRecord): Alias => ({
  ...alias,
  systemPrompt: systemPrompt ?? null,
  cacheTtlSeconds: cacheTtlMs === undefined ? null : cacheTtlMs / 1000,
  description: description ?? null,
  createdAt: new Date(createdAt).toISOString(),
  updatedAt: new Date(updatedAt).toISOString(),
})

export type AliasListingOptions = { catalog: Catalog; resolve(model: string): Target | Promise<Target> }

/** Aliases among the models: each with what is known of its first target that somebody serves. */
export const createAliasListing = ({ catalog, resolve }: AliasListingOptions) => {
  const findFirst = async ({ targets }: AliasRecord): Promise<ListedModel | undefined> => {
    for (const { model } of targets) {
      try {
        const target = await resolve(model)
        return await catalog.find(target.record, target.model)
      } catch {
        // A provider that is gone leaves the next one to be asked, here as on a request.
      }
    }
    return undefined
  }

  return async (alias: AliasRecord): Promise<ListedModel> => {
    const { displayName: _, ...known } = await findFirst(alias) ?? {}
    return { ...known, id: alias.name, provider: 'alias', ownedBy: 'alias', created: Math.floor(alias.createdAt / 1000) }
  }
}
