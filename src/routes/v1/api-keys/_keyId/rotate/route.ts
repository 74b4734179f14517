import { toApiKey } from '../../../../../accounts/index.ts'
import type { App } from '../../../../../plugins/app.ts'
import { CreatedApiKey, KeyParams, RotateApiKey } from '../../../../../schemas/api-key.ts'
import { problems } from '../../../../../schemas/error.ts'
import { json } from '../../../../../schemas/json.ts'
import { ref } from '../../../../../schemas/type.ts'

export default async function rotateApiKey (app: App) {
  app.post('', {
    config: { auth: 'user-or-admin' },
    schema: {
      operationId: 'rotateApiKey',
      tags: ['api-keys'],
      summary: 'Give an API key a new secret',
      description: 'The id stays. The old secret stops at once, unless `graceSeconds` lets it go on for a while.',
      params: KeyParams,
      body: ref(RotateApiKey),
      response: { 200: json('The key and its new secret, shown this once.', CreatedApiKey), ...problems('unauthorized', 'forbidden', 'not_found', 'conflict') },
    },
  }, async ({ params, body, caller }): Promise<CreatedApiKey> => {
    const { record, secret } = await app.services.apiKeys.rotate(caller!, params.keyId, body)
    return { key: toApiKey(record), secret }
  })
}
