import { download } from '../../account/parts/download.ts'
import { useAction } from '../../account/parts/use-action.ts'
import { sayError } from '../../errors/say-error.ts'
import { Button } from '../../ui/button.tsx'
import { showToast } from '../../ui/toast.tsx'

/** Downloads a table. It is asked for with the access token, which no link has. */
export const CsvButton = ({ label, name, read }: { label: string; name: string; read(): Promise<Blob> }) => {
  const { start, isBusy } = useAction(async () => {
    try {
      download(name, await read())
    } catch (error) {
      showToast(sayError(error), { kind: 'error' })
    }
  })
  return <Button icon='download' isBusy={isBusy} aria-label={label} onClick={() => void start()}>CSV</Button>
}
