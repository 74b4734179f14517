import { defineMessages } from '../../i18n/define-messages.ts'

export const { messages, t } = defineMessages({
  lead: 'Every key of every account, and those of the house. A new one is yours.',
  owner: 'Owner',
  'owner.all': 'Everybody',
  state: 'State',
  'state.all': 'All',
}, {
  lead: 'Alle Schlüssel aller Konten und die des Servers. Ein neuer gehört Ihnen.',
  owner: 'Besitzer',
  'owner.all': 'Alle',
  state: 'Zustand',
  'state.all': 'Alle',
})
