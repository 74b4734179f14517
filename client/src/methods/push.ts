import type { Call, Caller, CallOptions } from '../call.ts'
import type { Http } from '../http.ts'
import type { CreatePushSubscription, PushState, PushSubscription } from '../schemas.ts'

/** Browsers that are told when an answer is ready. All need an access token. */
export function createPushMethods (http: Http, call: Caller) {
  return {
    /** The key to subscribe with, and the browsers that have. */
    get: (options?: CallOptions): Call<PushState> => call(init => http.GET('/api/v1/push', init), options),
    /** With what the browser’s `PushSubscription` says. The same browser again keeps its subscription. */
    subscribe: (body: CreatePushSubscription, options?: CallOptions): Call<PushSubscription> => call(init => http.POST('/api/v1/push/subscriptions', { ...init, body }), options),
    unsubscribe: (subscriptionId: string, options?: CallOptions): Call<void> => call(init => http.DELETE('/api/v1/push/subscriptions/{subscriptionId}', { ...init, params: { path: { subscriptionId } } }), options),
  }
}
