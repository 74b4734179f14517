import { type ReactNode, useEffect, useImperativeHandle, useRef, useState } from 'react'
import { usePreferences } from '../app/preferences.ts'
import { formatBytes, formatNumber } from '../i18n/format.ts'
import { classNames } from '../lib/class-names.ts'
import { IconButton } from '../ui/button.tsx'
import { Icon } from '../ui/icons.tsx'
import { showToast } from '../ui/toast.tsx'
import { acceptedFiles, type Attachment, readFiles } from './attachments.ts'
import { composerHandle } from './composer-handle.ts'
import { readDraft, writeDraft } from './drafts.ts'
import { t } from './messages.ts'
import './composer.css'

/** As much as a question may hold before the server refuses it. Characters. */
const longestText = 400_000
/** From here on the count is shown. */
const nearlyFull = 0.9
const rows = { least: 40, most: 192 }
/** A text of more characters fills the box anyhow: to measure it would only take time. */
const surelyFull = 4_000
/** Pasted text of more characters is put in at once: browsers insert line by line, which takes seconds. */
const largePaste = 5_000

/** Keyboards on glass have no Shift to hold: there Enter is a new line. */
const isTouch = (): boolean => matchMedia('(pointer: coarse) and (hover: none)').matches

type ComposerProps = {
  chatId: string | undefined
  isRunning: boolean
  isReadOnly?: boolean
  canSee?: boolean | undefined
  onSend(text: string, files: readonly Attachment[]): void
  onStop(): void
  onType?: () => void
  /** Stands above the text: what waits. */
  children?: ReactNode
}

/** Where one writes. The text is the browser's own while it is written, so that a key costs nothing. */
export const Composer = ({ chatId, isRunning, isReadOnly = false, canSee, onSend, onStop, onType, children }: ComposerProps) => {
  const area = useRef<HTMLTextAreaElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const { sendKey } = usePreferences()
  const [length, setLength] = useState(0)
  const [files, setFiles] = useState<readonly Attachment[]>([])
  const [isDropping, setIsDropping] = useState(false)

  const fit = () => {
    const { current } = area
    if (current === null) return
    const isFull = current.value.length > surelyFull
    current.classList.toggle('full', isFull)
    if (isFull || CSS.supports('field-sizing', 'content')) return
    current.style.blockSize = 'auto'
    current.style.blockSize = `${Math.min(rows.most, Math.max(rows.least, current.scrollHeight))}px`
  }
  const write = (text: string) => {
    if (area.current === null) return
    area.current.value = text
    setLength(text.length)
    fit()
  }
  useEffect(() => {
    write(readDraft(chatId))
    setFiles([])
    if (!isTouch() && document.querySelector('dialog[open]') === null) area.current?.focus({ preventScroll: true })
    const reread = () => write(readDraft(chatId))
    addEventListener('parlance:draft', reread)
    return () => removeEventListener('parlance:draft', reread)
  }, [chatId])
  useImperativeHandle(composerHandle, () => ({
    focus: () => area.current?.focus(),
    insert (text, files) {
      write(text)
      writeDraft(chatId, text)
      setFiles(files)
      area.current?.focus()
    },
  }), [chatId])

  const add = async (chosen: readonly File[]) => {
    const { files: read, refused } = await readFiles(chosen, files)
    setFiles(now => [...now, ...read])
    for (const { reason, name, limit } of refused) showToast(reason === 'many' ? t('attachment.many', { limit }) : reason === 'large' ? t('attachment.large', { name, limit: formatBytes(limit) }) : t('attachment.kind', { name }), { kind: 'error' })
    area.current?.focus()
  }
  const isTooLong = length > longestText
  const canSend = (length > 0 || files.length > 0) && !isTooLong && !isReadOnly
  const send = () => {
    const text = area.current?.value.trim() ?? ''
    if ((text === '' && files.length === 0) || isTooLong || isReadOnly) return
    onSend(text, files)
    write('')
    writeDraft(chatId, '')
    setFiles([])
    area.current?.focus()
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    // an input method uses Enter to choose a word; Safari says so by 229 alone
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.keyCode === 229) return
    const hasModifier = event.ctrlKey || event.metaKey
    if (hasModifier || (sendKey === 'enter' && !event.shiftKey && !event.altKey && !isTouch())) {
      event.preventDefault()
      send()
    }
  }
  const filesOf = ({ files }: DataTransfer): File[] => [...files]
  return (
    <div
      className='composer' onDragOver={event => {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setIsDropping(true)
      }}
      onDragLeave={event => { if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setIsDropping(false) }}
      onDrop={event => {
        event.preventDefault()
        setIsDropping(false)
        void add(filesOf(event.dataTransfer))
      }}
    >
      {children}
      <div className={classNames('composer-box', isDropping && 'dropping')}>
        {files.length > 0 && (
          <ul role='list' className='composer-files' aria-label={t('attachments')}>
            {files.map(({ id, name, isImage, bytes, url }) => (
              <li key={id}>
                {isImage ? <img src={url} alt={name} /> : <span className='file-chip'><Icon name='file' size={18} /><span className='file-name'>{name}</span><span className='muted'>{formatBytes(bytes)}</span></span>}
                <IconButton className='small' icon='x' size={14} label={t('attachment.remove', { name })} onClick={() => setFiles(files.filter(file => file.id !== id))} />
              </li>
            ))}
          </ul>
        )}
        {isDropping && <p className='composer-drop'>{t('composer.drop')}</p>}
        <textarea
          ref={area} rows={1} aria-label={t('composer')} placeholder={isReadOnly ? t('composer.placeholder.viewer') : t('composer.placeholder')} disabled={isReadOnly} enterKeyHint='send' dir='auto'
          onInput={event => {
            const { value } = event.currentTarget
            // only what changes the buttons is drawn anew
            setLength(value.length > longestText * nearlyFull ? value.length : Number(value.trim() !== ''))
            writeDraft(chatId, value)
            fit()
            onType?.()
          }}
          onKeyDown={onKeyDown}
          onPaste={event => {
            const pasted = filesOf(event.clipboardData)
            const text = event.clipboardData.getData('text/plain')
            if (pasted.length === 0 && text.length <= largePaste) return
            event.preventDefault()
            if (text.length <= largePaste) return void add(pasted)
            const { currentTarget } = event
            currentTarget.setRangeText(text, currentTarget.selectionStart, currentTarget.selectionEnd, 'end')
            currentTarget.dispatchEvent(new Event('input', { bubbles: true }))
          }}
        />
        <div className='composer-bar'>
          <IconButton icon='plus' label={t('composer.attach')} disabled={isReadOnly} onClick={() => picker.current?.click()} />
          <input
            ref={picker} type='file' accept={acceptedFiles} multiple hidden onChange={event => {
              void add([...event.target.files ?? []])
              event.target.value = ''
            }}
          />
          <span className='composer-note'>
            {files.some(({ isImage }) => isImage) && canSee === false && t('composer.no-vision')}
            {length > longestText * nearlyFull && <span className={classNames('numeric', isTooLong && 'ui-error')}>{t('composer.too-long', { count: formatNumber(length), limit: formatNumber(longestText) })}</span>}
          </span>
          {isRunning && !canSend
            ? <IconButton className='composer-send' icon='stop' label={t('composer.stop')} onClick={onStop} />
            : <IconButton className='composer-send' icon='send' label={t('composer.send')} disabled={!canSend} onClick={send} />}
          {isRunning && canSend && <IconButton className='composer-send stop' icon='stop' label={t('composer.stop')} onClick={onStop} />}
        </div>
      </div>
    </div>
  )
}
