import type { Provider } from '@parlance/client'
import { Field, Select, Switch } from '../../ui/field.tsx'
import { Prose } from '../parts/prose.tsx'
import { t } from './messages.ts'
import type { SchemaField } from './schema-fields.ts'

type Props = {
  field: SchemaField
  value: string | boolean
  error: string | undefined
  provider: Provider | undefined
  isMoved: boolean
  isCleared: boolean
  onChange(value: string | boolean): void
  onClear: ((isCleared: boolean) => void) | undefined
}

/** One input of what a kind takes. */
export const SchemaInput = ({ field, value, error, provider, isMoved, isCleared, onChange, onClear }: Props) => {
  const { name, kind, title, placeholder, isRequired, choices } = field
  const description = field.description && <span lang='en'><Prose text={field.description} /></span>
  if (kind === 'boolean') return <Switch label={title} hint={description} checked={value === true} onChange={event => onChange(event.target.checked)} />
  const common = { label: title, hint: description, error, required: isRequired, value: String(value) }
  if (kind === 'choice') {
    return (
      <Select {...common} onChange={event => onChange(event.target.value)}>
        {!isRequired && <option value='' />}
        {choices.map(choice => <option key={choice} value={choice}>{choice}</option>)}
      </Select>
    )
  }
  const input = { ...common, autoComplete: 'off', autoCapitalize: 'off', spellCheck: false, onChange: (event: React.ChangeEvent<HTMLInputElement>) => onChange(event.target.value.trim()) }
  if (kind === 'number') return <Field {...input} inputMode='decimal' placeholder={placeholder} />
  if (kind === 'text') return <Field {...input} {...name === 'baseUrl' && { type: 'url', inputMode: 'url' as const }} placeholder={placeholder} />
  const hasSaved = provider !== undefined && (name !== 'apiKey' || provider.hasApiKey)
  const hint = !hasSaved ? description : isMoved ? t('form.key.again') : name === 'apiKey' ? t('form.key.keep') : t('form.secret.keep')
  return (
    <div className='stack'>
      {/* not a password of this site: no manager shall offer to save it */}
      <Field {...input} hint={hint} type='password' autoComplete='new-password' data-1p-ignore='' data-lpignore='true' disabled={isCleared} required={isRequired && (!hasSaved || isMoved)} placeholder={hasSaved && !isMoved && provider.apiKeyHint !== null && name === 'apiKey' ? t('form.key.saved', { hint: provider.apiKeyHint }) : undefined} />
      {onClear !== undefined && <Switch label={t('form.key.clear')} checked={isCleared} onChange={event => onClear(event.target.checked)} />}
    </div>
  )
}
