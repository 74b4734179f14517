import type { ChatMessage } from '@parlance/client'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { sayError } from '../errors/say-error.ts'
import { formatBytes } from '../i18n/format.ts'
import { saveFile } from '../lib/save-file.ts'
import { client } from '../session/session.ts'
import { Icon } from '../ui/icons.tsx'
import { showToast } from '../ui/toast.tsx'
import { t } from './messages.ts'

type Part = Pick<ChatMessage['content'][number], 'type' | 'url' | 'name' | 'attachment'>

/** Where the server keeps it, when only members of its chat may have it. */
const placeOf = (url: string): { chatId: string; id: string } | undefined => {
  const [, chatId, id] = /^\/api\/v1\/chats\/([^/]+)\/attachments\/([^/]+)$/.exec(url) ?? []
  return chatId === undefined || id === undefined ? undefined : { chatId, id }
}

/** Its bytes: a browser that follows an address says nobody's name. */
export const readAttached = async (url: string, signal?: AbortSignal): Promise<Blob> => {
  const place = placeOf(url)
  if (place !== undefined) return client.chats.attachment(place.chatId, place.id, signal === undefined ? {} : { signal })
  if (!url.startsWith('data:')) return (await fetch(url, signal === undefined ? {} : { signal })).blob()
  // the policy lets nobody fetch what is in the page already
  const [head = '', bytes = ''] = url.slice('data:'.length).split(',', 2)
  return new Blob([Uint8Array.from(atob(bytes), letter => letter.charCodeAt(0))], { type: head.split(';', 1)[0]! })
}

/** Shown without asking anybody else: a host that is not ours would learn that, when and from where it is read. */
const isOurs = (url: string): boolean => /^(?:data:image\/|\/api\/)/.test(url)

/** A picture of a message. */
export const AttachedImage = ({ url = '', className }: { url?: string | undefined; className?: string }) => {
  const place = placeOf(url)
  const { data, isError } = useQuery({ queryKey: ['attachment', url], queryFn: ({ signal }) => readAttached(url, signal), enabled: place !== undefined, staleTime: Infinity, gcTime: 10 * 60_000 })
  const [local, setLocal] = useState<string>()
  useEffect(() => {
    if (data === undefined) return
    const made = URL.createObjectURL(data)
    setLocal(made)
    return () => URL.revokeObjectURL(made)
  }, [data])
  if (!isOurs(url)) return <a className='file-chip' href={url} target='_blank' rel='noopener noreferrer'><Icon name='link' size={16} />{URL.parse(url)?.host ?? t('attachment.image')}</a>
  if (isError) return <span className='file-chip'><Icon name='alert' size={16} />{t('attachment.lost')}</span>
  const source = place === undefined ? url : local
  return source === undefined ? <span className='ui-skeleton image-place' role='img' aria-label={t('attachment.image')} /> : <img className={className} src={source} alt={t('attachment.image')} loading='lazy' />
}

/** A file of a message, to be saved. */
export const AttachedFile = ({ part: { url = '', name, attachment } }: { part: Part }) => {
  const [isBusy, setIsBusy] = useState(false)
  const title = name ?? attachment?.name ?? t('attachment.file')
  const save = async () => {
    setIsBusy(true)
    try {
      saveFile(await readAttached(url), title)
    } catch (error) {
      showToast(sayError(error), { kind: 'error' })
    } finally {
      setIsBusy(false)
    }
  }
  const inside = <><Icon name='file' size={18} /><span className='file-name'>{title}</span>{attachment !== undefined && <span className='muted'>{formatBytes(attachment.bytes)}</span>}</>
  if (!/^(?:data:|\/api\/)/.test(url)) return /^https?:/.test(url) ? <a className='file-chip' href={url} target='_blank' rel='noopener noreferrer'>{inside}</a> : <span className='file-chip'>{inside}</span>
  return <button type='button' className='file-chip' disabled={isBusy} aria-label={t('attachment.save', { name: title })} onClick={() => void save()}>{inside}</button>
}
