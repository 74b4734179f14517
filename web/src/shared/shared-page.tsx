import { t } from '../app/messages.ts'

export default function SharedPage () {
  return <main id='content' className='page'><h1>{t('app.chats')}</h1></main>
}
