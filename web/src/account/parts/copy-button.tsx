import { useEffect, useState } from 'react'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { copyText } from './copy-text.ts'

/** Copies a text, and says so where it was pressed. */
export const CopyButton = ({ text, label = t('ui.copy'), kind = 'plain' }: { text: string; label?: string; kind?: 'plain' | 'primary' | 'quiet' }) => {
  const [isDone, setIsDone] = useState(false)
  useEffect(() => {
    if (!isDone) return
    const timer = setTimeout(() => setIsDone(false), 2000)
    return () => clearTimeout(timer)
  }, [isDone])
  return (
    <>
      <Button kind={kind} icon={isDone ? 'check' : 'copy'} onClick={async () => setIsDone(await copyText(text))}>{isDone ? t('ui.copied') : label}</Button>
      <span role='status' className='visually-hidden'>{isDone ? t('ui.copied') : ''}</span>
    </>
  )
}
