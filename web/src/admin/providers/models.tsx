import type { Provider, ProviderModel } from '@parlance/client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { formatAgo } from '../../account/parts/ago.ts'
import { Section } from '../../account/parts/page.tsx'
import { Await } from '../../account/parts/states.tsx'
import { useAction } from '../../account/parts/use-action.ts'
import { t as say } from '../../app/messages.ts'
import { formatNumber, formatUsd } from '../../i18n/format.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Badge, ErrorNote } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { showToast } from '../../ui/toast.tsx'
import { providerModelsQuery, refreshModels } from '../data/providers.ts'
import { t as admin } from '../messages.ts'
import { t } from './messages.ts'
import { ModelOverrideDialog } from './model-override.tsx'

const step = 50

/** What a provider has, as it was last told, and what is known better here. */
export const Models = ({ provider }: { provider: Provider }) => {
  const query = useQuery(providerModelsQuery(provider.id))
  const queries = useQueryClient()
  const refresh = useAction(async () => {
    const models = await refreshModels(provider.id)
    queries.setQueryData(providerModelsQuery(provider.id).queryKey, models)
    if (models.error === null) showToast(t('models.refreshed', { count: models.data.length }))
  })
  const fetchedAt = query.data?.fetchedAt ?? null
  return (
    <Section
      title={t('models')} lead={query.data && (fetchedAt === null ? t('models.never') : t('models.age', { when: formatAgo(fetchedAt) }))}
      actions={<Button icon='refresh' isBusy={refresh.isBusy} onClick={() => void refresh.start()}>{t('models.refresh')}</Button>}
    >
      {refresh.error !== undefined && <ErrorNote error={refresh.error} />}
      <Await query={query}>
        {({ data, error }) => (
          <>
            {error !== null && <p className='ui-error' role='alert'>{t('models.failed', { message: error.message })}</p>}
            {data.length === 0 ? <p className='muted'>{t('models.empty')}</p> : <ModelTable provider={provider} models={data} />}
          </>
        )}
      </Await>
    </Section>
  )
}

const ModelTable = ({ provider, models }: { provider: Provider; models: readonly ProviderModel[] }) => {
  const [sought, setSought] = useState('')
  const [shown, setShown] = useState(step)
  const [editing, setEditing] = useState<ProviderModel>()
  const word = sought.trim().toLowerCase()
  const found = models.filter(({ id, displayName = '' }) => `${id} ${displayName}`.toLowerCase().includes(word))
  const isOwn = provider.source === 'database'
  const columns: Column<ProviderModel>[] = [
    { key: 'model', head: t('model'), cell: model => <ModelName model={model} isOverridden={model.id in provider.modelOverrides} /> },
    { key: 'context', head: t('model.context'), isNumeric: true, cell: ({ contextWindow }) => contextWindow === undefined ? '–' : formatNumber(contextWindow) },
    { key: 'output', head: t('model.output'), isNumeric: true, cell: ({ maxOutputTokens }) => maxOutputTokens === undefined ? '–' : formatNumber(maxOutputTokens) },
    { key: 'price', head: t('model.price'), isNumeric: true, cell: ({ pricing }) => pricing === undefined ? t('model.unknown') : `${sayPrice(pricing.input)} / ${sayPrice(pricing.output)}` },
    ...isOwn ? [{ key: 'edit', head: <span className='visually-hidden'>{admin('edit')}</span>, cell: (model: ProviderModel) => <IconButton className='small' icon='edit' size={18} label={t('model.edit', { model: model.id })} onClick={() => setEditing(model)} /> }] : [],
  ]
  return (
    <>
      {models.length > 8 && <Field label={t('models.search')} isLabelHidden type='search' placeholder={say('ui.search')} value={sought} onChange={event => setSought(event.target.value)} />}
      <Table caption={t('models')} columns={columns} rows={found.slice(0, shown)} keyOf={({ id }) => id} empty={<p className='muted' role='status'>{t('models.none')}</p>} />
      {found.length > shown && <div className='row'><Button onClick={() => setShown(shown + step * 2)}>{t('models.more', { count: Math.min(step * 2, found.length - shown) })}</Button></div>}
      {editing !== undefined && <ModelOverrideDialog provider={provider} model={editing} onClose={() => setEditing(undefined)} />}
    </>
  )
}

const sayPrice = (rate: number | undefined): string => rate === undefined ? '–' : formatUsd(rate)

const ModelName = ({ model: { id, displayName, allowed, capabilities = [] }, isOverridden }: { model: ProviderModel; isOverridden: boolean }) => (
  <span className='adm-model'>
    <span className='adm-model-id'>{id}</span>
    {!allowed && <Badge kind='warning'>{t('model.blocked')}</Badge>}
    {isOverridden && <Badge kind='accent'>{t('model.known-better')}</Badge>}
    <span className='adm-model-more muted'>{[...displayName !== undefined && displayName !== id ? [displayName] : [], ...capabilities.map(can => t(`can.${can}`))].join(' · ')}</span>
  </span>
)
