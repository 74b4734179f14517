import { t } from '../app/messages.ts'

export default function ChatPage () {
  return <main id='content' className='page'><h1>{t('app.chats')}</h1></main>
}
