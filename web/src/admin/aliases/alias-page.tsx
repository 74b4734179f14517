import type { Alias } from '@parlance/client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type SyntheticEvent, useState } from 'react'
import { useLocation } from 'wouter'
import { fieldErrors } from '../../account/parts/field-errors.ts'
import { Missing } from '../../account/parts/missing.tsx'
import { modelsQuery } from '../../account/parts/models.ts'
import { Page } from '../../account/parts/page.tsx'
import { Await } from '../../account/parts/states.tsx'
import { useAction } from '../../account/parts/use-action.ts'
import { t as say } from '../../app/messages.ts'
import { isNotFound } from '../../app/query-client.ts'
import { Button } from '../../ui/button.tsx'
import { Field, TextArea } from '../../ui/field.tsx'
import { ErrorNote } from '../../ui/states.tsx'
import { showToast } from '../../ui/toast.tsx'
import { aliasesKey, aliasesQuery, aliasQuery, saveAlias } from '../data/aliases.ts'
import { t as admin } from '../messages.ts'
import { AliasTest } from './alias-test.tsx'
import { draftAlias, hasProblems, isName, readAlias } from './alias-draft.ts'
import { DeleteAlias } from './delete-alias.tsx'
import { t } from './messages.ts'
import { Targets } from './targets.tsx'

const strategies = ['ordered', 'weighted'] as const

/** One alias, or a new one. */
export const AliasPage = ({ name }: { name: string | undefined }) => {
  const query = useQuery({ ...aliasQuery(name ?? ''), enabled: name !== undefined, refetchOnWindowFocus: false })
  const others = useQuery({ ...aliasesQuery, enabled: name === undefined })
  if (isNotFound(query.error)) return <Missing />
  return (
    <Page title={name === undefined ? t('new') : t('edit', { name })} back={{ href: '/admin/aliases', label: admin('aliases') }}>
      {name === undefined
        ? <AliasForm taken={others.data?.map(({ name }) => name) ?? []} />
        : <Await query={query} lines={6}>{alias => <AliasForm alias={alias} taken={[]} />}</Await>}
    </Page>
  )
}

const AliasForm = ({ alias, taken }: { alias?: Alias; taken: readonly string[] }) => {
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  const [draft, setDraft] = useState(() => draftAlias(alias))
  const [wasSent, setWasSent] = useState(false)
  const save = useAction(async () => {
    const { name } = await saveAlias(draft.name, readAlias(draft))
    await Promise.all([queries.invalidateQueries({ queryKey: aliasesKey }), queries.invalidateQueries({ queryKey: modelsQuery.queryKey })])
    showToast(t('saved', { name }))
    navigate(`/admin/aliases/edit/${encodeURIComponent(name)}`)
  })
  const errors = fieldErrors(save.error)
  const isTaken = taken.includes(draft.name)
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault()
    setWasSent(true)
    const { currentTarget } = event
    if (!hasProblems(draft) && !isTaken) return void save.start()
    requestAnimationFrame(() => currentTarget.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
  }
  return (
    <>
      <form className='acc-form' noValidate onSubmit={submit}>
        {alias === undefined && (
          <Field
            label={t('name')} hint={t('name.hint')} value={draft.name} required autoComplete='off' autoCapitalize='off' spellCheck={false}
            error={isTaken ? t('name.taken') : wasSent && !isName(draft.name) ? t('name.wrong') : errors['alias']}
            onChange={event => setDraft({ ...draft, name: event.target.value.trim() })}
          />
        )}
        <Field label={t('description')} maxLength={500} value={draft.description} error={errors['description']} onChange={event => setDraft({ ...draft, description: event.target.value })} />
        <fieldset className='acc-fieldset'>
          <legend>{t('strategy')}</legend>
          <div className='adm-radios'>
            {strategies.map(strategy => (
              <div key={strategy} className='acc-check'>
                <input type='radio' id={`strategy-${strategy}`} name='strategy' checked={draft.strategy === strategy} aria-describedby={`strategy-${strategy}-hint`} onChange={() => setDraft({ ...draft, strategy })} />
                <label htmlFor={`strategy-${strategy}`}>{t(`strategy.${strategy}`)}</label>
                <p id={`strategy-${strategy}-hint`} className='ui-hint'>{t(`strategy.${strategy}.hint`)}</p>
              </div>
            ))}
          </div>
        </fieldset>
        <Targets targets={draft.targets} isWeighted={draft.strategy === 'weighted'} wasSent={wasSent} errors={errors} onChange={targets => setDraft({ ...draft, targets })} />
        <TextArea label={t('prompt')} hint={t('prompt.hint')} rows={5} maxLength={100_000} value={draft.systemPrompt} error={errors['systemPrompt']} onChange={event => setDraft({ ...draft, systemPrompt: event.target.value })} />
        {save.error !== undefined && <ErrorNote error={save.error} />}
        <div className='row'>
          <Button kind='primary' type='submit' isBusy={save.isBusy}>{alias === undefined ? t('create') : say('ui.save')}</Button>
          <Button onClick={() => navigate('/admin/aliases')}>{say('ui.cancel')}</Button>
        </div>
      </form>
      {alias !== undefined && <AliasTest name={alias.name} />}
      {alias !== undefined && <DeleteAlias name={alias.name} />}
    </>
  )
}
