import type { ChatImport } from '@parlance/client'
import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { t as say } from '../app/messages.ts'
import { refreshChats } from '../chat/chat-data.ts'
import { client } from '../session/session.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Badge, ErrorNote } from '../ui/states.tsx'
import { t } from './messages.ts'
import './import-dialog.css'

/** Takes chats in: first says what would happen, then does it. */
export default function ImportDialog ({ onClose }: { onClose(): void }) {
  const picker = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<File>()
  const look = useMutation({ mutationFn: (file: File) => client.chats.import(file, { dryRun: true }), meta: { isShown: true } })
  const bring = useMutation({ mutationFn: (file: File) => client.chats.import(file), meta: { isShown: true }, onSuccess: refreshChats })
  const report = bring.data ?? look.data
  const isBusy = look.isPending || bring.isPending
  const ready = look.data?.totals.imported ?? 0
  const choose = (chosen: File | undefined) => {
    if (chosen === undefined) return
    setFile(chosen)
    bring.reset()
    look.mutate(chosen)
  }
  const error = bring.error ?? look.error
  return (
    <Dialog
      title={t('import.title')} size={report === undefined ? 'medium' : 'large'} canDismiss={!bring.isPending} onClose={onClose}
      actions={bring.data !== undefined
        ? <><Button onClick={() => picker.current?.click()}>{t('import.other')}</Button><Button kind='primary' onClick={onClose}>{say('ui.close')}</Button></>
        : look.data === undefined ? undefined : <><Button onClick={() => picker.current?.click()}>{t('import.other')}</Button><Button kind='primary' isBusy={bring.isPending} disabled={ready === 0} onClick={() => file !== undefined && bring.mutate(file)}>{t('import.start', { count: ready })}</Button></>}
    >
      <p className='muted'>{t('import.text')}</p>
      <input
        ref={picker} type='file' accept='.json,.zip,application/json,application/zip' hidden data-import onChange={event => {
          choose(event.target.files?.[0])
          event.target.value = ''
        }}
      />
      {report === undefined && <div className='row'><Button kind='primary' icon='upload' isBusy={isBusy} onClick={() => picker.current?.click()}>{t('import.choose')}</Button></div>}
      {isBusy && <p role='status'>{look.isPending ? t('import.checking') : t('import.importing')}</p>}
      {error !== null && <ErrorNote error={error} />}
      {report !== undefined && <Report report={report} isDone={bring.data !== undefined} />}
    </Dialog>
  )
}

const kinds = { imported: 'good', skipped: 'plain', failed: 'danger' } as const

const Report = ({ report: { items, totals: { imported, skipped, failed } }, isDone }: { report: ChatImport; isDone: boolean }) => (
  <section className='stack' aria-label={isDone ? t('import.done') : t('import.would')}>
    <p role='status'><strong>{isDone ? t('import.done') : t('import.would')}:</strong> {t(isDone ? 'import.summary.done' : 'import.summary', { imported, skipped, failed })}</p>
    <ul role='list' className='import-report' tabIndex={0}>
      {items.map(({ title, status, messages, reason, warnings }, index) => (
        <li key={index}>
          <Badge kind={kinds[status]}>{status === 'imported' && !isDone ? t('import.ready') : t(`import.${status}`)}</Badge>
          <div>
            <span>{title ?? t('import.untitled')}</span> <small className='muted'>{t('import.messages', { count: messages })}</small>
            {[...reason === null ? [] : [reason], ...warnings].map(line => <p key={line} className='muted small'>{line}</p>)}
          </div>
        </li>
      ))}
    </ul>
  </section>
)
