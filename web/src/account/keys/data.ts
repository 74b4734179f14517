import type { CreateApiKey, UpdateApiKey } from '@parlance/client'
import { client } from '../../session/session.ts'
import { usePages } from '../parts/use-pages.ts'

export const keysKey = ['account', 'keys'] as const

/** Keys for programs: those of one account, or everybody's, newest first. Secrets pass through here and are kept nowhere. */
export const useKeys = (userId: string | undefined) =>
  usePages([...keysKey, userId ?? 'all'], (page, options) => client.apiKeys.list({ ...page, ...userId !== undefined && { userId } }, options))

export const createKey = (body: CreateApiKey) => client.apiKeys.create(body)
export const updateKey = (keyId: string, body: UpdateApiKey) => client.apiKeys.update(keyId, body)
export const revokeKey = (keyId: string) => client.apiKeys.revoke(keyId)
export const rotateKey = (keyId: string, graceSeconds: number) => client.apiKeys.rotate(keyId, graceSeconds === 0 ? {} : { graceSeconds })
