import type { ApiKey } from '@parlance/client'
import { type ReactNode, useState } from 'react'
import { IconButton } from '../../ui/button.tsx'
import { Menu, type MenuItem } from '../../ui/menu.tsx'
import { Badge } from '../../ui/states.tsx'
import { EditKey, RevokeKey, RotateKey } from './key-dialogs.tsx'
import { factsOf, stateOf } from './key-state.ts'
import { t } from './messages.ts'

/** A key's line and what can be done with it. `owner`: whose it is, where that is not clear. */
export const KeyItem = ({ apiKey, owner }: { apiKey: ApiKey; owner?: ReactNode }) => {
  const [open, setOpen] = useState<'edit' | 'rotate' | 'revoke'>()
  const state = stateOf(apiKey)
  const close = () => setOpen(undefined)
  const items: MenuItem[] = [
    { label: t('key.edit'), icon: 'edit', onSelect: () => setOpen('edit') },
    { label: t('key.rotate'), icon: 'refresh', onSelect: () => setOpen('rotate') },
    'separator',
    { label: t('key.revoke'), icon: 'trash', isDanger: true, onSelect: () => setOpen('revoke') },
  ]
  return (
    <li className={`acc-item ${state === 'active' ? '' : 'is-over'}`}>
      <div className='acc-item-main'>
        <div className='acc-item-name'>
          {apiKey.name}
          {state !== 'active' && <Badge kind={state === 'expired' ? 'warning' : 'plain'}>{t(`state.${state}`)}</Badge>}
          {apiKey.scopes.map(scope => <Badge key={scope}>{t(`scope.${scope}`)}</Badge>)}
        </div>
        <div className='acc-facts'>
          <code>{apiKey.hint}…</code>
          {owner}
          {factsOf(apiKey).map(fact => <span key={fact}>{fact}</span>)}
        </div>
      </div>
      {state !== 'revoked' && <Menu items={items}>{trigger => <IconButton {...trigger} icon='dots' label={t('key.actions', { name: apiKey.name })} />}</Menu>}
      {open === 'edit' && <EditKey apiKey={apiKey} onClose={close} />}
      {open === 'rotate' && <RotateKey apiKey={apiKey} onClose={close} />}
      {open === 'revoke' && <RevokeKey apiKey={apiKey} onClose={close} />}
    </li>
  )
}
