import type { ApiKey, CreateApiKey } from '@parlance/client'
import { type SyntheticEvent, useState } from 'react'
import { useUser } from '../../session/use-session.ts'
import { Field } from '../../ui/field.tsx'
import { ErrorNote } from '../../ui/states.tsx'
import { draftAllowance, findMistakes, readAllowance } from '../parts/allowance-draft.ts'
import { AllowanceFields } from '../parts/allowance-fields.tsx'
import { fieldErrors, restOf } from '../parts/field-errors.ts'
import { type Allowance, allowanceOf, limitNames, useSurface } from '../parts/surface.ts'
import { ExpiryFields, firstExpiry, readExpiry } from './expiry.tsx'
import { t } from './messages.ts'

type Scope = CreateApiKey['scopes'][number]
const scopes = ['inference', 'chats', 'providers', 'analytics', 'webhooks', 'admin'] as const satisfies readonly Scope[]
/** What keys of those may do who are no admins. */
const everybodys: readonly Scope[] = ['inference', 'chats']

/** What a form says: null takes away, undefined leaves as it is. */
export type KeyInput = { name: string; scopes: Scope[]; expiresAt: string | null | undefined } & Allowance

type Props = { id: string; apiKey?: ApiKey; error: unknown; onSubmit(input: KeyInput): void }

/** A key to be made, or one to be changed. Its button is in the dialog around it. */
export const KeyForm = ({ id, apiKey, error, onSubmit }: Props) => {
  const { role } = useUser()
  const shape = apiKey === undefined ? 'CreateApiKey' : 'UpdateApiKey'
  const fields = useSurface()?.fieldsOf(shape) ?? []
  const [name, setName] = useState(apiKey?.name ?? '')
  const [chosen, setChosen] = useState<readonly Scope[]>(apiKey?.scopes ?? ['inference'])
  const [expiry, setExpiry] = useState(firstExpiry(apiKey?.expiresAt ?? null))
  const [allowance, setAllowance] = useState(draftAllowance(apiKey === undefined ? {} : allowanceOf(apiKey)))
  const errors = fieldErrors(error)
  const mistakes = findMistakes(allowance)
  const shown = ['name', 'scopes', 'expiresAt', 'budget', 'budget.usd', 'models', ...limitNames.map(name => `limits.${name}`)]

  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (chosen.length === 0 || mistakes.limits.length > 0 || mistakes.usd) return
    onSubmit({ name: name.trim(), scopes: scopes.filter(scope => chosen.includes(scope)), expiresAt: readExpiry(expiry), ...readAllowance(allowance, fields) })
  }
  const offered = role === 'admin' ? scopes : scopes.filter(scope => everybodys.includes(scope) || chosen.includes(scope))
  return (
    <form id={id} className='stack' onSubmit={submit}>
      <Field label={t('key.name')} hint={t('key.name.hint')} value={name} error={errors['name']} required maxLength={100} pattern='.*\S.*' autoComplete='off' data-first='' onChange={event => setName(event.target.value)} />
      <fieldset className='acc-fieldset' aria-describedby={chosen.length === 0 ? `${id}-scopes` : undefined}>
        <legend>{t('key.scopes')}</legend>
        <div className='acc-checks'>
          {offered.map(scope => (
            <div key={scope} className='acc-check'>
              <input
                id={`${id}-${scope}`} type='checkbox' checked={chosen.includes(scope)} aria-describedby={`${id}-${scope}-hint`}
                onChange={event => setChosen(event.target.checked ? [...chosen, scope] : chosen.filter(other => other !== scope))}
              />
              <label htmlFor={`${id}-${scope}`}>{t(`scope.${scope}`)}</label>
              <p id={`${id}-${scope}-hint`} className='ui-hint'>{t(`scope.${scope}.hint`)}</p>
            </div>
          ))}
        </div>
        {(chosen.length === 0 || errors['scopes'] !== undefined) && <p id={`${id}-scopes`} className='ui-error' role='alert'>{errors['scopes'] ?? t('key.scopes.missing')}</p>}
      </fieldset>
      <ExpiryFields expiry={expiry} expiresAt={apiKey?.expiresAt ?? null} error={errors['expiresAt']} onChange={setExpiry} />
      <AllowanceFields shape={shape} draft={allowance} errors={errors} onChange={setAllowance} />
      {restOf(error, shown) !== undefined && <ErrorNote error={error} />}
    </form>
  )
}
