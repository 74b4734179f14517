import { ParlanceError } from '@parlance/client'
import { useEffect, useState } from 'react'
import { sayError } from '../../errors/say-error.ts'
import { findAbility, isSubscribed, subscribe, unsubscribe } from '../../push/device.ts'
import { Switch } from '../../ui/field.tsx'
import { t } from '../messages.ts'
import { useAction } from '../parts/use-action.ts'

/** Whether this device is told of answers. The browser's owner is asked when they press it, never before. */
export const PushSwitch = () => {
  const [ability, setAbility] = useState(findAbility)
  const [isOn, setIsOn] = useState(false)
  const [isDismissed, setIsDismissed] = useState(false)
  useEffect(() => { if (ability === 'yes') isSubscribed().then(setIsOn, () => {}) }, [ability])
  const { start, isBusy, error } = useAction(async (wanted: boolean) => {
    setIsDismissed(false)
    setIsOn(wanted)
    try {
      if (!wanted) await unsubscribe()
      else if (!await subscribe()) setIsDismissed(true)
    } finally {
      setIsOn(await isSubscribed())
      setAbility(findAbility())
    }
  })
  const problem = error === undefined ? isDismissed && ability === 'yes' ? t('push.dismissed') : undefined : error instanceof ParlanceError ? sayError(error) : t('push.failed')
  return (
    <div className='stack'>
      <Switch label={t('push')} hint={t(ability === 'yes' ? 'push.hint' : `push.${ability}`)} checked={isOn} disabled={ability !== 'yes'} aria-busy={isBusy} onChange={event => void start(event.target.checked)} />
      {problem !== undefined && <p className='ui-error' role='alert'>{problem}</p>}
    </div>
  )
}
