// The races for budgets and tokens, asked of two instances that take turns. The rest of the limits: `npm run test:pair`.
import { onPair } from '../helpers/on-pair.ts'

await onPair('limits/race', 'limits/keys')
