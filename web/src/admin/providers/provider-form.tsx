import type { Provider } from '@parlance/client'
import { type SyntheticEvent, useState } from 'react'
import { fieldErrors, restOf } from '../../account/parts/field-errors.ts'
import { Field, Switch, TextArea } from '../../ui/field.tsx'
import { ErrorNote } from '../../ui/states.tsx'
import { HeaderFields } from './header-fields.tsx'
import { t } from './messages.ts'
import { findProblems, isMoved, type ProviderDraft } from './provider-draft.ts'
import { SchemaInput } from './schema-input.tsx'
import type { SchemaField } from './schema-fields.ts'

type Props = {
  id: string
  fields: readonly SchemaField[]
  draft: ProviderDraft
  /** What there is, when it is edited. */
  provider?: Provider
  error: unknown
  onChange(draft: ProviderDraft): void
  /** `intent`: the value of the button that sent it. */
  onSubmit(intent: string): void
}

/** Everything that a provider can be told, from the schema of its kind. Problems are said when it is sent, and then as one types. */
export const ProviderForm = ({ id, fields, draft, provider, error, onChange, onSubmit }: Props) => {
  const [wasSent, setWasSent] = useState(false)
  const problems = wasSent ? findProblems(draft, fields, provider) : {}
  const refused = fieldErrors(error)
  const errors: Record<string, string | undefined> = { ...refused, ...problems }
  const shown = ['name', 'models', 'timeoutMs', 'maxConcurrency', ...fields.flatMap(({ name }) => [name, `settings.${name}`]), ...draft.headers.map(({ name }) => `headers.${name.toLowerCase()}`)]
  const hasMore = ['models', 'timeoutMs', 'maxConcurrency', ...shown.filter(name => name.startsWith('headers.'))].some(name => errors[name] !== undefined)
  const set = (change: Partial<ProviderDraft>) => onChange({ ...draft, ...change })

  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault()
    setWasSent(true)
    const { currentTarget } = event
    const { submitter } = event.nativeEvent as SubmitEvent // it is one
    if (Object.keys(findProblems(draft, fields, provider)).length === 0) return onSubmit(submitter?.getAttribute('value') ?? '')
    requestAnimationFrame(() => currentTarget.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
  }
  return (
    <form id={id} className='acc-form' noValidate onSubmit={submit}>
      <Field label={t('form.name')} hint={t('form.name.hint', { name: draft.name || '…' })} value={draft.name} error={errors['name']} required autoComplete='off' autoCapitalize='off' spellCheck={false} onChange={event => set({ name: event.target.value })} />
      {fields.map(field => (
        <SchemaInput
          key={field.name} field={field} value={draft.fields[field.name] ?? ''} error={errors[field.name] ?? errors[`settings.${field.name}`]}
          provider={provider} isMoved={isMoved(draft, provider)} isCleared={field.name === 'apiKey' && draft.clearsKey}
          onChange={value => set({ fields: { ...draft.fields, [field.name]: value } })}
          onClear={field.name === 'apiKey' && !field.isRequired && provider?.hasApiKey === true ? clearsKey => set({ clearsKey }) : undefined}
        />
      ))}
      <details className='adm-more' open={hasMore || undefined}>
        <summary>{t('form.more')}</summary>
        <div className='stack'>
          <TextArea label={t('form.models')} hint={t('form.models.hint')} rows={3} spellCheck={false} autoCapitalize='off' value={draft.models} error={errors['models']} onChange={event => set({ models: event.target.value })} />
          <Field label={t('form.timeout')} hint={t('form.timeout.hint')} inputMode='decimal' value={draft.timeoutSeconds} error={errors['timeoutMs']} onChange={event => set({ timeoutSeconds: event.target.value.trim() })} />
          <Field label={t('form.concurrency')} hint={t('form.concurrency.hint')} inputMode='numeric' value={draft.maxConcurrency} error={errors['maxConcurrency']} onChange={event => set({ maxConcurrency: event.target.value.trim() })} />
          <HeaderFields headers={draft.headers} errors={errors} isMoved={isMoved(draft, provider)} onChange={headers => set({ headers })} />
          <Switch label={t('form.enabled')} hint={t('form.enabled.hint')} checked={draft.enabled} onChange={event => set({ enabled: event.target.checked })} />
        </div>
      </details>
      {restOf(error, shown) !== undefined && <ErrorNote error={error} />}
    </form>
  )
}
