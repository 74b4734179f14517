import { defineMessages } from '../i18n/define-messages.ts'

export const { messages, t } = defineMessages({
  reconnecting: 'Reconnecting …',
  offline: 'Offline: messages will be sent when you are back',
  back: 'Back online',
}, {
  reconnecting: 'Verbindung wird wiederhergestellt …',
  offline: 'Offline: Nachrichten werden gesendet, sobald die Verbindung wieder da ist',
  back: 'Wieder verbunden',
})
