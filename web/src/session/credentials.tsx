import { ParlanceError } from '@parlance/client'
import { type SyntheticEvent, useState } from 'react'
import { sayError } from '../errors/say-error.ts'
import { t as say } from '../app/messages.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { t } from './messages.ts'
import { signIn, signUp } from './session.ts'

const PasswordField = ({ hint, isNew }: { hint?: string; isNew: boolean }) => {
  const [isShown, setIsShown] = useState(false)
  return (
    <div className='password-field'>
      <Field label={t('sign-in.password')} hint={hint} name='password' type={isShown ? 'text' : 'password'} required minLength={isNew ? 8 : 1} maxLength={isNew ? 256 : 1024} autoComplete={isNew ? 'new-password' : 'current-password'} />
      <IconButton icon='eye' className='small' aria-pressed={isShown} label={isShown ? say('ui.hide-password') : say('ui.show-password')} onClick={() => setIsShown(!isShown)} />
    </div>
  )
}

/** What a failed sign-in means: here a 401 is a wrong password, and a 403 a closed door. */
const explain = (error: unknown): string => {
  if (!(error instanceof ParlanceError)) return sayError(error)
  if (error.code === 'unauthorized') return t('sign-in.wrong')
  if (error.code === 'forbidden' && /disabled/.test(error.message)) return t('disabled')
  return error.status === 0 || error.code === 'rate_limited' ? sayError(error) : error.message
}

const useSubmit = (send: (value: (name: string) => string) => Promise<void>) => {
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<string>()
  const onSubmit = async (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setIsBusy(true)
    setError(undefined)
    try {
      await send(name => String(form.get(name) ?? ''))
    } catch (thrown) {
      setError(explain(thrown))
    } finally {
      setIsBusy(false)
    }
  }
  return { isBusy, error, onSubmit: (event: SyntheticEvent<HTMLFormElement>) => void onSubmit(event) }
}

/** `login`: who it has to be, when that is known. */
export const SignInForm = ({ login }: { login?: string }) => {
  const { isBusy, error, onSubmit } = useSubmit(value => signIn(login ?? value('login'), value('password')))
  return (
    <form className='stack' onSubmit={onSubmit}>
      {login === undefined
        ? <Field label={t('sign-in.login')} name='login' required maxLength={254} autoComplete='username' autoCapitalize='none' spellCheck={false} autoFocus />
        : <input type='hidden' name='username' autoComplete='username' defaultValue={login} />}
      <PasswordField isNew={false} />
      {error !== undefined && <p className='ui-error' role='alert'>{error}</p>}
      <Button kind='primary' type='submit' isBusy={isBusy}>{t('sign-in.submit')}</Button>
    </form>
  )
}

export const SignUpForm = () => {
  const { isBusy, error, onSubmit } = useSubmit(value => signUp({ username: value('username'), email: value('email'), password: value('password') }))
  return (
    <form className='stack' onSubmit={onSubmit}>
      <Field label={t('sign-up.username')} hint={t('sign-up.username.hint')} name='username' required minLength={3} maxLength={32} pattern='[A-Za-z0-9][A-Za-z0-9._\-]*' autoComplete='username' autoCapitalize='none' spellCheck={false} autoFocus />
      <Field label={t('sign-up.email')} hint={t('sign-up.email.hint')} name='email' type='email' required maxLength={254} autoComplete='email' />
      <PasswordField isNew hint={t('sign-up.password.hint')} />
      {error !== undefined && <p className='ui-error' role='alert'>{error}</p>}
      <Button kind='primary' type='submit' isBusy={isBusy}>{t('sign-up.submit')}</Button>
    </form>
  )
}
