import type { ProviderTemplate, ProviderTest } from '@parlance/client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useLocation } from 'wouter'
import { Missing } from '../../account/parts/missing.tsx'
import { Page } from '../../account/parts/page.tsx'
import { Await } from '../../account/parts/states.tsx'
import { useAction } from '../../account/parts/use-action.ts'
import { Button } from '../../ui/button.tsx'
import { showToast } from '../../ui/toast.tsx'
import { createProvider, providersKey, providersQuery, templatesQuery, testInput } from '../data/providers.ts'
import { Prose } from '../parts/prose.tsx'
import { t } from './messages.ts'
import { draftProvider, findProblems, readCreate } from './provider-draft.ts'
import { ProviderForm } from './provider-form.tsx'
import { readFields } from './schema-fields.ts'
import { TestResult } from './test-result.tsx'

export const NewProviderPage = ({ id }: { id: string }) => {
  const templates = useQuery(templatesQuery)
  const providers = useQuery(providersQuery)
  const title = templates.data?.find(template => template.id === id)?.displayName
  if (templates.data !== undefined && title === undefined) return <Missing />
  return (
    <Page title={t('new', { name: title ?? '…' })} back={{ href: '/admin/providers/new', label: t('gallery') }}>
      <Await query={templates} lines={6}>
        {templates => (
          <Await query={providers} lines={6}>
            {providers => <NewProvider template={templates.find(template => template.id === id)!} taken={providers.map(({ name }) => name)} />}
          </Await>
        )}
      </Await>
    </Page>
  )
}

/** `groq`, or `groq-2` when that is taken. */
const freeName = (wanted: string, taken: readonly string[]): string => {
  const name = wanted.toLowerCase().replace(/[^a-z0-9-]+/g, '-').slice(0, 36)
  for (let number = 1; ; number++) {
    const tried = number === 1 ? name : `${name}-${number}`
    if (!taken.includes(tried)) return tried
  }
}

const NewProvider = ({ template, taken }: { template: ProviderTemplate; taken: readonly string[] }) => {
  const form = useId()
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  const [fields] = useState(() => readFields(template))
  const [draft, setDraft] = useState(() => draftProvider(fields, { name: freeName(template.id, taken) }))
  const [result, setResult] = useState<ProviderTest>()
  const test = useAction(async () => {
    setResult(undefined)
    setResult(await testInput(readCreate(draft, template.kind, fields)))
  })
  const create = useAction(async () => {
    const { id, name } = await createProvider(readCreate(draft, template.kind, fields))
    void queries.invalidateQueries({ queryKey: providersKey })
    showToast(t('created', { name }))
    navigate(`/admin/providers/${id}`)
  })
  return (
    <>
      {template.description !== undefined && <p className='muted' lang='en'><Prose text={template.description} /></p>}
      <ProviderForm
        id={form} fields={fields} draft={draft} error={create.error ?? test.error}
        onChange={draft => {
          setDraft(draft)
          setResult(undefined)
        }}
        onSubmit={intent => {
          create.reset()
          test.reset()
          void (intent === 'test' ? test : create).start()
        }}
      />
      {result !== undefined && Object.keys(findProblems(draft, fields)).length === 0 && <TestResult test={result} />}
      <div className='row'>
        <Button kind='primary' type='submit' form={form} isBusy={create.isBusy}>{t('form.create')}</Button>
        <Button icon='bolt' type='submit' form={form} value='test' isBusy={test.isBusy}>{t('test.form')}</Button>
        <a className='adm-docs' href={template.docsUrl} target='_blank' rel='noreferrer'>{t('new.docs', { name: template.displayName })}</a>
      </div>
    </>
  )
}
