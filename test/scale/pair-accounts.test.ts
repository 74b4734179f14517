// Whole suites of accounts, asked of two instances that take turns. The rest of them: `npm run test:pair`.
import { onPair } from '../helpers/on-pair.ts'

await onPair('routes/api-keys', 'routes/sessions', 'routes/rights-at-once', 'routes/users')
