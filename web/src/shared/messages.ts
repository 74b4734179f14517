import { defineMessages } from '../i18n/define-messages.ts'

export const { messages, t } = defineMessages({
  loading: 'The shared chat is being loaded',
  note: 'A snapshot of a chat, shared {time}.',
  until: 'The link ends {time}.',
  untitled: 'A shared chat',
  'gone.title': 'This link leads nowhere',
  'gone.text': 'It was ended, it has expired, or it never was.',
  home: 'Open Parlance',
}, {
  loading: 'Der geteilte Chat wird geladen',
  note: 'Eine Momentaufnahme eines Chats, geteilt {time}.',
  until: 'Der Link gilt bis {time}.',
  untitled: 'Ein geteilter Chat',
  'gone.title': 'Dieser Link führt ins Leere',
  'gone.text': 'Er wurde aufgehoben, ist abgelaufen oder hat nie existiert.',
  home: 'Parlance öffnen',
})
