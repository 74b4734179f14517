import { createDistribution, type Distribution, type Family, observe } from './family.ts'
import { durationBounds } from './bounds.ts'

/** Requests over HTTP, whatever they were for. */
export type Requests = {
  /** On the path of every request. `route`: method and pattern, never an address that somebody sent. */
  note(route: string, status: number, latencyMs: number): void
  families(): Family[]
}

export function createRequests (): Requests {
  const routes = new Map<string, { statuses: Map<number, number>; duration: Distribution }>()
  return {
    note (route, status, latencyMs) {
      let cell = routes.get(route)
      if (cell === undefined) routes.set(route, cell = { statuses: new Map(), duration: createDistribution(durationBounds) })
      cell.statuses.set(status, (cell.statuses.get(status) ?? 0) + 1)
      observe(cell.duration, durationBounds, latencyMs / 1000)
    },
    families: () => [
      { type: 'counter', name: 'parlance_http_requests_total', help: 'Requests by route and status; 499 when the client went away.', samples: [...routes].flatMap(([route, { statuses }]) => [...statuses].map(([status, count]) => ({ labels: { route, status: String(status) }, value: count }))) },
      { type: 'histogram', name: 'parlance_http_request_duration_seconds', help: 'From the first byte of a request to the last one of its answer.', bounds: durationBounds, samples: [...routes].map(([route, { duration }]) => ({ labels: { route }, distribution: duration })) },
    ],
  }
}
