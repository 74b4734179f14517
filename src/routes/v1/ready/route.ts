import type { App } from '../../../plugins/app.ts'
import { problems } from '../../../schemas/error.ts'
import { Readiness } from '../../../schemas/system.ts'
import { ref } from '../../../schemas/type.ts'

export default async function getReadiness (app: App) {
  app.get('', {
    config: { auth: 'public' },
    schema: {
      operationId: 'getReadiness',
      tags: ['system'],
      summary: 'Ask whether the server can take requests',
      response: {
        ...problems(),
        200: { description: 'Every part answers.', content: { 'application/json': { schema: ref(Readiness) } } },
        503: { description: 'A part does not answer, or the server is shutting down.', content: { 'application/json': { schema: ref(Readiness) } } },
      },
    },
  }, async (_request, reply): Promise<Readiness> => {
    const parts = await app.services.checkParts()
    const isWhole = parts.every(({ ok }) => ok)
    if (!isWhole || app.isDraining) reply.code(503)
    return { status: app.isDraining ? 'draining' : isWhole ? 'ready' : 'not-ready', parts }
  })
}
