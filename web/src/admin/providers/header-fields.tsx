import { Button, IconButton } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { t } from './messages.ts'
import type { HeaderDraft } from './provider-draft.ts'

type Props = { headers: readonly HeaderDraft[]; errors: Readonly<Record<string, string | undefined>>; isMoved: boolean; onChange(headers: readonly HeaderDraft[]): void }

/** Names and values of headers. */
export const HeaderFields = ({ headers, errors, isMoved, onChange }: Props) => {
  const change = (id: number, change: Partial<HeaderDraft>) => onChange(headers.map(header => header.id === id ? { ...header, ...change } : header))
  return (
    <fieldset className='acc-fieldset'>
      <legend>{t('form.headers')}</legend>
      <p className='ui-hint'>{t('form.headers.hint')}</p>
      {headers.map(({ id, name, value, isSaved }, index) => {
        const number = index + 1
        return (
          <div key={id} className='adm-header'>
            <Field label={t('form.header.name', { number })} isLabelHidden placeholder='x-team' readOnly={isSaved} value={name} autoComplete='off' autoCapitalize='off' spellCheck={false} onChange={event => change(id, { name: event.target.value })} />
            <Field label={t('form.header.value', { number })} isLabelHidden placeholder={isSaved && !isMoved ? t('form.header.saved') : undefined} value={value} error={errors[`headers.${name.toLowerCase()}`]} autoComplete='off' autoCapitalize='off' spellCheck={false} onChange={event => change(id, { value: event.target.value })} />
            <IconButton icon='trash' label={t('form.header.remove', { number })} onClick={() => onChange(headers.filter(header => header.id !== id))} />
          </div>
        )
      })}
      <div className='row'><Button icon='plus' onClick={() => onChange([...headers, { id: Math.max(-1, ...headers.map(({ id }) => id)) + 1, name: '', value: '', isSaved: false }])}>{t('form.header.add')}</Button></div>
    </fieldset>
  )
}
