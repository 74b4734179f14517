import { t as say } from '../../app/messages.ts'
import { useChangePreferences } from '../../app/preferences.ts'
import { createStore } from '../../lib/store.ts'
import { useStore } from '../../lib/use-store.ts'
import { onWipe } from '../../session/session.ts'
import { Button } from '../../ui/button.tsx'
import { TextArea } from '../../ui/field.tsx'
import { showToast } from '../../ui/toast.tsx'
import { t } from '../messages.ts'

/** What was typed and not saved, in memory: a change of the language draws the page anew. */
const draft = createStore<string | undefined>(undefined)
onWipe(() => draft.set(undefined))

export const SystemPrompt = ({ saved }: { saved: string | null }) => {
  const typed = useStore(draft)
  const { mutate, isPending } = useChangePreferences()
  const text = typed ?? saved ?? ''
  const save = () => mutate({ systemPrompt: text.trim() === '' ? null : text }, {
    onSuccess () {
      draft.set(undefined)
      showToast(t('preferences.systemPrompt.saved'))
    },
  })
  return (
    <form
      className='stack' onSubmit={event => {
        event.preventDefault()
        save()
      }}
    >
      <TextArea label={t('preferences.systemPrompt')} hint={t('preferences.systemPrompt.hint')} rows={6} maxLength={32_000} value={text} onChange={event => draft.set(event.target.value)} />
      {text !== (saved ?? '') && (
        <div className='row'>
          <Button kind='primary' type='submit' isBusy={isPending}>{say('ui.save')}</Button>
          <Button kind='quiet' onClick={() => draft.set(undefined)}>{say('ui.cancel')}</Button>
        </div>
      )}
    </form>
  )
}
