import { useState } from 'react'
import { Section } from '../../account/parts/page.tsx'
import { useAction } from '../../account/parts/use-action.ts'
import { formatSeconds } from '../../i18n/format.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { ErrorNote } from '../../ui/states.tsx'
import { type AliasAnswer, askAlias } from '../data/aliases.ts'
import { t } from './messages.ts'

/** Asks an alias something, to see who answers. */
export const AliasTest = ({ name }: { name: string }) => {
  const [question, setQuestion] = useState(t('test.default'))
  const [answer, setAnswer] = useState<AliasAnswer>()
  const ask = useAction(async () => {
    setAnswer(undefined)
    setAnswer(await askAlias(name, question))
  })
  return (
    <Section title={t('test')} lead={t('test.lead')}>
      <form
        className='acc-tool-row' onSubmit={event => {
          event.preventDefault()
          void ask.start()
        }}
      >
        <Field className='is-wide' label={t('test.question')} required value={question} maxLength={2000} onChange={event => setQuestion(event.target.value)} />
        <Button type='submit' icon='send' isBusy={ask.isBusy}>{t('test.ask')}</Button>
      </form>
      <div role='status'>
        {answer !== undefined && (
          <div className='adm-answer'>
            <p>{answer.text}</p>
            <p className='muted small'>{t('test.answered', { model: answer.model, seconds: formatSeconds(answer.ms) })}</p>
            {answer.attempts !== undefined && <p className='muted small'>{t('test.attempts', { attempts: answer.attempts })}</p>}
          </div>
        )}
      </div>
      {ask.error !== undefined && <ErrorNote error={ask.error} />}
    </Section>
  )
}
