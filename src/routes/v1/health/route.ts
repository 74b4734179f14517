import type { App } from '../../../plugins/app.ts'
import { problems } from '../../../schemas/error.ts'
import { Health } from '../../../schemas/system.ts'
import { ref } from '../../../schemas/type.ts'

export default async function getHealth (app: App) {
  app.get('', {
    config: { auth: 'public' },
    schema: {
      operationId: 'getHealth',
      tags: ['system'],
      summary: 'Ask whether the process is alive',
      response: { 200: { description: 'It is.', content: { 'application/json': { schema: ref(Health) } } }, ...problems() },
    },
  }, async (): Promise<Health> => {
    const { version, startedAt } = app.services
    return { status: 'ok', version, uptimeSeconds: Math.round((Date.now() - startedAt) / 1000) }
  })
}
