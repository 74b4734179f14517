import type { Provider, ProviderStatus } from '@parlance/client'
import { Badge } from '../../ui/states.tsx'
import { t } from '../messages.ts'
import { t as words } from './messages.ts'

type State = ProviderStatus['state']

const kinds = { up: 'good', degraded: 'warning', down: 'danger', unknown: 'plain' } as const satisfies Record<State, string>

/** How it fares, or that it is off. */
export const StateBadge = ({ state = 'unknown', enabled }: { state: State | undefined; enabled: boolean }) =>
  enabled ? <Badge kind={kinds[state]}>{t(`state.${state}`)}</Badge> : <Badge>{t('state.disabled')}</Badge>

/** Where it comes from, when not from here. */
export const SourceBadge = ({ source }: Pick<Provider, 'source'>) =>
  source === 'database' ? null : <span title={words('source.hint')}><Badge>{words(`source.${source}`)}</Badge></span>
