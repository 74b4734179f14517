import { Link } from 'wouter'
import { t } from '../app/messages.ts'

export const Sidebar = () => <nav aria-label={t('app.sidebar')}><Link href='/'>{t('app.chats')}</Link></nav>
