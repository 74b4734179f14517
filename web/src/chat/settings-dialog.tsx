import type { Chat } from '@parlance/client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { t as say } from '../app/messages.ts'
import { sayError } from '../errors/say-error.ts'
import { client } from '../session/session.ts'
import { useChangeChat } from '../sidebar/use-change-chat.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Select, TextArea } from '../ui/field.tsx'
import { Skeleton } from '../ui/states.tsx'
import { showToast } from '../ui/toast.tsx'
import { t } from './messages.ts'

const useDocuments = () => useQuery({
  queryKey: ['documents'],
  queryFn: async ({ signal }) => (await client.documents.list({ limit: 200 }, { signal })).data,
})

/** What the model is told in a chat besides what is said in it. */
export default function SettingsDialog ({ chat, onClose }: { chat: Chat; onClose(): void }) {
  const { data: library } = useDocuments()
  const { mutate: change } = useChangeChat()
  const [prompt, setPrompt] = useState(chat.systemPrompt ?? '')
  const [documents, setDocuments] = useState<readonly string[]>(chat.documents)
  const prompts = library?.filter(({ kind }) => kind === 'prompt') ?? []
  const files = library?.filter(({ kind }) => kind === 'document') ?? []
  const take = async (path: string) => {
    try {
      if (path !== '') setPrompt((await client.documents.get(path)).content)
    } catch (error) {
      showToast(sayError(error), { kind: 'error' })
    }
  }
  const save = () => {
    change({ chat, body: { systemPrompt: prompt.trim() === '' ? null : prompt, documents: [...documents] } })
    onClose()
  }
  return (
    <Dialog title={t('settings')} onClose={onClose} actions={<><Button onClick={onClose}>{say('ui.cancel')}</Button><Button kind='primary' onClick={save}>{say('ui.save')}</Button></>}>
      <TextArea label={t('system-prompt')} hint={t('system-prompt.hint')} value={prompt} maxLength={100_000} rows={6} onChange={event => setPrompt(event.target.value)} />
      {prompts.length > 0 && (
        <Select label={t('system-prompt.choose')} value='' onChange={event => void take(event.target.value)}>
          <option value=''>–</option>
          {prompts.map(({ path, title }) => <option key={path} value={path}>{title}</option>)}
        </Select>
      )}
      <fieldset className='documents'>
        <legend>{t('documents')}</legend>
        <p className='ui-hint'>{t('documents.hint')}</p>
        {library === undefined && <Skeleton lines={2} />}
        {library !== undefined && files.length === 0 && <p className='muted small'>{t('documents.none')}</p>}
        {files.map(({ path, title }) => (
          <label key={path}>
            <input type='checkbox' checked={documents.includes(path)} onChange={event => setDocuments(event.target.checked ? [...documents, path] : documents.filter(one => one !== path))} />
            <span>{title} <small className='muted'>{path}</small></span>
          </label>
        ))}
      </fieldset>
    </Dialog>
  )
}
