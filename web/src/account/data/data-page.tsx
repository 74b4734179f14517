import { useState } from 'react'
import { client, signOut } from '../../session/session.ts'
import { useUser } from '../../session/use-session.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { ErrorNote } from '../../ui/states.tsx'
import { showToast } from '../../ui/toast.tsx'
import { t } from '../messages.ts'
import { download } from '../parts/download.ts'
import { fieldErrors, restOf } from '../parts/field-errors.ts'
import { Page } from '../parts/page.tsx'
import { TypeToConfirm } from '../parts/type-to-confirm.tsx'
import { useAction } from '../parts/use-action.ts'

export const DataPage = () => {
  const { username } = useUser()
  const [isErasing, setIsErasing] = useState(false)
  const take = useAction(async () => {
    const data = await client.auth.export()
    download(`parlance-${username}-${data.exportedAt.slice(0, 10)}.json`, JSON.stringify(data, null, 2))
    showToast(t('export.done'))
  })
  return (
    <Page title={t('data')} lead={t('data.lead')}>
      <section className='card' aria-label={t('export')}>
        <h2>{t('export')}</h2>
        <p className='muted'>{t('export.text')}</p>
        {take.error !== undefined && <ErrorNote error={take.error} />}
        <div className='row'><Button icon='download' isBusy={take.isBusy} onClick={() => void take.start()}>{t('export.action')}</Button></div>
      </section>
      <section className='card acc-danger' aria-label={t('erase')}>
        <h2>{t('erase')}</h2>
        <p className='muted'>{t('erase.text')}</p>
        <div className='row'><Button kind='danger' icon='trash' onClick={() => setIsErasing(true)}>{t('erase.action')}</Button></div>
      </section>
      {isErasing && <EraseDialog username={username} onClose={() => setIsErasing(false)} />}
    </Page>
  )
}

const EraseDialog = ({ username, onClose }: { username: string; onClose(): void }) => {
  const [password, setPassword] = useState('')
  const erase = useAction(async () => {
    await client.auth.deleteProfile(password)
    await signOut()
  })
  const errors = fieldErrors(erase.error)
  return (
    <TypeToConfirm
      title={t('erase.title')} word={username} action={t('erase.action')} isBusy={erase.isBusy} error={restOf(erase.error, ['password'])} onClose={onClose} onConfirm={() => void erase.start()}
      fields={<Field label={t('erase.password')} type='password' autoComplete='current-password' required data-first='' value={password} error={errors['password'] && t('password.wrong')} onChange={event => setPassword(event.target.value)} />}
    >
      <p>{t('erase.warning')}</p>
    </TypeToConfirm>
  )
}
