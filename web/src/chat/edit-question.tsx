import { useEffect, useRef, useState } from 'react'
import { t as say } from '../app/messages.ts'
import { Button } from '../ui/button.tsx'
import { t } from './messages.ts'

/** Says something in other words. Ctrl or ⌘ and Enter sends, Escape leaves it as it was. */
export const EditQuestion = ({ text, onSend, onClose }: { text: string; onSend(text: string): void; onClose(): void }) => {
  const [value, setValue] = useState(text)
  const area = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    area.current?.focus()
    area.current?.setSelectionRange(text.length, text.length)
  }, [])
  const send = () => { if (value.trim() !== '') onSend(value) }
  return (
    <div className='edit-question'>
      <textarea
        ref={area} value={value} aria-label={t('edit.label')} rows={2} onChange={event => setValue(event.target.value)} onKeyDown={event => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
          else if (event.key === 'Escape') onClose()
          else return
          event.preventDefault()
          event.stopPropagation()
        }}
      />
      <div className='row end'>
        <Button kind='quiet' onClick={onClose}>{say('ui.cancel')}</Button>
        <Button kind='primary' disabled={value.trim() === ''} onClick={send}>{t('edit.save')}</Button>
      </div>
    </div>
  )
}
