import { t } from '../../app/messages.ts'
import { EmptyState } from '../../ui/states.tsx'
import { Page } from './page.tsx'

/** An address of an area that leads nowhere, or to what this server does not have. */
export const Missing = () => <Page title={t('app.not-found.title')}><EmptyState icon='help' title={t('app.not-found.title')} text={t('app.not-found.text')} /></Page>
