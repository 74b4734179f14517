import type { Call, Caller, CallOptions } from '../call.ts'
import type { Http } from '../http.ts'
import type { Health, RateLimit, Readiness, Status } from '../schemas.ts'

/** Whether the server works, and what is left of the caller's limits. */
export const createSystemMethods = (http: Http, call: Caller) => ({
  /** Whether the process is alive. */
  health: (options?: CallOptions): Call<Health> => call(init => http.GET('/api/v1/health', init), options),

  /** Whether the server can take requests. One that cannot is an answer here (`status` says why), neither thrown nor asked again. */
  ready: (options?: CallOptions): Call<Readiness> => call(async init => {
    const { data, error, response } = await http.GET('/api/v1/ready', init)
    // a proxy in between answers 503 with a page of its own
    return typeof error === 'object' && 'parts' in error ? { data: error, response } : { data, error, response }
  }, { maxRetries: 0, ...options }),

  /** How the server and its providers fare. */
  status: (options?: CallOptions): Call<Status> => call(init => http.GET('/api/v1/status', init), options),

  /** What is left of the caller's limits. */
  rateLimit: (options?: CallOptions): Call<RateLimit> => call(init => http.GET('/api/v1/rate-limit', init), options),
})
