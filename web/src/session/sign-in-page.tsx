import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ErrorNote, Skeleton } from '../ui/states.tsx'
import { Button } from '../ui/button.tsx'
import { Mark } from '../ui/icons.tsx'
import { SignInForm, SignUpForm } from './credentials.tsx'
import { t } from './messages.ts'
import { visitor } from './session.ts'
import './sign-in.css'

/** The door. On the very first visit it makes the admin's account. */
export const SignInPage = () => {
  const { data, error, refetch, isFetching } = useQuery({ queryKey: ['registration'], queryFn: () => visitor.auth.registration(), staleTime: 0 })
  const [wantsAccount, setWantsAccount] = useState(false)
  const isFirst = data?.first === true
  const isNew = isFirst || (wantsAccount && data?.open === true)
  const title = isFirst ? t('sign-up.first.title') : isNew ? t('sign-up.title') : t('sign-in.title')
  useEffect(() => { document.title = `${title} · Parlance` }, [title])
  return (
    <main id='content' className='door'>
      <div className='door-card'>
        <Mark size={44} />
        {data === undefined && error === null && <Skeleton lines={4} />}
        {error !== null && <ErrorNote error={error} isBusy={isFetching} onRetry={() => void refetch()} />}
        {data !== undefined && (
          <>
            <h1>{title}</h1>
            {isFirst && <p className='muted'>{t('sign-up.first.text')}</p>}
            {isNew ? <SignUpForm key='up' /> : <SignInForm key='in' />}
            {!isFirst && data.open && <Button kind='quiet' onClick={() => setWantsAccount(!isNew)}>{isNew ? t('sign-up.to-sign-in') : t('sign-in.to-sign-up')}</Button>}
            {!isNew && <p className='muted small'>{t('sign-in.forgot')}</p>}
          </>
        )}
      </div>
    </main>
  )
}
