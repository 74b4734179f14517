import type { ModelOverride, ModelOverridePatch, Provider, ProviderModel } from '@parlance/client'
import { useQueryClient } from '@tanstack/react-query'
import { type SyntheticEvent, useId, useState } from 'react'
import { fieldErrors } from '../../account/parts/field-errors.ts'
import { useAction } from '../../account/parts/use-action.ts'
import { t as say } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Switch } from '../../ui/field.tsx'
import { ErrorNote } from '../../ui/states.tsx'
import { showToast } from '../../ui/toast.tsx'
import { providersKey, updateProvider } from '../data/providers.ts'
import { t } from './messages.ts'

const counts = ['contextWindow', 'maxOutputTokens'] as const
const rates = ['input', 'output', 'cacheRead', 'cacheWrite'] as const
const abilities = ['streaming', 'tools', 'vision', 'json', 'reasoning', 'embeddings'] as const
type Name = 'displayName' | typeof counts[number] | typeof rates[number]
type Draft = Record<Name, string>

const draftOf = ({ displayName = '', contextWindow, maxOutputTokens, pricing = {} }: ModelOverride): Draft => {
  const text = (value: number | undefined): string => value === undefined ? '' : String(value)
  return { displayName, contextWindow: text(contextWindow), maxOutputTokens: text(maxOutputTokens), input: text(pricing.input), output: text(pricing.output), cacheRead: text(pricing.cacheRead), cacheWrite: text(pricing.cacheWrite) }
}

const toNumber = (text: string): number | null => text.trim() === '' ? null : Number(text.replace(',', '.'))

/** As a merge patch: null takes away, and all of it when nothing is left. Tiers of a price, which the form does not show, stay. */
function readPatch (draft: Draft, capabilities: ModelOverride['capabilities'] | null): ModelOverridePatch | null {
  const pricing = Object.fromEntries(rates.map(name => [name, toNumber(draft[name])]))
  const patch = {
    displayName: draft.displayName.trim() === '' ? null : draft.displayName.trim(),
    contextWindow: toNumber(draft.contextWindow),
    maxOutputTokens: toNumber(draft.maxOutputTokens),
    pricing: Object.values(pricing).every(rate => rate === null) ? null : pricing,
    capabilities: capabilities ?? null,
  }
  return Object.values(patch).every(value => value === null) ? null : patch
}

type Props = { provider: Provider; model: ProviderModel; onClose(): void }

/** What the operator knows better of a model than its provider and the price lists. */
export const ModelOverrideDialog = ({ provider, model, onClose }: Props) => {
  const form = useId()
  const queries = useQueryClient()
  const saved: ModelOverride = provider.modelOverrides[model.id] ?? {}
  const [draft, setDraft] = useState(draftOf(saved))
  const [can, setCan] = useState<readonly (typeof abilities)[number][] | undefined>(saved.capabilities)
  const save = useAction(async (patch: ModelOverridePatch | null) => {
    await updateProvider(provider.id, { modelOverrides: { [model.id]: patch } })
    await queries.invalidateQueries({ queryKey: providersKey })
    showToast(t('override.saved', { model: model.id }))
    onClose()
  })
  const isCount = (text: string): boolean => text.trim() === '' || /^[1-9]\d*$/.test(text.trim())
  const isRate = (text: string): boolean => text.trim() === '' || Number(text.replace(',', '.')) >= 0
  const isWrong = counts.some(name => !isCount(draft[name])) || rates.some(name => !isRate(draft[name]))
  const errors = fieldErrors(save.error)
  const errorOf = (name: Name, isRight: boolean): string | undefined =>
    isRight ? Object.entries(errors).find(([field]) => field.endsWith(`.${name}`))?.[1] : t('override.number')
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (!isWrong) void save.start(readPatch(draft, can as ModelOverride['capabilities'])) // the same list, writable
  }
  const numbers = (names: readonly (typeof counts[number] | typeof rates[number])[], check: (text: string) => boolean) => names.map(name => (
    <Field key={name} label={t(`override.${name}`)} inputMode='decimal' value={draft[name]} error={errorOf(name, check(draft[name]))} onChange={event => setDraft({ ...draft, [name]: event.target.value })} />
  ))
  return (
    <Dialog
      title={t('override.title', { model: model.id })} onClose={onClose} canDismiss={!save.isBusy}
      actions={(
        <>
          {model.id in provider.modelOverrides && <Button kind='danger' disabled={save.isBusy} onClick={() => void save.start(null)}>{t('override.reset')}</Button>}
          <Button onClick={onClose} disabled={save.isBusy}>{say('ui.cancel')}</Button>
          <Button kind='primary' type='submit' form={form} isBusy={save.isBusy}>{say('ui.save')}</Button>
        </>
      )}
    >
      <form id={form} className='stack' onSubmit={submit}>
        <p className='muted small'>{t('override.lead')}</p>
        <Field label={t('override.displayName')} maxLength={200} value={draft.displayName} placeholder={model.displayName} error={errorOf('displayName', true)} onChange={event => setDraft({ ...draft, displayName: event.target.value })} />
        <div className='acc-grid'>{numbers(counts, isCount)}</div>
        <fieldset className='acc-fieldset'>
          <legend>{t('override.prices')}</legend>
          <div className='acc-grid'>{numbers(rates, isRate)}</div>
          <p className='ui-hint'>{t('override.prices.hint')}</p>
          {saved.pricing?.tiers !== undefined && <p className='ui-hint'>{t('override.tiers', { count: saved.pricing.tiers.length })}</p>}
        </fieldset>
        <Switch label={t('override.capabilities.own')} checked={can !== undefined} onChange={event => setCan(event.target.checked ? model.capabilities ?? [] : undefined)} />
        {can !== undefined && (
          <fieldset className='acc-fieldset'>
            <legend>{t('override.capabilities')}</legend>
            <div className='acc-grid'>
              {abilities.map(ability => (
                <label key={ability} className='acc-check'>
                  <input type='checkbox' checked={can.includes(ability)} onChange={event => setCan(event.target.checked ? [...can, ability] : can.filter(other => other !== ability))} />
                  {t(`can.${ability}`)}
                </label>
              ))}
            </div>
          </fieldset>
        )}
        {save.error !== undefined && <ErrorNote error={save.error} />}
      </form>
    </Dialog>
  )
}
