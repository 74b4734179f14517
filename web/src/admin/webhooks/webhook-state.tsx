import { formatAgo } from '../../account/parts/ago.ts'
import { Badge } from '../../ui/states.tsx'
import type { Webhook } from '../data/webhooks.ts'
import { t as admin } from '../messages.ts'
import { t } from './messages.ts'

/** Whether it works, as far as one knows. */
export const WebhookState = ({ webhook: { enabled, disabledReason, failingSince } }: { webhook: Webhook }) => {
  if (!enabled) return <Badge kind={disabledReason === null ? 'plain' : 'danger'}>{admin('state.disabled')}</Badge>
  return failingSince === null ? <Badge kind='good'>{admin('state.enabled')}</Badge> : <Badge kind='warning'>{t('failing', { when: formatAgo(failingSince) })}</Badge>
}
