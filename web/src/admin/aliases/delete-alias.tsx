import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { modelsQuery } from '../../account/parts/models.ts'
import { Section } from '../../account/parts/page.tsx'
import { TypeToConfirm } from '../../account/parts/type-to-confirm.tsx'
import { useAction } from '../../account/parts/use-action.ts'
import { Button } from '../../ui/button.tsx'
import { showToast } from '../../ui/toast.tsx'
import { aliasesQuery, aliasQuery, deleteAlias } from '../data/aliases.ts'
import { t } from './messages.ts'

export const DeleteAlias = ({ name }: { name: string }) => {
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  const [isAsking, setIsAsking] = useState(false)
  const remove = useAction(async () => {
    await deleteAlias(name)
    navigate('/admin/aliases')
    showToast(t('deleted', { name }))
    queries.removeQueries({ queryKey: aliasQuery(name).queryKey })
    await Promise.all([queries.invalidateQueries({ queryKey: aliasesQuery.queryKey }), queries.invalidateQueries({ queryKey: modelsQuery.queryKey })])
  })
  return (
    <Section title={t('delete')} lead={t('delete.text')}>
      <div className='row'><Button kind='danger' icon='trash' onClick={() => setIsAsking(true)}>{t('delete')}</Button></div>
      {isAsking && (
        <TypeToConfirm title={t('delete.title', { name })} word={name} action={t('delete')} isBusy={remove.isBusy} error={remove.error} onConfirm={() => void remove.start()} onClose={() => setIsAsking(false)}>
          <p>{t('delete.text')}</p>
        </TypeToConfirm>
      )}
    </Section>
  )
}
