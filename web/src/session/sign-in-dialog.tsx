import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { SignInForm } from './credentials.tsx'
import { t } from './messages.ts'
import { signOut } from './session.ts'
import { useUser } from './use-session.ts'
import './sign-in.css'

/** Asks for the password again, over the page as it is: nothing that was being written is lost. */
export const SignInDialog = () => {
  const { username } = useUser()
  return (
    <Dialog title={t('expired.title')} size='small' canDismiss={false} onClose={() => {}}>
      <p className='muted'>{t('expired.text')}</p>
      <SignInForm login={username} />
      <Button kind='quiet' onClick={() => void signOut()}>{t('expired.other')}</Button>
    </Dialog>
  )
}
