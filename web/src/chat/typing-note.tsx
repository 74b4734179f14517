import { t } from './messages.ts'

/** Who else is writing. */
export const TypingNote = ({ names }: { names: readonly string[] }) => (
  <p className='typing-note' role='status'>{names.length === 0 ? '' : names.length === 1 ? t('typing.one', { name: names[0]! }) : t('typing.many')}</p>
)
