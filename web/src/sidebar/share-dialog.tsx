import type { Chat } from '@parlance/client'
import { Dialog } from '../ui/dialog.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { t } from './messages.ts'
import { ShareLink } from './share-link.tsx'
import { SharePeople } from './share-people.tsx'
import './share-dialog.css'

/** Who may see a chat: people, and everybody who has a link. */
export default function ShareDialog ({ chat, onClose }: { chat: Chat; onClose(): void }) {
  const tabs = [{ id: 'people', label: t('share.people'), content: <SharePeople chat={chat} /> }, ...chat.role === 'owner' ? [{ id: 'link', label: t('share.link'), content: <ShareLink chat={chat} /> }] : []]
  return <Dialog title={t('share.title')} onClose={onClose}><Tabs label={t('share.title')} tabs={tabs} /></Dialog>
}
