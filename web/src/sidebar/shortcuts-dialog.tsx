import { useChangePreferences, usePreferences } from '../app/preferences.ts'
import { shortcutKeys, type ShortcutName } from '../app/shortcuts.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Switch } from '../ui/field.tsx'
import { t } from './messages.ts'

/** Which keys do what, and the switch that turns all of them off. */
export default function ShortcutsDialog ({ onClose }: { onClose(): void }) {
  const { keyboardShortcuts } = usePreferences()
  const { mutate: change } = useChangePreferences()
  return (
    <Dialog title={t('shortcuts')} onClose={onClose}>
      <dl className='shortcuts'>
        {Object.entries(shortcutKeys).map(([name, keys]) => (
          <div key={name}><dt>{t(`shortcuts.${name as ShortcutName}`)}</dt><dd>{keys.map(key => <kbd key={key}>{key}</kbd>)}</dd></div>
        ))}
      </dl>
      <Switch label={t('shortcuts.on')} checked={keyboardShortcuts} onChange={event => change({ keyboardShortcuts: event.target.checked })} />
    </Dialog>
  )
}
