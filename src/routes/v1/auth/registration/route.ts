import type { App } from '../../../../plugins/app.ts'
import { problems } from '../../../../schemas/error.ts'
import { json } from '../../../../schemas/json.ts'
import { Registration } from '../../../../schemas/session.ts'

export default async function registration (app: App) {
  app.get('', {
    config: { auth: 'public' },
    schema: {
      operationId: 'getRegistration',
      tags: ['auth'],
      summary: 'Ask who may register',
      description: 'For pages that have to know whether to offer it.',
      response: { 200: json('Whether anybody may, and whether nobody has yet.', Registration), ...problems() },
    },
  }, (): Promise<Registration> => app.services.accounts.signIn.registration())
}
