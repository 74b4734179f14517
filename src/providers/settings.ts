import { Type } from '@sinclair/typebox'

/** Where the provider is. */
export const baseUrlSetting = (fallback: string, description: string) =>
  Type.String({ title: 'Base URL', description, default: fallback, pattern: '^https?://[^/?#@\\s]+(/[^\\s?#]*)?$', examples: [fallback] })

/** The credential. Never shown again once it is stored. */
export const apiKeySetting = (description: string) =>
  Type.String({ title: 'API key', description, minLength: 1, writeOnly: true })

/** The header that nearly every provider takes its key in; none without a key. Keys never go into a URL, where logs would keep them. */
export const bearer = (apiKey: string | undefined): Record<string, string> =>
  apiKey === undefined || apiKey === '' ? {} : { authorization: `Bearer ${apiKey}` }
