import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Page } from '../../account/parts/page.tsx'
import { AwaitPages } from '../../account/parts/states.tsx'
import { Field, Select } from '../../ui/field.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { type AuditFilter, auditTable, targetTypes, useAuditLog } from '../data/audit.ts'
import { userNamesQuery } from '../data/users.ts'
import { t as admin } from '../messages.ts'
import { CsvButton } from '../parts/csv-button.tsx'
import { AuditItem } from './audit-item.tsx'
import { t } from './messages.ts'

/** The beginning of a day where the reader is; `days` later. */
const toMoment = (day: string, days = 0): string | undefined => {
  const [year, month, date] = day.split('-').map(Number)
  return year === undefined || month === undefined || date === undefined ? undefined : new Date(year, month - 1, date + days).toISOString()
}

export default function AuditPage () {
  const [actor, setActor] = useState('')
  const [targetType, setTargetType] = useState<AuditFilter['targetType']>()
  const [days, setDays] = useState({ from: '', to: '' })
  const { data: names = new Map<string, string>() } = useQuery(userNamesQuery)
  const filter: AuditFilter = { actor: actor === '' ? undefined : actor, targetType, from: toMoment(days.from), to: toMoment(days.to, 1) }
  const pages = useAuditLog(filter)
  const isFiltered = Object.values(filter).some(value => value !== undefined)
  return (
    <Page title={admin('audit')} lead={t('lead')} actions={<CsvButton label={t('csv')} name='parlance-audit-log.csv' read={() => auditTable(filter)} />}>
      <div className='acc-tool-row'>
        <Select label={t('actor')} value={actor} onChange={event => setActor(event.target.value)}>
          <option value=''>{t('actor.all')}</option>
          {[...names].sort(([, left], [, right]) => left.localeCompare(right)).map(([id, name]) => <option key={id} value={id}>{name}</option>)}
        </Select>
        <Select label={t('target')} value={targetType ?? ''} onChange={event => setTargetType(targetTypes.find(type => type === event.target.value))}>
          <option value=''>{t('target.all')}</option>
          {targetTypes.map(type => <option key={type} value={type}>{t(`target.${type}`)}</option>)}
        </Select>
        <Field label={t('from')} type='date' value={days.from} onChange={event => setDays({ ...days, from: event.target.value })} />
        <Field label={t('to')} type='date' value={days.to} onChange={event => setDays({ ...days, to: event.target.value })} />
      </div>
      <AwaitPages pages={pages} lines={6}>
        {entries => {
          if (entries.length > 0) return <ul role='list' className='acc-list'>{entries.map(entry => <AuditItem key={entry.id} entry={entry} />)}</ul>
          return isFiltered ? <p className='muted' role='status'>{t('none')}</p> : <EmptyState icon='file' title={t('empty')} />
        }}
      </AwaitPages>
    </Page>
  )
}
