import { useState } from 'react'
import { useUser } from '../../session/use-session.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Page, Section } from '../parts/page.tsx'
import { AwaitPages } from '../parts/states.tsx'
import { useKeys } from './data.ts'
import { NewKey } from './key-dialogs.tsx'
import { KeyItem } from './key-item.tsx'
import { t } from './messages.ts'
import { Snippets } from './snippets-view.tsx'

/** One's own keys. */
export const KeysPage = () => {
  const { id } = useUser()
  const pages = useKeys(id)
  const [isNew, setIsNew] = useState(false)
  return (
    <Page title={t('keys')} lead={t('keys.lead')} actions={<Button kind='primary' icon='plus' onClick={() => setIsNew(true)}>{t('keys.new')}</Button>}>
      <AwaitPages pages={pages}>
        {keys => keys.length === 0
          ? <EmptyState icon='key' title={t('keys.empty')} text={t('keys.empty.text')} />
          : <ul role='list' className='acc-list'>{keys.map(key => <KeyItem key={key.id} apiKey={key} />)}</ul>}
      </AwaitPages>
      <Section title={t('keys.use')} lead={t('keys.use.lead')}><Snippets /></Section>
      {isNew && <NewKey onClose={() => setIsNew(false)} />}
    </Page>
  )
}
