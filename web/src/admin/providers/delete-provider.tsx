import type { Provider } from '@parlance/client'
import { useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { TypeToConfirm } from '../../account/parts/type-to-confirm.tsx'
import { useAction } from '../../account/parts/use-action.ts'
import { showToast } from '../../ui/toast.tsx'
import { deleteProvider, providerQuery, providersQuery } from '../data/providers.ts'
import { statusQuery } from '../data/status.ts'
import { t } from './messages.ts'

export const DeleteProvider = ({ provider: { id, name }, onClose }: { provider: Provider; onClose(): void }) => {
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  const remove = useAction(async () => {
    await deleteProvider(id)
    navigate('/admin/providers')
    showToast(t('deleted', { name }))
    queries.removeQueries({ queryKey: providerQuery(id).queryKey })
    await Promise.all([queries.invalidateQueries({ queryKey: providersQuery.queryKey }), queries.invalidateQueries({ queryKey: statusQuery.queryKey })])
  })
  return (
    <TypeToConfirm title={t('delete.title', { name })} word={name} action={t('delete')} isBusy={remove.isBusy} error={remove.error} onConfirm={() => void remove.start()} onClose={onClose}>
      <p>{t('delete.text')}</p>
    </TypeToConfirm>
  )
}
