import { type SyntheticEvent, useState } from 'react'
import { fieldErrors, restOf } from '../../account/parts/field-errors.ts'
import { Field } from '../../ui/field.tsx'
import { ErrorNote } from '../../ui/states.tsx'
import { type EventType, eventTypes, type Webhook, type WebhookInput } from '../data/webhooks.ts'
import { t } from './messages.ts'

type Props = { id: string; webhook?: Webhook; error: unknown; onSubmit(input: WebhookInput): void }

/** Where events go and which. Its button is in the dialog around it. */
export const WebhookForm = ({ id, webhook, error, onSubmit }: Props) => {
  const [url, setUrl] = useState(webhook?.url ?? '')
  const [description, setDescription] = useState(webhook?.description ?? '')
  const [events, setEvents] = useState<readonly EventType[]>(webhook?.events ?? ['message.completed', 'message.failed'])
  const errors = fieldErrors(error)
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (events.length === 0) return
    onSubmit({ url, description: description.trim() === '' ? null : description.trim(), events: eventTypes.filter(type => events.includes(type)), enabled: webhook?.enabled ?? true })
  }
  return (
    <form id={id} className='stack' onSubmit={submit}>
      <Field label={t('url')} hint={t('url.hint')} type='url' required maxLength={2000} placeholder='https://example.org/parlance' value={url} error={errors['url']} autoComplete='off' data-first='' onChange={event => setUrl(event.target.value.trim())} />
      <fieldset className='acc-fieldset'>
        <legend>{t('events')}</legend>
        <div className='acc-grid'>
          {eventTypes.map(type => (
            <label key={type} className='acc-check'>
              <input type='checkbox' checked={events.includes(type)} onChange={event => setEvents(event.target.checked ? [...events, type] : events.filter(other => other !== type))} />
              <code>{type}</code>
            </label>
          ))}
        </div>
        {(events.length === 0 || errors['events'] !== undefined) && <p className='ui-error' role='alert'>{errors['events'] ?? t('events.missing')}</p>}
      </fieldset>
      <Field label={t('description')} maxLength={500} value={description} error={errors['description']} onChange={event => setDescription(event.target.value)} />
      {restOf(error, ['url', 'events', 'description']) !== undefined && <ErrorNote error={error} />}
    </form>
  )
}
