import { Route, Switch } from 'wouter'
import { DataPage } from './data/data-page.tsx'
import { KeysPage } from './keys/keys-page.tsx'
import { t as keys } from './keys/messages.ts'
import { t } from './messages.ts'
import { Area, type AreaLink } from './parts/area.tsx'
import { Missing } from './parts/missing.tsx'
import { PreferencesPage } from './preferences/preferences-page.tsx'
import { ProfilePage } from './profile/profile-page.tsx'
import { SecurityPage } from './security/security-page.tsx'

/** What somebody may know and change about oneself. */
export default function AccountArea () {
  const links: AreaLink[] = [
    { href: '/account', label: t('profile'), icon: 'user' },
    { href: '/account/preferences', label: t('preferences'), icon: 'settings' },
    { href: '/account/security', label: t('security'), icon: 'shield' },
    { href: '/account/keys', label: keys('keys'), icon: 'key' },
    { href: '/account/data', label: t('data'), icon: 'download' },
  ]
  return (
    <Area title={t('area')} links={links}>
      <Switch>
        <Route path='/account'><ProfilePage /></Route>
        <Route path='/account/preferences'><PreferencesPage /></Route>
        <Route path='/account/security'><SecurityPage /></Route>
        <Route path='/account/keys'><KeysPage /></Route>
        <Route path='/account/data'><DataPage /></Route>
        <Route><Missing /></Route>
      </Switch>
    </Area>
  )
}
