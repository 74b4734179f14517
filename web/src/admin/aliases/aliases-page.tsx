import type { Alias } from '@parlance/client'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'
import { Page } from '../../account/parts/page.tsx'
import { Await } from '../../account/parts/states.tsx'
import { formatNumber } from '../../i18n/format.ts'
import { Button } from '../../ui/button.tsx'
import { Badge, EmptyState } from '../../ui/states.tsx'
import { aliasesQuery } from '../data/aliases.ts'
import { t as admin } from '../messages.ts'
import { t } from './messages.ts'

export const AliasesPage = () => {
  const [, navigate] = useLocation()
  const query = useQuery(aliasesQuery)
  const add = <Button kind='primary' icon='plus' onClick={() => navigate('/admin/aliases/new')}>{t('new')}</Button>
  return (
    <Page title={admin('aliases')} lead={t('lead')} actions={add}>
      <Await query={query}>
        {aliases => aliases.length === 0
          ? <EmptyState icon='tag' title={t('empty')} text={t('empty.text')} />
          : <ul role='list' className='acc-list'>{aliases.map(alias => <AliasItem key={alias.name} alias={alias} />)}</ul>}
      </Await>
    </Page>
  )
}

const AliasItem = ({ alias: { name, targets, strategy, description } }: { alias: Alias }) => {
  const total = targets.reduce((sum, { weight = 1 }) => sum + weight, 0)
  return (
    <li className='acc-item'>
      <div className='acc-item-main'>
        <div className='acc-item-name'><Link href={`/admin/aliases/edit/${encodeURIComponent(name)}`}>{name}</Link><Badge>{t(`strategy.${strategy}`)}</Badge></div>
        {description !== null && <p className='muted small'>{description}</p>}
        <ol role='list' className='acc-facts'>
          {targets.map(({ model, weight = 1 }, index) => (
            // the same model may stand there twice

            <li key={index}>{strategy === 'weighted' ? `${formatNumber(total > 0 ? weight / total : 0, { style: 'percent' })} ` : `${index + 1}. `}<code>{model}</code></li>
          ))}
        </ol>
      </div>
    </li>
  )
}
