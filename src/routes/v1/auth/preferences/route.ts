import type { App } from '../../../../plugins/app.ts'
import { Preferences, ReplacePreferences } from '../../../../schemas/account.ts'
import { problems } from '../../../../schemas/error.ts'
import { json } from '../../../../schemas/json.ts'
import { ref } from '../../../../schemas/type.ts'

export default async function preferences (app: App) {
  const { users } = app.services.accounts

  app.get('', {
    config: { auth: 'user' },
    schema: {
      operationId: 'getPreferences',
      tags: ['auth'],
      summary: 'See your preferences',
      response: { 200: json('Your preferences, whole.', Preferences), ...problems('unauthorized', 'forbidden') },
    },
  }, ({ caller }): Promise<Preferences> => users.preferences(caller!.id))

  app.put('', {
    config: { auth: 'user' },
    schema: {
      operationId: 'replacePreferences',
      tags: ['auth'],
      summary: 'Replace your preferences',
      body: ref(ReplacePreferences),
      response: { 200: json('Your preferences as they are now.', Preferences), ...problems('unauthorized', 'forbidden') },
    },
  }, ({ body, caller }): Promise<Preferences> => users.savePreferences(caller!.id, body))
}
