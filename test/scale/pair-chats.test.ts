// Whole suites of chats and sockets, asked of two instances that take turns. The rest of them: `npm run test:pair`.
import { onPair } from '../helpers/on-pair.ts'

await onPair('chats/members', 'chats/share', 'realtime/rights')
