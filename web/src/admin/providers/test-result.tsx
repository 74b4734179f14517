import type { ProviderTest } from '@parlance/client'
import { Icon } from '../../ui/icons.tsx'
import { formatMs } from '../parts/format-ms.ts'
import { t } from './messages.ts'

/** How connecting went, and what to do when it did not. The server says that in English. */
export const TestResult = ({ test: { ok, latencyMs, modelCount, error, hint } }: { test: ProviderTest }) => (
  <div className={`adm-test ${ok ? 'good' : 'bad'}`} role='status'>
    <Icon name={ok ? 'check' : 'alert'} size={20} />
    <div>
      <p className='adm-test-title'>{ok ? t('test.ok', { ms: formatMs(latencyMs) }) : t('test.failed')}</p>
      {ok && modelCount !== null && <p>{t('test.models', { count: modelCount })}</p>}
      {error !== null && <p lang='en'>{error.message}</p>}
      {hint !== null && <p lang='en'>{hint}</p>}
    </div>
  </div>
)
