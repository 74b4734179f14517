import type { Call, Caller, CallOptions } from '../call.ts'
import type { Http } from '../http.ts'
import type { CreatedWebhook, CreateWebhook, RotateWebhookSecret, UpdateWebhook, Webhook, WebhookDelivery, WebhookDeliveryPage, WebhookPage, WebhookTest } from '../schemas.ts'
import { type PageQuery, readPages, writePageQuery } from './pages.ts'

/** Which deliveries. `pending` waits for its next attempt; `dead` was given up. */
export type DeliveryQuery = PageQuery & { status?: WebhookDelivery['status'] }

/** Other systems that are told what happens here. */
export function createWebhookMethods (http: Http, call: Caller) {
  const path = (webhookId: string) => ({ path: { webhookId } })

  const list = (query: PageQuery = {}, options?: CallOptions): Call<WebhookPage> => call(init => http.GET('/api/v1/webhooks', { ...init, params: { query: writePageQuery(query) } }), options)

  const deliveries = (webhookId: string, query: DeliveryQuery = {}, options?: CallOptions): Call<WebhookDeliveryPage> =>
    call(init => http.GET('/api/v1/webhooks/{webhookId}/deliveries', { ...init, params: { ...path(webhookId), query: { ...query, ...writePageQuery(query) } } }), options)

  return {
    /** Newest first. */
    list,
    /** Every webhook, however many pages they fill. */
    all: (options?: CallOptions): AsyncGenerator<Webhook, void, undefined> => readPages(list, options),
    /** The answer holds the signing secret, this once. */
    create: (body: CreateWebhook, options?: CallOptions): Call<CreatedWebhook> => call(init => http.POST('/api/v1/webhooks', { ...init, body }), options),
    get: (webhookId: string, options?: CallOptions): Call<Webhook> => call(init => http.GET('/api/v1/webhooks/{webhookId}', { ...init, params: path(webhookId) }), options),
    /** What is absent stays. */
    update: (webhookId: string, body: UpdateWebhook, options?: CallOptions): Call<Webhook> => call(init => http.PATCH('/api/v1/webhooks/{webhookId}', { ...init, params: path(webhookId), body }), options),
    delete: (webhookId: string, options?: CallOptions): Call<void> => call(init => http.DELETE('/api/v1/webhooks/{webhookId}', { ...init, params: path(webhookId) }), options),
    /** A new secret; the old one signs too for `overlapSeconds`, by default a day. */
    rotateSecret: (webhookId: string, body: RotateWebhookSecret = {}, options?: CallOptions): Call<CreatedWebhook> => call(init => http.POST('/api/v1/webhooks/{webhookId}/rotate-secret', { ...init, params: path(webhookId), body }), options),
    /** Sends it an event now; `ok` says how that went. */
    test: (webhookId: string, options?: CallOptions): Call<WebhookTest> => call(init => http.POST('/api/v1/webhooks/{webhookId}/test', { ...init, params: path(webhookId) }), options),
    /** What it was told and is to be told, newest first. */
    deliveries,
    /** The same, however many pages they fill. */
    allDeliveries: (webhookId: string, { status }: Pick<DeliveryQuery, 'status'> = {}, options?: CallOptions): AsyncGenerator<WebhookDelivery, void, undefined> =>
      readPages((page, options) => deliveries(webhookId, { ...status !== undefined && { status }, ...page }, options), options),
    /** Tells it once more, as a new delivery of the same event. */
    redeliver: (webhookId: string, deliveryId: string, options?: CallOptions): Call<WebhookDelivery> =>
      call(init => http.POST('/api/v1/webhooks/{webhookId}/deliveries/{deliveryId}/redeliver', { ...init, params: { path: { webhookId, deliveryId } } }), options),
  }
}
