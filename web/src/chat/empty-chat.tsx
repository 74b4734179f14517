import { t } from './messages.ts'

const suggestions = ['suggestion.1', 'suggestion.2', 'suggestion.3', 'suggestion.4'] as const

/** Before anything was said: a question, and a few ways to begin. */
export const EmptyChat = ({ onChoose, isTyping, children }: { onChoose(text: string): void; isTyping: boolean; children: React.ReactNode }) => (
  <div className='empty-chat'>
    <h1>{t('empty.title')}</h1>
    {children}
    <ul role='list' className='suggestions' hidden={isTyping}>
      {suggestions.map(key => <li key={key}><button type='button' onClick={() => onChoose(t(key))}>{t(key)}</button></li>)}
    </ul>
  </div>
)
