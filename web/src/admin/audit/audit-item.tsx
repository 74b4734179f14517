import { formatAgo } from '../../account/parts/ago.ts'
import { formatDateTime } from '../../i18n/format.ts'
import { Table } from '../../ui/table.tsx'
import { type AuditAction, actions, type AuditEntry } from '../data/audit.ts'
import { t } from './messages.ts'

const sayActor = ({ type, name }: AuditEntry['actor']): string =>
  type === 'system' ? t('system') : type === 'nobody' ? t('nobody') : type === 'key' ? t('key', { name }) : name

/** A newer server may know actions that this page does not. */
const sayAction = (action: string, name: string): string => {
  const known: AuditAction | undefined = actions.find(known => known === action)
  return known === undefined ? t('did.other', { action, name }) : t(`did.${known}`, { name })
}

const show = (value: unknown): string => value === null || value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value)

/** One change and what differs. */
export const AuditItem = ({ entry: { at, action, actor, target, changes, requestId } }: { entry: AuditEntry }) => (
  <li className='acc-item'>
    <div className='acc-item-main'>
      <p><strong>{sayActor(actor)}</strong> {sayAction(action, target.name ?? target.id)}</p>
      <div className='acc-facts'>
        <time dateTime={at} title={formatAgo(at)}>{formatDateTime(at)}</time>
        {actor.address !== null && <span>{actor.address}</span>}
        {requestId !== null && <code>{requestId}</code>}
      </div>
      {changes.length > 0 && (
        <details className='adm-more'>
          <summary>{t('changes', { count: changes.length })}</summary>
          <Table
            caption={t('changes', { count: changes.length })} rows={changes} keyOf={({ field }) => field}
            columns={[
              { key: 'field', head: t('field'), cell: ({ field }) => <code>{field}</code> },
              { key: 'before', head: t('before'), cell: ({ before }) => show(before) },
              { key: 'after', head: t('after'), cell: ({ after }) => show(after) },
            ]}
          />
        </details>
      )}
    </div>
  </li>
)
