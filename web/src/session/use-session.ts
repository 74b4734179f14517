import type { User } from '@parlance/client'
import { useStore } from '../lib/use-store.ts'
import { session } from './session.ts'

export const useSession = () => useStore(session)

/** Who is signed in. Only for pages behind the sign-in. */
export const useUser = (): User => {
  const now = useSession()
  if (!('user' in now)) throw new Error('Nobody is signed in.')
  return now.user
}
