import { lazy, Suspense, useState } from 'react'
import { navigate } from 'wouter/use-browser-location'
import { t as say } from '../app/messages.ts'
import { useChangePreferences } from '../app/preferences.ts'
import { chooseTheme, type Theme, theme } from '../app/theme.ts'
import { helpDialog } from '../app/shortcuts.ts'
import { useStore } from '../lib/use-store.ts'
import { signOut } from '../session/session.ts'
import { useUser } from '../session/use-session.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icons.tsx'
import { Menu, type MenuItem } from '../ui/menu.tsx'
import { t } from './messages.ts'

const ImportDialog = lazy(() => import('./import-dialog.tsx'))
const ShortcutsDialog = lazy(() => import('./shortcuts-dialog.tsx'))

const themes = ['system', 'light', 'dark'] as const satisfies Theme[]
const icons = { system: 'settings', light: 'sun', dark: 'moon' } as const

/** Who one is, and where else one can go. */
export const UserMenu = () => {
  const { username, displayName, role } = useUser()
  const chosen = useStore(theme)
  const isHelpOpen = useStore(helpDialog)
  const { mutate: change } = useChangePreferences()
  const [isImporting, setIsImporting] = useState(false)
  const name = displayName ?? username
  const items: MenuItem[] = [
    { label: say('app.account'), icon: 'user', onSelect: () => navigate('/account') },
    ...role === 'admin' ? [{ label: say('app.admin'), icon: 'shield', onSelect: () => navigate('/admin') }] satisfies MenuItem[] : [],
    { label: t('import'), icon: 'upload', onSelect: () => setIsImporting(true) },
    { label: t('shortcuts'), icon: 'help', onSelect: () => helpDialog.set(true) },
    { label: say('app.docs'), icon: 'code', onSelect: () => { open('/docs', '_blank', 'noopener') } },
    'separator',
    ...themes.map((theme): MenuItem => ({
      label: say(`theme.${theme}`),
      icon: icons[theme],
      isChecked: chosen === theme,
      onSelect () {
        chooseTheme(theme)
        change({ theme })
      },
    })),
    'separator',
    { label: say('app.sign-out'), icon: 'logOut', onSelect: () => void signOut() },
  ]
  return (
    <>
      <Menu items={items} align='start'>
        {trigger => (
          <button type='button' className='user-button' aria-label={t('user.menu', { name })} {...trigger}>
            <Avatar name={name} /><span className='user-name'>{name}</span><Icon name='dots' size={18} />
          </button>
        )}
      </Menu>
      <Suspense fallback={null}>
        {isImporting && <ImportDialog onClose={() => setIsImporting(false)} />}
        {isHelpOpen && <ShortcutsDialog onClose={() => helpDialog.set(false)} />}
      </Suspense>
    </>
  )
}
