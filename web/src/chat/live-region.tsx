import { useStore } from '../lib/use-store.ts'
import { announcement } from './announce.ts'

/** The one place from which a screen reader hears how an answer fares: not every word of it. */
export const LiveRegion = () => <div className='visually-hidden' role='status' aria-live='polite'>{useStore(announcement)}</div>
