import type { Provider, ProviderTest } from '@parlance/client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { Missing } from '../../account/parts/missing.tsx'
import { Page, Section } from '../../account/parts/page.tsx'
import { Await } from '../../account/parts/states.tsx'
import { useAction } from '../../account/parts/use-action.ts'
import { isNotFound } from '../../app/query-client.ts'
import { formatDateTime, formatNumber, formatSeconds } from '../../i18n/format.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { ErrorNote } from '../../ui/states.tsx'
import { showToast } from '../../ui/toast.tsx'
import { providerQuery, providersKey, testProvider, updateProvider } from '../data/providers.ts'
import { statusQuery } from '../data/status.ts'
import { t as admin } from '../messages.ts'
import { DeleteProvider } from './delete-provider.tsx'
import { Health } from './health.tsx'
import { t } from './messages.ts'
import { Models } from './models.tsx'
import { SourceBadge, StateBadge } from './provider-state.tsx'
import { TestResult } from './test-result.tsx'

export const ProviderPage = ({ id }: { id: string }) => {
  const query = useQuery(providerQuery(id))
  if (isNotFound(query.error)) return <Missing />
  return (
    <Page title={query.data?.name ?? '…'} back={{ href: '/admin/providers', label: admin('providers') }}>
      <Await query={query} lines={8}>{provider => <ProviderView provider={provider} />}</Await>
    </Page>
  )
}

const ProviderView = ({ provider }: { provider: Provider }) => {
  const { id, name, source, enabled } = provider
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  const { data: status } = useQuery(statusQuery)
  const [asking, setAsking] = useState<'disable' | 'delete'>()
  const [result, setResult] = useState<ProviderTest>()
  const reload = () => Promise.all([queries.invalidateQueries({ queryKey: providersKey }), queries.invalidateQueries({ queryKey: statusQuery.queryKey })])
  const test = useAction(async () => {
    setResult(undefined)
    setResult(await testProvider(id))
    await reload()
  })
  const toggle = useAction(async (enabled: boolean) => {
    await updateProvider(id, { enabled })
    await reload()
    showToast(t(enabled ? 'enabled.done' : 'disabled.done', { name }))
  })
  const isOwn = source === 'database'
  return (
    <>
      <div className='row between'>
        <div className='row'>
          <StateBadge state={status?.providers.find(other => other.id === id)?.state} enabled={enabled} />
          <SourceBadge source={source} />
        </div>
        <div className='row'>
          <Button icon='bolt' isBusy={test.isBusy} onClick={() => void test.start()}>{t('test')}</Button>
          {isOwn && <Button icon='edit' onClick={() => navigate(`/admin/providers/${id}/edit`)}>{admin('edit')}</Button>}
          {isOwn && <Button isBusy={toggle.isBusy} onClick={() => enabled ? setAsking('disable') : void toggle.start(true)}>{admin(enabled ? 'disable' : 'enable')}</Button>}
        </div>
      </div>
      {result !== undefined && <TestResult test={result} />}
      {test.error !== undefined && <ErrorNote error={test.error} />}
      {toggle.error !== undefined && <ErrorNote error={toggle.error} />}
      <Facts provider={provider} />
      <Health id={id} />
      <Models provider={provider} />
      {isOwn && (
        <Section title={t('delete')} lead={t('delete.text')}>
          <div className='row'><Button kind='danger' icon='trash' onClick={() => setAsking('delete')}>{t('delete')}</Button></div>
        </Section>
      )}
      {asking === 'disable' && (
        <Confirm
          title={t('disable.title', { name })} text={t('disable.text')} action={admin('disable')} onClose={() => setAsking(undefined)}
          onConfirm={() => {
            setAsking(undefined)
            void toggle.start(false)
          }}
        />
      )}
      {asking === 'delete' && <DeleteProvider provider={provider} onClose={() => setAsking(undefined)} />}
    </>
  )
}

const Facts = ({ provider: { kind, baseUrl, hasApiKey, apiKeyHint, headerNames, models, timeoutMs, maxConcurrency, updatedAt, settings } }: { provider: Provider }) => {
  const facts: [label: string, value: string][] = [
    [t('fact.kind'), kind],
    [t('fact.baseUrl'), baseUrl],
    [t('fact.key'), hasApiKey ? t('fact.key.hint', { hint: apiKeyHint ?? '…' }) : t('fact.key.none')],
    ...Object.entries(settings).map(([name, value]): [string, string] => [name, String(value)]),
    ...headerNames.length > 0 ? [[t('fact.headers'), headerNames.join(', ')] as [string, string]] : [],
    [t('fact.models'), models === null ? t('fact.models.all') : t('fact.models.some', { count: models.length })],
    [t('fact.timeout'), timeoutMs === null ? t('fact.timeout.default') : formatSeconds(timeoutMs)],
    [t('fact.concurrency'), maxConcurrency === null ? t('fact.concurrency.none') : formatNumber(maxConcurrency)],
    [t('fact.changed'), formatDateTime(updatedAt)],
  ]
  return (
    <dl className='adm-facts' aria-label={t('facts')}>
      {facts.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}
    </dl>
  )
}
