import type { Grouping, UsageRow } from '../data/analytics.ts'
import { t } from './messages.ts'

/** What a group is called where it is read. */
export function nameOf (grouping: Grouping, { group, name }: Pick<UsageRow, 'group' | 'name'>): string {
  if (group === null) return grouping === 'user' || grouping === 'key' ? t(`group.nobody.${grouping}`) : t('group.nobody')
  if (group === 'usr_erased' || group === 'key_erased') return t('group.erased')
  return name ?? group
}
