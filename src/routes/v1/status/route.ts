import type { App } from '../../../plugins/app.ts'
import { problems } from '../../../schemas/error.ts'
import { Status } from '../../../schemas/system.ts'
import { ref } from '../../../schemas/type.ts'

export default async function getStatus (app: App) {
  app.get('', {
    config: { auth: 'any', isUnlimited: true },
    schema: {
      operationId: 'getStatus',
      tags: ['system'],
      summary: 'See how the server and its providers fare',
      response: { 200: { description: 'The state of every part.', content: { 'application/json': { schema: ref(Status) } } }, ...problems('unauthorized') },
    },
  }, async (): Promise<Status> => {
    const { version, startedAt, bells, gateway, registry, ledger, load, checkParts } = app.services
    const parts = await checkParts()
    const providers = registry.status()
    const isWhole = parts.every(({ ok }) => ok) && providers.every(({ state }) => state !== 'down')
    const { isShedding, lagMs, residentBytes = null, shed } = load.state
    return {
      status: isWhole && !isShedding ? 'ok' : 'degraded',
      version,
      instance: bells.instance,
      instances: bells.others + 1,
      uptimeSeconds: Math.round((Date.now() - startedAt) / 1000),
      activeCalls: gateway.active,
      parts,
      providers,
      circuits: gateway.lanes().filter(({ circuits }) => circuits.length > 0).map(({ provider, circuits }) => ({ provider, open: circuits.length })),
      ledger: ledger.state,
      load: { isShedding, lagMs: Math.round(lagMs), residentBytes, shed: shed.lag + shed.calls + shed.memory },
    }
  })
}
