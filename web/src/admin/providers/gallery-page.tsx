import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { Page } from '../../account/parts/page.tsx'
import { Await } from '../../account/parts/states.tsx'
import { t as say } from '../../app/messages.ts'
import { Field } from '../../ui/field.tsx'
import { templatesQuery } from '../data/providers.ts'
import { t as admin } from '../messages.ts'
import { Prose } from '../parts/prose.tsx'
import { t } from './messages.ts'
import { hostOf, Monogram } from './monogram.tsx'

/** Which service it is to be. */
export const GalleryPage = () => {
  const query = useQuery(templatesQuery)
  const [sought, setSought] = useState('')
  return (
    <Page title={t('gallery')} lead={t('gallery.lead')} back={{ href: '/admin/providers', label: admin('providers') }}>
      <Field label={t('gallery.search')} isLabelHidden type='search' placeholder={say('ui.search')} value={sought} onChange={event => setSought(event.target.value)} />
      <Await query={query} lines={8}>
        {templates => {
          const word = sought.trim().toLowerCase()
          const found = templates.filter(({ displayName, kind, baseUrl }) => `${displayName} ${kind} ${baseUrl}`.toLowerCase().includes(word))
          if (found.length === 0) return <p className='muted' role='status'>{t('gallery.none')}</p>
          return (
            <ul role='list' className='adm-cards'>
              {found.map(({ id, displayName, description, baseUrl, requiresKey }) => (
                <li key={id}>
                  <Link href={`/admin/providers/new/${id}`} className='adm-card adm-template'>
                    <Monogram name={displayName} />
                    <span className='adm-template-text'>
                      <span className='adm-card-name'>{displayName}</span>
                      <span className='muted small'>{hostOf(baseUrl)}</span>
                    </span>
                    {description !== undefined && <span className='muted small adm-template-description' lang='en'><Prose text={description} /></span>}
                    <span className='small muted'>{requiresKey ? t('gallery.key') : t('gallery.no-key')}</span>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }}
      </Await>
    </Page>
  )
}
