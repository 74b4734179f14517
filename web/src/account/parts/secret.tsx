import { t } from './messages.ts'
import { CopyButton } from './copy-button.tsx'
import { Icon } from '../../ui/icons.tsx'

/** A secret that is shown this once. */
export const Secret = ({ value, label }: { value: string; label: string }) => (
  <div className='acc-secret'>
    <p className='acc-secret-note'><Icon name='alert' size={18} />{t('secret.once')}</p>
    <div className='row'>
      <code className='acc-secret-value' aria-label={label}>{value}</code>
      <CopyButton text={value} kind='primary' />
    </div>
  </div>
)
