import type { Call, Caller, CallOptions } from '../call.ts'
import type { Http } from '../http.ts'
import type { ChatImport, ChatMember, ChatMembers, ChatShare, CreateChatShare, CreatedChatShare, SharedChat } from '../schemas.ts'

/** Who else is in a chat, its public link, and chats as files. */
export function createSharingMethods (http: Http, call: Caller) {
  const params = (chatId: string) => ({ path: { chatId } })

  return {
    /** The owner first, then by when they came. */
    members: (chatId: string, options?: CallOptions): Call<ChatMembers> => call(init => http.GET('/api/v1/chats/{chatId}/members', { ...init, params: params(chatId) }), options),
    /** Lets somebody in, by the id of their account or by their user name, or changes what they may do. */
    replaceMember: (chatId: string, userId: string, role: 'editor' | 'viewer', options?: CallOptions): Call<ChatMember> =>
      call(init => http.PUT('/api/v1/chats/{chatId}/members/{userId}', { ...init, params: { path: { chatId, userId } }, body: { role } }), options),
    /** Somebody else, or oneself, to leave. */
    removeMember: (chatId: string, userId: string, options?: CallOptions): Call<void> =>
      call(init => http.DELETE('/api/v1/chats/{chatId}/members/{userId}', { ...init, params: { path: { chatId, userId } } }), options),

    /** Whether there is a public link, and until when. */
    shareState: (chatId: string, options?: CallOptions): Call<ChatShare> => call(init => http.GET('/api/v1/chats/{chatId}/share', { ...init, params: params(chatId) }), options),
    /** A new public link, whose token is told this once. It ends the old one. */
    share: (chatId: string, body: CreateChatShare = {}, options?: CallOptions): Call<CreatedChatShare> => call(init => http.POST('/api/v1/chats/{chatId}/share', { ...init, params: params(chatId), body }), options),
    revokeShare: (chatId: string, options?: CallOptions): Call<void> => call(init => http.DELETE('/api/v1/chats/{chatId}/share', { ...init, params: params(chatId) }), options),

    /** A chat as a file: everything, to be imported again, or the branch that is shown, to be read. */
    export: (chatId: string, format: 'json' | 'markdown' = 'json', options?: CallOptions): Call<Blob> =>
      call(init => http.GET('/api/v1/chats/{chatId}/export', { ...init, params: { ...params(chatId), query: { format } }, parseAs: 'blob' }), options),
    /** Takes in exports of this server and of ChatGPT: JSON, or a zip with it. `dryRun` only says what would happen. */
    import: (file: Blob, { dryRun = false, ...options }: CallOptions & { dryRun?: boolean } = {}): Call<ChatImport> =>
      call(init => http.POST('/api/v1/chats/import', { ...init, headers: { ...init.headers, 'content-type': typeOf(file) }, params: { query: { dryRun } }, body: file as never, bodySerializer: body => body }), options), // its type is that of its JSON
  }
}

/** Public links, for those who have them. */
export const createSharedMethods = (http: Http, call: Caller) => ({
  get: (token: string, options?: CallOptions): Call<SharedChat> => call(init => http.GET('/api/v1/shared/{token}', { ...init, params: { path: { token } } }), options),
})

/** The server looks at the bytes; what it has to be told is that they are not a form. */
const typeOf = ({ type }: Blob): string => /zip|json/.test(type) ? type : 'application/octet-stream'
