import { t } from '../messages.ts'
import { Page, Section } from '../parts/page.tsx'
import { PasswordForm } from './password-form.tsx'
import { Sessions } from './sessions.tsx'

export const SecurityPage = () => (
  <Page title={t('security')} lead={t('security.lead')}>
    <Section title={t('password')} lead={t('password.note')}><PasswordForm /></Section>
    <Sessions />
  </Page>
)
