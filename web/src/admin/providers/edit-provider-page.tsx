import type { Provider, ProviderTemplate } from '@parlance/client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useLocation } from 'wouter'
import { Page } from '../../account/parts/page.tsx'
import { Await } from '../../account/parts/states.tsx'
import { useAction } from '../../account/parts/use-action.ts'
import { t as say } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { showToast } from '../../ui/toast.tsx'
import { providerQuery, providersKey, templatesQuery, updateProvider } from '../data/providers.ts'
import { t } from './messages.ts'
import { draftProvider, readUpdate } from './provider-draft.ts'
import { ProviderForm } from './provider-form.tsx'
import { readFields } from './schema-fields.ts'

export const EditProviderPage = ({ id }: { id: string }) => {
  const provider = useQuery({ ...providerQuery(id), refetchOnWindowFocus: false })
  const templates = useQuery(templatesQuery)
  const name = provider.data?.name ?? '…'
  return (
    <Page title={t('edit', { name })} back={{ href: `/admin/providers/${id}`, label: name }}>
      <Await query={provider} lines={6}>
        {provider => <Await query={templates} lines={6}>{templates => <EditProvider provider={provider} template={templateOf(provider, templates)} />}</Await>}
      </Await>
    </Page>
  )
}

/** Of several with its kind the one with its address; of the others only the address differs. A kind whose plugin is gone has an address and a key. */
function templateOf (provider: Provider, templates: readonly ProviderTemplate[]): ProviderTemplate {
  const ofKind = templates.filter(({ kind }) => kind === provider.kind)
  return ofKind.find(({ baseUrl }) => baseUrl === provider.baseUrl) ?? ofKind.find(({ requiresKey }) => requiresKey === provider.hasApiKey) ?? ofKind[0] ??
    { id: provider.kind, kind: provider.kind, displayName: provider.kind, baseUrl: provider.baseUrl, docsUrl: '', requiresKey: false, settings: { properties: { baseUrl: { type: 'string' }, apiKey: { type: 'string', writeOnly: true } } } }
}

const EditProvider = ({ provider, template }: { provider: Provider; template: ProviderTemplate }) => {
  const form = useId()
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  // whether a key is needed is up to the kind here: the template only looks like it
  const [fields] = useState(() => readFields({ ...template, requiresKey: false }))
  const [draft, setDraft] = useState(() => draftProvider(fields, { name: provider.name, provider }))
  const back = `/admin/providers/${provider.id}`
  const save = useAction(async () => {
    const change = readUpdate(draft, provider, fields)
    if (Object.keys(change).length > 0) {
      const { name } = await updateProvider(provider.id, change)
      await queries.invalidateQueries({ queryKey: providersKey })
      showToast(t('saved', { name }))
    }
    navigate(back)
  })
  return (
    <>
      <ProviderForm id={form} fields={fields} draft={draft} provider={provider} error={save.error} onChange={setDraft} onSubmit={() => void save.start()} />
      <div className='row'>
        <Button kind='primary' type='submit' form={form} isBusy={save.isBusy}>{say('ui.save')}</Button>
        <Button onClick={() => navigate(back)}>{say('ui.cancel')}</Button>
      </div>
    </>
  )
}
