import type { ApiKey } from '@parlance/client'
import { formatDateTime, formatNumber, formatUsd } from '../../i18n/format.ts'
import { formatAgo } from '../parts/ago.ts'
import { allowanceOf } from '../parts/surface.ts'
import { t } from './messages.ts'

export type KeyState = 'active' | 'expired' | 'revoked'

export const stateOf = ({ revokedAt, expiresAt }: ApiKey, now = Date.now()): KeyState =>
  revokedAt !== null ? 'revoked' : expiresAt !== null && Date.parse(expiresAt) <= now ? 'expired' : 'active'

/** What there is to know about a key, in few words each. */
export function factsOf (key: ApiKey): string[] {
  const { lastUsedAt, expiresAt, revokedAt, previousExpiresAt } = key
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= Date.now()
  return [
    lastUsedAt === null ? t('fact.unused') : t('fact.used', { when: formatAgo(lastUsedAt) }),
    ...revokedAt !== null ? [t('fact.revoked', { when: formatAgo(revokedAt) })] : expiresAt === null ? [] : [t(isOver ? 'fact.expired' : 'fact.expires', { when: formatAgo(expiresAt) })],
    ...previousExpiresAt !== null && Date.parse(previousExpiresAt) > Date.now() ? [t('fact.grace', { when: formatDateTime(previousExpiresAt) })] : [],
    ...allowanceFacts(key),
  ]
}

/** Limits, budget and models of a key or an account. */
export function allowanceFacts (holder: Pick<ApiKey, 'limits'>): string[] {
  const { limits, budget, models } = allowanceOf(holder)
  const count = (name: keyof NonNullable<typeof limits>, key: 'fact.minute' | 'fact.hour' | 'fact.day' | 'fact.tokens' | 'fact.concurrent'): string[] => {
    const allowed = limits?.[name]
    return allowed === undefined ? [] : [t(key, { count: formatNumber(allowed) })]
  }
  return [
    ...count('requestsPerMinute', 'fact.minute'), ...count('requestsPerHour', 'fact.hour'), ...count('requestsPerDay', 'fact.day'),
    ...count('tokensPerMinute', 'fact.tokens'), ...count('concurrentRequests', 'fact.concurrent'),
    ...budget == null ? [] : [budget.spentUsd === undefined ? t(`fact.budget.${budget.period}`, { sum: formatUsd(budget.usd) }) : t(`fact.spent.${budget.period}`, { sum: formatUsd(budget.usd), spent: formatUsd(budget.spentUsd) })],
    ...models == null ? [] : [t('fact.models', { count: models.length })],
  ]
}
