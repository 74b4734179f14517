// Generated from openapi/openapi.json by `npm run generate`. Do not edit.
/* eslint-disable */

export interface paths {
    "/api/v1/aliases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the aliases */
        get: operations["listAliases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/aliases/{alias}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at an alias */
        get: operations["getAlias"];
        /**
         * Make or replace an alias
         * @description In force for the next request. A target that fails before its first token, or is not there any more, is followed by the next one.
         */
        put: operations["replaceAlias"];
        post?: never;
        /** Remove an alias */
        delete: operations["deleteAlias"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List calls to models, one by one
         * @description Newest first, as long as they are kept (`USAGE_RETENTION_DAYS`). As a table: all of the period, whatever `limit` says. Those without the scope `analytics` see their own.
         */
        get: operations["listUsageRequests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sum up a period, beside the one before
         * @description In whole hours of UTC, up to this moment. Those without the scope `analytics` see their own.
         */
        get: operations["getUsageSummary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Add usage up by model, user, key, day or hour
         * @description In whole hours of UTC, up to this moment. Those without the scope `analytics` see their own.
         */
        get: operations["getUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the API keys
         * @description Your own; as an admin all.
         */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Make an API key
         * @description The answer holds the secret, this once. The key of somebody who is signed in belongs to them: it acts for them, counts in their limits and budget and ends with them. One that a key makes is bound by that key for ever: its limits, budget and models hold for both together, and revoking the one revokes the other.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at an API key */
        get: operations["getApiKey"];
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description For ever, and at once, with all keys that it made; rotate it to keep those. It stays in the list, so that it can be told what it was.
         */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        /** Change an API key */
        patch: operations["updateApiKey"];
        trace?: never;
    };
    "/api/v1/api-keys/{keyId}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give an API key a new secret
         * @description The id stays. The old secret stops at once, unless `graceSeconds` lets it go on for a while.
         */
        post: operations["rotateApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read who changed what
         * @description With `Accept: text/csv` everything that matches, as a table.
         */
        get: operations["listAuditEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Take your data with you
         * @description Everything that the house has about you, as one file.
         */
        get: operations["getAccountExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in
         * @description Says the same of an unknown user as of a wrong password. After ten wrong ones from one address the account rests there for a quarter of an hour at the most.
         */
        post: operations["createSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign out
         * @description Ends the session of the access token, of the refresh token in the body, or of the cookie, at once. Whoever has none of them is out already.
         */
        post: operations["deleteSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change your password
         * @description You stay signed in here and nowhere else. Your keys go on working.
         */
        post: operations["updatePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See your preferences */
        get: operations["getPreferences"];
        /** Replace your preferences */
        put: operations["replacePreferences"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See who you are */
        get: operations["getProfile"];
        put?: never;
        post?: never;
        /**
         * Erase your account
         * @description With its sessions, keys and whatever else it owns, for ever. The last admin cannot go.
         */
        delete: operations["deleteProfile"];
        options?: never;
        head?: never;
        /** Change your name or address */
        patch: operations["updateProfile"];
        trace?: never;
    };
    "/api/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a new access token
         * @description Replaces the refresh token too. One that was replaced less than 30 seconds ago gives its successor again; one that was replaced before that ends the session.
         */
        post: operations["refreshSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register
         * @description Makes an account and signs in. The very first account becomes admin; whether there may be others is `REGISTRATION`.
         */
        post: operations["createAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/registration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask who may register
         * @description For pages that have to know whether to offer it.
         */
        get: operations["getRegistration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See where you are signed in */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        /** Sign out everywhere else */
        delete: operations["revokeOtherSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions/{sessionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Sign out somewhere
         * @description Its next call is refused.
         */
        delete: operations["revokeSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a model, the simple way
         * @description A message in, a reply out. Nothing is kept: send what was said before as `history`.
         */
        post: operations["createChatReply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chat/completions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a model, as OpenAI’s Chat Completions
         * @description JSON, or server-sent events when `stream` is true. Fields that are not named here travel to providers that speak the same dialect. Changes to what was asked are told in the header `x-parlance-warnings`; send `x-strict: true` to make them an error.
         */
        post: operations["createChatCompletion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chat/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a model the simple way, and read the reply as it comes
         * @description Server-sent events with ids from 1: `message.created`, `message.delta` as often as needed, and at last `message.completed` or `message.failed`. A client that goes away ends the call.
         */
        post: operations["createChatReplyStream"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your chats
         * @description Your own and those that you are a member of, newest first.
         */
        get: operations["listChats"];
        put?: never;
        /** Begin a chat */
        post: operations["createChat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chats/{chatId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open a chat
         * @description With the newest messages of the branch that is shown; read on with `messages.nextCursor`.
         */
        get: operations["getChat"];
        put?: never;
        post?: never;
        /**
         * Delete a chat
         * @description For ever, with everything in it. What is being written is stopped first.
         */
        delete: operations["deleteChat"];
        options?: never;
        head?: never;
        /** Change a chat */
        patch: operations["updateChat"];
        trace?: never;
    };
    "/api/v1/chats/{chatId}/attachments/{attachmentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an image or file of a chat
         * @description The bytes that a message names. They never change. Pictures are sent as what they are, everything that a browser might run as bytes to be saved.
         */
        get: operations["getChatAttachment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chats/{chatId}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Take a chat along as a file */
        get: operations["getChatExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chats/{chatId}/fork": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Fork a chat
         * @description A new chat of your own that begins with everything up to a message, its files too; model, system prompt, documents, tags and folder are the same. The chat that it comes from stays as it is. Whoever may read a chat may fork it. 409 while that message is being written.
         */
        post: operations["createChatFork"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chats/{chatId}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List who is in a chat */
        get: operations["listChatMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chats/{chatId}/members/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Let somebody into a chat
         * @description Or change what they may do in it. Only people with an account can be members, not API keys of the house.
         */
        put: operations["replaceChatMember"];
        post?: never;
        /**
         * Remove somebody from a chat
         * @description At once: what they have open of it ends. Everybody may leave by removing themself.
         */
        delete: operations["deleteChatMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chats/{chatId}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the messages of a chat
         * @description Newest first: the branch that is shown, or with `tree` all of them.
         */
        get: operations["listMessages"];
        put?: never;
        /**
         * Ask in a chat
         * @description Saves the question, then asks the model. The answer goes on and is saved when you go away: read it with `GET /chats/{chatId}/stream`. The same `clientRequestId` again gets the same answer and costs nothing.
         */
        post: operations["sendMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chats/{chatId}/messages/{messageId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a message
         * @description For ever, with everything that follows it. Other versions of it stay; where the shown branch ended in it, the newest of those is shown, or else the branch ends before it. A link that showed it ends. 409 while an answer is being written there.
         */
        delete: operations["deleteMessage"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chats/{chatId}/messages/{messageId}/rating": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Rate an answer
         * @description Yours alone: in a chat of several people everybody has their own, whoever may read it may rate it, and nobody is shown another’s.
         */
        put: operations["replaceMessageRating"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chats/{chatId}/messages/{messageId}/regenerate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer again
         * @description Another answer beside this one, or the first one below a question that has none.
         */
        post: operations["regenerateMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chats/{chatId}/share": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See whether a chat is shared by a link */
        get: operations["getChatShare"];
        put?: never;
        /**
         * Share a chat by a link
         * @description Everybody who has the link reads a snapshot: the branch that you see, or that of `messageId`, as it is now. What is said later is not in it. The token is told this once, and a link that the chat had before ends.
         */
        post: operations["createChatShare"];
        /** Revoke the link of a chat */
        delete: operations["deleteChatShare"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chats/{chatId}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop what is being written
         * @description Answers when it is saved: what was written stays, marked `stopped`.
         */
        post: operations["stopChat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chats/{chatId}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what is being written
         * @description From its beginning, or with `Last-Event-ID` exactly after that event, even if it has ended since. 204 when nothing is being written.
         */
        get: operations["streamChat"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chats/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import chats
         * @description Exports of this server and of ChatGPT (Settings → Data controls → Export data), up to 128 MB: as one JSON file, or the zip as it is, with one or several `conversations.json`. Every chat is taken in by itself, with new ids; the answer says of each what became of it. Times and branches are kept; pictures and other files of ChatGPT are listed as missing.
         */
        post: operations["createChatImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the documents
         * @description The Markdown files below `DOCUMENTS_DIR`, by path. Hidden ones are left out.
         */
        get: operations["listDocuments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one document */
        get: operations["getDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/embeddings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turn texts into vectors, as OpenAI’s Embeddings
         * @description Not every provider has them: `operation_unsupported` says so. Changes to what was asked are told in the header `x-parlance-warnings`; send `x-strict: true` to make them an error.
         */
        post: operations["createEmbeddings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ask whether the process is alive */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a model, as Anthropic’s Messages
         * @description JSON, or server-sent events when `stream` is true. Fields that are not named here travel to providers that speak the same dialect; from those every byte of the answer comes as it was. Changes to what was asked are told in the header `x-parlance-warnings`; send `x-strict: true` to make them an error.
         */
        post: operations["createAnthropicMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/count_tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Count the tokens of a prompt, as Anthropic’s Messages
         * @description By the provider where it counts. Otherwise it is an estimate made here, and the header `x-parlance-warnings` says so.
         */
        post: operations["countAnthropicTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the models */
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{model}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at one model */
        get: operations["getModel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the providers */
        get: operations["listProviders"];
        put?: never;
        /** Add a provider */
        post: operations["createProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/providers/{providerId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at a provider */
        get: operations["getProvider"];
        /** Replace a provider */
        put: operations["replaceProvider"];
        post?: never;
        /** Remove a provider */
        delete: operations["deleteProvider"];
        options?: never;
        head?: never;
        /** Change a provider */
        patch: operations["updateProvider"];
        trace?: never;
    };
    "/api/v1/providers/{providerId}/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See how a provider fares */
        get: operations["getProviderHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/providers/{providerId}/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a provider’s models */
        get: operations["listProviderModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/providers/{providerId}/models/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask a provider for its models now */
        post: operations["refreshProviderModels"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/providers/{providerId}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Connect to a provider now */
        post: operations["testProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/providers/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List ready-made provider forms */
        get: operations["listProviderTemplates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/providers/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a provider before adding it */
        post: operations["testProviderInput"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/push": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See how your browsers are told
         * @description The key that a browser subscribes with, and which of yours have.
         */
        get: operations["getPush"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/push/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a browser told
         * @description From then on it is told when an answer that you asked for is complete or has failed. The same browser again keeps its subscription. It ends with the session that made it, or when the push service says that it is gone; of more than 20 the oldest go.
         */
        post: operations["createPushSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/push/subscriptions/{subscriptionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Have a browser told no more */
        delete: operations["deletePushSubscription"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rate-limit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See what is left of your limits */
        get: operations["getRateLimit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ask whether the server can take requests */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/responses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a model, as OpenAI’s Responses
         * @description JSON, or server-sent events when `stream` is true. Nothing is kept: send the whole conversation as `input`, with the items of earlier answers as they came. Fields that are not named here travel to providers that speak the same dialect. Changes to what was asked are told in the header `x-parlance-warnings`; send `x-strict: true` to make them an error.
         */
        post: operations["createResponse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shared/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a shared chat
         * @description For anybody who has the link. A link that never was, one that was revoked and one that has expired are answered alike.
         */
        get: operations["getSharedChat"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shared/{token}/attachments/{attachmentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an image or file of a shared chat
         * @description For anybody who has the link, and only what the snapshot shows.
         */
        get: operations["getSharedAttachment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See how the server and its providers fare */
        get: operations["getStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the accounts */
        get: operations["listUsers"];
        put?: never;
        /**
         * Make an account for somebody
         * @description Also when registration is closed.
         */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at an account */
        get: operations["getUser"];
        put?: never;
        post?: never;
        /**
         * Erase an account
         * @description With its sessions, keys and whatever else it owns, for ever. The last admin cannot go.
         */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        /**
         * Change an account
         * @description In force with the next call of its owner. The last admin stays one, and enabled.
         */
        patch: operations["updateUser"];
        trace?: never;
    };
    "/api/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the webhooks */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Subscribe to events
         * @description The answer holds the signing secret, this once. Made by an admin or by a key of the house, it hears everything; made by another key of an account, only what concerns that account.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhookId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at a webhook */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /**
         * Remove a webhook
         * @description With its deliveries. What waits for it is not delivered any more.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /**
         * Change a webhook
         * @description In force at once here, and within five seconds in other processes. Enabling one, or giving it another address, lets everything that waits for it go on now.
         */
        patch: operations["updateWebhook"];
        trace?: never;
    };
    "/api/v1/webhooks/{webhookId}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See what was delivered, what waits and what was given up */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhookId}/deliveries/{deliveryId}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver something again
         * @description Another delivery of the same event, with the same `webhook-id`, behind whatever waits about its subject.
         */
        post: operations["sendWebhookDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhookId}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a webhook a new secret
         * @description Until the overlap ends, deliveries carry a signature by either secret.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhookId}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test event now
         * @description A signed event of the type `webhook.test`, also to a webhook that is disabled. What the receiver does is the answer; it is not tried again.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "chat.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A chat was begun or imported. */
        post: operations["onChatCreated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "message.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A question was saved, or an answer begins. */
        post: operations["onMessageCreated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "message.completed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An answer is there, or was stopped by a person. */
        post: operations["onMessageCompleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "message.failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An answer failed, or its server died. */
        post: operations["onMessageFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "provider.down": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A provider does not answer any more. */
        post: operations["onProviderDown"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "provider.up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A provider answers again. */
        post: operations["onProviderUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "budget.exceeded": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Four fifths of a budget are spent, or it is used up. */
        post: operations["onBudgetExceeded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "user.registered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Somebody has an account. */
        post: operations["onUserRegistered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "webhook.test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Somebody asked for a test. */
        post: operations["onWebhookTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /**
         * @description A chat was begun or imported.
         * @example {
         *       "type": "chat.created",
         *       "timestamp": "2026-11-21T09:30:00.000Z",
         *       "data": {
         *         "chatId": "cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *         "ownerId": "usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *         "model": "openai/gpt-4o-mini",
         *         "imported": false
         *       }
         *     }
         */
        ChatCreatedEvent: {
            /**
             * @example chat.created
             * @enum {string}
             */
            type: "chat.created";
            /**
             * Format: date-time
             * @description When it happened, not when it was sent.
             * @example 2026-11-21T09:30:00.000Z
             */
            timestamp: string;
            /**
             * @description Ids and small facts, never a text of a chat.
             * @example {
             *       "chatId": "cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
             *       "ownerId": "usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
             *       "model": "openai/gpt-4o-mini",
             *       "imported": false
             *     }
             */
            data: {
                /**
                 * @description The chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId: string;
                /**
                 * @description The user or key that has it.
                 * @example usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                ownerId: string;
                /**
                 * @description Its own model, as it was asked for.
                 * @example openai/gpt-4o-mini
                 */
                model: string | null;
                /**
                 * @description Whether it came with its messages: by an import, or as the fork of another chat.
                 * @example false
                 */
                imported: boolean;
            };
        };
        /**
         * @description A question was saved, or an answer begins.
         * @example {
         *       "type": "message.created",
         *       "timestamp": "2026-11-21T09:30:00.000Z",
         *       "data": {
         *         "chatId": "cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *         "messageId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *         "parentId": null,
         *         "role": "user",
         *         "authorId": "usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *         "status": "complete"
         *       }
         *     }
         */
        MessageCreatedEvent: {
            /**
             * @example message.created
             * @enum {string}
             */
            type: "message.created";
            /**
             * Format: date-time
             * @description When it happened, not when it was sent.
             * @example 2026-11-21T09:30:00.000Z
             */
            timestamp: string;
            /**
             * @description Ids and small facts, never a text of a chat.
             * @example {
             *       "chatId": "cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
             *       "messageId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
             *       "parentId": null,
             *       "role": "user",
             *       "authorId": "usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
             *       "status": "complete"
             *     }
             */
            data: {
                /**
                 * @description The chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId: string;
                /**
                 * @description The message.
                 * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                messageId: string;
                /**
                 * @description What it comes after; null at the beginning of a chat.
                 * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                parentId: string | null;
                /**
                 * @example user
                 * @enum {string}
                 */
                role: "user" | "assistant";
                /**
                 * @description Who wrote it; null for an answer.
                 * @example usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                authorId: string | null;
                /**
                 * @description `streaming` is being written.
                 * @example complete
                 * @enum {string}
                 */
                status: "complete" | "streaming";
            };
        };
        /**
         * @description An answer is there, or was stopped by a person.
         * @example {
         *       "type": "message.completed",
         *       "timestamp": "2026-11-21T09:30:00.000Z",
         *       "data": {
         *         "chatId": "cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *         "messageId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *         "status": "complete",
         *         "model": "openai/gpt-4o-mini",
         *         "provider": "openai",
         *         "finishReason": "stop",
         *         "usage": {
         *           "inputTokens": 1200,
         *           "outputTokens": 80
         *         },
         *         "costUsd": 0.00012
         *       }
         *     }
         */
        MessageCompletedEvent: {
            /**
             * @example message.completed
             * @enum {string}
             */
            type: "message.completed";
            /**
             * Format: date-time
             * @description When it happened, not when it was sent.
             * @example 2026-11-21T09:30:00.000Z
             */
            timestamp: string;
            /**
             * @description Ids and small facts, never a text of a chat.
             * @example {
             *       "chatId": "cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
             *       "messageId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
             *       "status": "complete",
             *       "model": "openai/gpt-4o-mini",
             *       "provider": "openai",
             *       "finishReason": "stop",
             *       "usage": {
             *         "inputTokens": 1200,
             *         "outputTokens": 80
             *       },
             *       "costUsd": 0.00012
             *     }
             */
            data: {
                /**
                 * @description The chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId: string;
                /**
                 * @description The answer.
                 * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                messageId: string;
                /**
                 * @example complete
                 * @enum {string}
                 */
                status: "complete" | "stopped";
                /**
                 * @description The model, as it was asked for.
                 * @example openai/gpt-4o-mini
                 */
                model: string | null;
                /**
                 * @description The provider, by name.
                 * @example openai
                 */
                provider: string | null;
                finishReason: ("stop" | "length" | "toolCalls" | "contentFilter" | "other") | null;
                usage: components["schemas"]["TokenUsage"] | null;
                /**
                 * @description What it cost, in US dollars; null when no price is known.
                 * @example 0.00012
                 */
                costUsd: number | null;
            };
        };
        /** @description Tokens in buckets that do not overlap; reasoning is inside output. */
        TokenUsage: {
            /** @example 1200 */
            inputTokens?: number;
            /** @example 80 */
            outputTokens?: number;
            /** @example 0 */
            cacheReadTokens?: number;
            /** @example 0 */
            cacheWriteTokens?: number;
            /** @example 0 */
            reasoningTokens?: number;
            /**
             * @description True when the provider did not come to count them, as when the answer was stopped. Absent: it did.
             * @example true
             */
            estimated?: boolean;
        };
        /**
         * @description An answer failed, or its server died.
         * @example {
         *       "type": "message.failed",
         *       "timestamp": "2026-11-21T09:30:00.000Z",
         *       "data": {
         *         "chatId": "cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *         "messageId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *         "status": "failed",
         *         "model": "openai/gpt-4o-mini",
         *         "provider": "openai",
         *         "error": {
         *           "code": "upstream_failed"
         *         }
         *       }
         *     }
         */
        MessageFailedEvent: {
            /**
             * @example message.failed
             * @enum {string}
             */
            type: "message.failed";
            /**
             * Format: date-time
             * @description When it happened, not when it was sent.
             * @example 2026-11-21T09:30:00.000Z
             */
            timestamp: string;
            /**
             * @description Ids and small facts, never a text of a chat.
             * @example {
             *       "chatId": "cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
             *       "messageId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
             *       "status": "failed",
             *       "model": "openai/gpt-4o-mini",
             *       "provider": "openai",
             *       "error": {
             *         "code": "upstream_failed"
             *       }
             *     }
             */
            data: {
                /**
                 * @description The chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId: string;
                /**
                 * @description The answer.
                 * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                messageId: string;
                /**
                 * @description `interrupted`: the server stopped.
                 * @example failed
                 * @enum {string}
                 */
                status: "failed" | "interrupted";
                /**
                 * @description The model, as it was asked for.
                 * @example openai/gpt-4o-mini
                 */
                model: string | null;
                /**
                 * @description The provider, by name.
                 * @example openai
                 */
                provider: string | null;
                /**
                 * @example {
                 *       "code": "upstream_failed"
                 *     }
                 */
                error: {
                    /**
                     * @description As in docs/errors.md.
                     * @example upstream_failed
                     * @enum {string}
                     */
                    code: "invalid_request" | "invalid_json" | "context_length_exceeded" | "content_blocked" | "operation_unsupported" | "media_unreachable" | "parameter_unsupported" | "tokens_exceed_limit" | "unauthorized" | "forbidden" | "not_found" | "model_not_found" | "conflict" | "body_too_large" | "document_too_large" | "unsupported_media_type" | "document_unreadable" | "headers_too_large" | "rate_limited" | "insufficient_quota" | "provider_busy" | "upstream_rate_limited" | "upstream_quota_exhausted" | "upstream_auth_failed" | "upstream_bad_response" | "upstream_cut" | "upstream_failed" | "upstream_unreachable" | "egress_blocked" | "upstream_overloaded" | "not_cached" | "upstream_timeout" | "overloaded" | "unavailable" | "client_closed" | "internal" | "interrupted";
                };
            };
        };
        /**
         * @description A provider does not answer any more.
         * @example {
         *       "type": "provider.down",
         *       "timestamp": "2026-11-21T09:30:00.000Z",
         *       "data": {
         *         "id": "prv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *         "name": "openai",
         *         "state": "down",
         *         "error": "upstream_timeout"
         *       }
         *     }
         */
        ProviderDownEvent: {
            /**
             * @example provider.down
             * @enum {string}
             */
            type: "provider.down";
            /**
             * Format: date-time
             * @description When it happened, not when it was sent.
             * @example 2026-11-21T09:30:00.000Z
             */
            timestamp: string;
            /**
             * @description Ids and small facts, never a text of a chat.
             * @example {
             *       "id": "prv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
             *       "name": "openai",
             *       "state": "down",
             *       "error": "upstream_timeout"
             *     }
             */
            data: {
                /**
                 * @description The provider.
                 * @example prv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                id: string;
                /**
                 * @description Its name.
                 * @example openai
                 */
                name: string;
                /**
                 * @example down
                 * @enum {string}
                 */
                state: "down";
                /**
                 * @description How it failed last.
                 * @example upstream_timeout
                 */
                error: ("invalid_request" | "invalid_json" | "context_length_exceeded" | "content_blocked" | "operation_unsupported" | "media_unreachable" | "parameter_unsupported" | "tokens_exceed_limit" | "unauthorized" | "forbidden" | "not_found" | "model_not_found" | "conflict" | "body_too_large" | "document_too_large" | "unsupported_media_type" | "document_unreadable" | "headers_too_large" | "rate_limited" | "insufficient_quota" | "provider_busy" | "upstream_rate_limited" | "upstream_quota_exhausted" | "upstream_auth_failed" | "upstream_bad_response" | "upstream_cut" | "upstream_failed" | "upstream_unreachable" | "egress_blocked" | "upstream_overloaded" | "not_cached" | "upstream_timeout" | "overloaded" | "unavailable" | "client_closed" | "internal") | null;
            };
        };
        /**
         * @description A provider answers again.
         * @example {
         *       "type": "provider.up",
         *       "timestamp": "2026-11-21T09:30:00.000Z",
         *       "data": {
         *         "id": "prv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *         "name": "openai",
         *         "state": "up",
         *         "error": null
         *       }
         *     }
         */
        ProviderUpEvent: {
            /**
             * @example provider.up
             * @enum {string}
             */
            type: "provider.up";
            /**
             * Format: date-time
             * @description When it happened, not when it was sent.
             * @example 2026-11-21T09:30:00.000Z
             */
            timestamp: string;
            /**
             * @description Ids and small facts, never a text of a chat.
             * @example {
             *       "id": "prv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
             *       "name": "openai",
             *       "state": "up",
             *       "error": null
             *     }
             */
            data: {
                /**
                 * @description The provider.
                 * @example prv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                id: string;
                /**
                 * @description Its name.
                 * @example openai
                 */
                name: string;
                /**
                 * @example up
                 * @enum {string}
                 */
                state: "up";
                /**
                 * @description How it failed last.
                 * @example null
                 */
                error: ("invalid_request" | "invalid_json" | "context_length_exceeded" | "content_blocked" | "operation_unsupported" | "media_unreachable" | "parameter_unsupported" | "tokens_exceed_limit" | "unauthorized" | "forbidden" | "not_found" | "model_not_found" | "conflict" | "body_too_large" | "document_too_large" | "unsupported_media_type" | "document_unreadable" | "headers_too_large" | "rate_limited" | "insufficient_quota" | "provider_busy" | "upstream_rate_limited" | "upstream_quota_exhausted" | "upstream_auth_failed" | "upstream_bad_response" | "upstream_cut" | "upstream_failed" | "upstream_unreachable" | "egress_blocked" | "upstream_overloaded" | "not_cached" | "upstream_timeout" | "overloaded" | "unavailable" | "client_closed" | "internal") | null;
            };
        };
        /**
         * @description Four fifths of a budget are spent, or it is used up.
         * @example {
         *       "type": "budget.exceeded",
         *       "timestamp": "2026-11-21T09:30:00.000Z",
         *       "data": {
         *         "of": "key",
         *         "id": "key_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *         "threshold": 100,
         *         "budget": {
         *           "usd": 25,
         *           "period": "month"
         *         },
         *         "spentUsd": 25.01,
         *         "resetsAt": "2026-12-01T00:00:00.000Z"
         *       }
         *     }
         */
        BudgetExceededEvent: {
            /**
             * @example budget.exceeded
             * @enum {string}
             */
            type: "budget.exceeded";
            /**
             * Format: date-time
             * @description When it happened, not when it was sent.
             * @example 2026-11-21T09:30:00.000Z
             */
            timestamp: string;
            /**
             * @description Ids and small facts, never a text of a chat.
             * @example {
             *       "of": "key",
             *       "id": "key_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
             *       "threshold": 100,
             *       "budget": {
             *         "usd": 25,
             *         "period": "month"
             *       },
             *       "spentUsd": 25.01,
             *       "resetsAt": "2026-12-01T00:00:00.000Z"
             *     }
             */
            data: {
                /**
                 * @description Whose budget it is.
                 * @example key
                 * @enum {string}
                 */
                of: "key" | "account";
                /**
                 * @description The key, or the user whose account it is.
                 * @example key_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                id: string;
                /**
                 * @description 80, or 100 when it is used up or a call was refused for it.
                 * @example 100
                 */
                threshold: number;
                budget: components["schemas"]["Budget"];
                /**
                 * @description In this period, in US dollars.
                 * @example 25.01
                 */
                spentUsd: number;
                resetsAt: string | null;
            };
        };
        /**
         * @description How much may be spent in a period.
         * @example {
         *       "usd": 25,
         *       "period": "month"
         *     }
         */
        Budget: {
            /**
             * @description US dollars.
             * @example 25
             */
            usd: number;
            /**
             * @description When it begins anew, in UTC: at midnight, on Monday, on the first of the month, or never.
             * @example month
             * @enum {string}
             */
            period: "day" | "week" | "month" | "total";
        };
        /**
         * @description Somebody has an account.
         * @example {
         *       "type": "user.registered",
         *       "timestamp": "2026-11-21T09:30:00.000Z",
         *       "data": {
         *         "userId": "usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *         "role": "user",
         *         "invited": false
         *       }
         *     }
         */
        UserRegisteredEvent: {
            /**
             * @example user.registered
             * @enum {string}
             */
            type: "user.registered";
            /**
             * Format: date-time
             * @description When it happened, not when it was sent.
             * @example 2026-11-21T09:30:00.000Z
             */
            timestamp: string;
            /**
             * @description Ids and small facts, never a text of a chat.
             * @example {
             *       "userId": "usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
             *       "role": "user",
             *       "invited": false
             *     }
             */
            data: {
                /**
                 * @description The account.
                 * @example usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                userId: string;
                /**
                 * @example user
                 * @enum {string}
                 */
                role: "admin" | "user";
                /**
                 * @description Whether an admin made it.
                 * @example false
                 */
                invited: boolean;
            };
        };
        /**
         * @description Somebody asked for a test.
         * @example {
         *       "type": "webhook.test",
         *       "timestamp": "2026-11-21T09:30:00.000Z",
         *       "data": {
         *         "webhookId": "whk_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d"
         *       }
         *     }
         */
        WebhookTestEvent: {
            /**
             * @example webhook.test
             * @enum {string}
             */
            type: "webhook.test";
            /**
             * Format: date-time
             * @description When it happened, not when it was sent.
             * @example 2026-11-21T09:30:00.000Z
             */
            timestamp: string;
            /**
             * @description Ids and small facts, never a text of a chat.
             * @example {
             *       "webhookId": "whk_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d"
             *     }
             */
            data: {
                /**
                 * @description The webhook.
                 * @example whk_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                webhookId: string;
            };
        };
        /**
         * @description Aliases by name.
         * @example {
         *       "data": [
         *         {
         *           "name": "fast",
         *           "targets": [
         *             {
         *               "model": "openai/gpt-4o-mini",
         *               "weight": 3
         *             },
         *             {
         *               "model": "anthropic/claude-haiku-4-5",
         *               "weight": 1
         *             }
         *           ],
         *           "strategy": "weighted",
         *           "systemPrompt": null,
         *           "cacheTtlSeconds": null,
         *           "description": "Short answers, cheap.",
         *           "createdAt": "2026-11-21T09:30:00.000Z",
         *           "updatedAt": "2026-11-21T09:30:00.000Z"
         *         }
         *       ],
         *       "nextCursor": null
         *     }
         */
        AliasPage: {
            data: components["schemas"]["Alias"][];
            /**
             * @description Send it as `cursor` to read on; null on the last page.
             * @example null
             */
            nextCursor: string | null;
        };
        /**
         * @description A model name of your own, for fallback and load balancing.
         * @example {
         *       "name": "fast",
         *       "targets": [
         *         {
         *           "model": "openai/gpt-4o-mini",
         *           "weight": 3
         *         },
         *         {
         *           "model": "anthropic/claude-haiku-4-5",
         *           "weight": 1
         *         }
         *       ],
         *       "strategy": "weighted",
         *       "systemPrompt": null,
         *       "cacheTtlSeconds": null,
         *       "description": "Short answers, cheap.",
         *       "createdAt": "2026-11-21T09:30:00.000Z",
         *       "updatedAt": "2026-11-21T09:30:00.000Z"
         *     }
         */
        Alias: {
            /**
             * @description What to send as `model`.
             * @example fast
             */
            name: string;
            /** @description In order of preference. */
            targets: components["schemas"]["AliasTarget"][];
            /**
             * @description `ordered`: the first target is asked, the others when those before them fail. `weighted`: one is drawn by weight, the others follow, the heaviest first.
             * @example weighted
             * @enum {string}
             */
            strategy: "ordered" | "weighted";
            systemPrompt: string | null;
            cacheTtlSeconds: number | null;
            description: string | null;
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2026-11-21T09:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was last changed.
             * @example 2026-11-21T09:30:00.000Z
             */
            updatedAt: string;
        };
        /**
         * @description A model that an alias stands for.
         * @example {
         *       "model": "openai/gpt-4o-mini",
         *       "weight": 3
         *     }
         */
        AliasTarget: {
            /**
             * @description Provider and model, or a model that only one provider has. Not another alias.
             * @example openai/gpt-4o-mini
             */
            model: string;
            /**
             * @description How often it is drawn, compared with the others; 0 is a fallback only. Absent: 1. Only `weighted` looks at it.
             * @example 3
             */
            weight?: number;
        };
        /** @description OpenAI’s error envelope with our additions. */
        Error: {
            error: components["schemas"]["Failure"];
        };
        /** @description What went wrong. */
        Failure: {
            /**
             * @description For people.
             * @example messages must not be empty
             */
            message: string;
            /**
             * @description OpenAI’s coarse class of error.
             * @example invalid_request_error
             */
            type: string;
            /**
             * @description For programs: a stable word, see the table of errors.
             * @example invalid_request
             * @enum {string}
             */
            code: "invalid_request" | "invalid_json" | "context_length_exceeded" | "content_blocked" | "operation_unsupported" | "media_unreachable" | "parameter_unsupported" | "tokens_exceed_limit" | "unauthorized" | "forbidden" | "not_found" | "model_not_found" | "conflict" | "body_too_large" | "document_too_large" | "unsupported_media_type" | "document_unreadable" | "headers_too_large" | "rate_limited" | "insufficient_quota" | "provider_busy" | "upstream_rate_limited" | "upstream_quota_exhausted" | "upstream_auth_failed" | "upstream_bad_response" | "upstream_cut" | "upstream_failed" | "upstream_unreachable" | "egress_blocked" | "upstream_overloaded" | "not_cached" | "upstream_timeout" | "overloaded" | "unavailable" | "client_closed" | "internal";
            /**
             * @description The field that is to blame, when one is.
             * @example messages
             */
            param: string | null;
            /**
             * @description The same as the header `x-request-id`; the log has it.
             * @example req_mb3k2-1f
             */
            requestId: string;
            /** @description Each failed field of a validation error. */
            details?: components["schemas"]["FieldProblem"][];
            upstream?: components["schemas"]["UpstreamFailure"];
        };
        /** @description One field of a request that is not valid. */
        FieldProblem: {
            /**
             * @description Where it is: `messages[0].content`.
             * @example messages[0].content
             */
            field: string;
            /**
             * @description What is wrong with it.
             * @example must be string or array
             */
            message: string;
        };
        /** @description What the provider said, when the failure is its. */
        UpstreamFailure: {
            /**
             * @description The HTTP status that the provider answered.
             * @example 401
             */
            status?: number;
            /**
             * @description The provider’s own error type.
             * @example invalid_request_error
             */
            type?: string;
            /**
             * @description The provider’s own error code.
             * @example invalid_api_key
             */
            code?: string;
        };
        /**
         * @description An alias as it shall be.
         * @example {
         *       "targets": [
         *         {
         *           "model": "openai/gpt-4o-mini",
         *           "weight": 3
         *         },
         *         {
         *           "model": "anthropic/claude-haiku-4-5",
         *           "weight": 1
         *         }
         *       ],
         *       "strategy": "weighted"
         *     }
         * @example {
         *       "targets": [
         *         {
         *           "model": "demo/parlance"
         *         }
         *       ],
         *       "systemPrompt": "Today is {{date}}."
         *     }
         */
        ReplaceAlias: {
            /** @description In order of preference. */
            targets: components["schemas"]["AliasTarget"][];
            /**
             * @description Absent: `ordered`.
             * @example weighted
             * @enum {string}
             */
            strategy?: "ordered" | "weighted";
            systemPrompt?: string | null;
            cacheTtlSeconds?: number | null;
            description?: string | null;
        };
        /** @description Calls to models, newest first. A page may have fewer than asked for, even none, before the last one: `nextCursor` says whether there is more. */
        UsageRequestPage: {
            data: components["schemas"]["UsageRequest"][];
            /**
             * @description Send it as `cursor` to read on; null on the last page.
             * @example null
             */
            nextCursor: string | null;
        };
        /** @description One call to a model. Nothing of what was asked or answered. */
        UsageRequest: {
            /** @example use_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d */
            id: string;
            /**
             * Format: date-time
             * @description When it came.
             * @example 2026-11-21T09:30:00.000Z
             */
            at: string;
            /**
             * @description The same as the header `x-request-id` of its answer.
             * @example req_mb3k2-1f
             */
            requestId: string | null;
            /**
             * @description What was asked for. Counting tokens is free of charge.
             * @example chat
             * @enum {string}
             */
            operation: "chat" | "embeddings" | "count-tokens";
            /**
             * @description The dialect that the client spoke; `house` for chats.
             * @example openai-chat
             */
            door: string;
            /** @example /api/v1/chat/completions */
            route: string;
            /**
             * @description Who answered, or failed last.
             * @example openai
             */
            provider: string | null;
            /**
             * @description The provider’s name for the model.
             * @example gpt-4o-mini
             */
            model: string;
            /**
             * @description The model or alias that the client named.
             * @example fast
             */
            asked: string;
            /**
             * @description Whose it was; `usr_erased` when the account is gone.
             * @example usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            userId: string | null;
            /**
             * @description The key that was used; null for somebody who was signed in.
             * @example key_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            keyId: string | null;
            /**
             * @description The chat that it belonged to.
             * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            chatId: string | null;
            /**
             * @description For whom it was, as the client says.
             * @example customer-42
             */
            endUser: string | null;
            /**
             * @description `aborted`: the client went away.
             * @example ok
             * @enum {string}
             */
            status: "ok" | "failed" | "aborted";
            /**
             * @description A code of the table of errors, when it failed.
             * @example upstream_timeout
             */
            error: string | null;
            /** @example true */
            stream: boolean;
            /**
             * @description Whether the response cache answered; null when it was not asked.
             * @example null
             */
            cache: ("hit" | "miss") | null;
            /**
             * @description Of the prompt, where no prompt cache was used. Null when nobody knows.
             * @example 812
             */
            inputTokens: number | null;
            /**
             * @description Of the answer. Null when nobody knows.
             * @example 164
             */
            outputTokens: number | null;
            /**
             * @description Of the prompt, from the provider’s prompt cache. Null when nobody knows.
             * @example 0
             */
            cacheReadTokens: number | null;
            /**
             * @description Of the prompt, into the provider’s prompt cache. Null when nobody knows.
             * @example 0
             */
            cacheWriteTokens: number | null;
            /**
             * @description Of the answer, reasoning. Null when nobody knows.
             * @example null
             */
            reasoningTokens: number | null;
            /**
             * @description Whether the provider did not come to count, as when the answer was broken off: then tokens and cost are the estimate that budgets are charged with.
             * @example false
             */
            estimated: boolean;
            /**
             * @description In US dollars, without failed attempts. Null when nobody knew the price.
             * @example 0.0002202
             */
            costUsd: number | null;
            /** @description The prices by which that was reckoned. */
            pricing: components["schemas"]["Pricing"] | null;
            /**
             * @description To the end.
             * @example 1420
             */
            latencyMs: number;
            /**
             * @description To the first of the answer.
             * @example 380
             */
            timeToFirstTokenMs: number | null;
            /**
             * @description How many providers were tried, all in all.
             * @example 1
             */
            attempts: number;
            failedAttempts: components["schemas"]["FailedAttempt"][];
        };
        /**
         * @description US dollars for a million tokens. Tokens of the prompt cache cost what input does where they have no rate of their own.
         * @example {
         *       "input": 3,
         *       "output": 15,
         *       "cacheRead": 0.3,
         *       "cacheWrite": 3.75,
         *       "tiers": [
         *         {
         *           "above": 200000,
         *           "input": 6,
         *           "output": 22.5
         *         }
         *       ]
         *     }
         */
        Pricing: {
            /**
             * @description US dollars for a million tokens.
             * @example 3
             */
            input?: number;
            /**
             * @description US dollars for a million tokens.
             * @example 15
             */
            output?: number;
            /**
             * @description US dollars for a million tokens.
             * @example 0.3
             */
            cacheRead?: number;
            /**
             * @description US dollars for a million tokens.
             * @example 3.75
             */
            cacheWrite?: number;
            /** @description In ascending order of `above`. A rate that a tier leaves out stays. */
            tiers?: components["schemas"]["PricingTier"][];
        };
        /**
         * @description Other rates for the whole of a request with a long prompt.
         * @example {
         *       "above": 200000,
         *       "input": 6,
         *       "output": 22.5
         *     }
         */
        PricingTier: {
            /**
             * @description Holds for prompts of more tokens than this.
             * @example 200000
             */
            above: number;
            /**
             * @description US dollars for a million tokens.
             * @example 3
             */
            input?: number;
            /**
             * @description US dollars for a million tokens.
             * @example 15
             */
            output?: number;
            /**
             * @description US dollars for a million tokens.
             * @example 0.3
             */
            cacheRead?: number;
            /**
             * @description US dollars for a million tokens.
             * @example 3.75
             */
            cacheWrite?: number;
        };
        /** @description A provider that was tried and failed. */
        FailedAttempt: {
            /** @example openai */
            provider: string;
            /** @example gpt-4o */
            model: string;
            /**
             * @description A code of the table of errors.
             * @example upstream_overloaded
             */
            error: string;
            /**
             * @description How long it took.
             * @example 120
             */
            latencyMs: number;
            /**
             * @description What the provider counted all the same, in US dollars.
             * @example null
             */
            costUsd: number | null;
        };
        /**
         * @description The same as a table of comma-separated values (RFC 4180) with a line of names. Cells that a spreadsheet would take for a formula begin with an apostrophe.
         * @example group,name,requests
         *     openai/gpt-4o-mini,,1200
         */
        UsageTable: string;
        /** @description Usage in a period, and in the period before it, which is as long (`previous`). */
        UsageSummary: {
            /**
             * Format: date-time
             * @description The beginning of the first hour.
             * @example 2026-11-21T09:30:00.000Z
             */
            from: string;
            /**
             * Format: date-time
             * @description The end of the last hour.
             * @example 2026-11-21T09:30:00.000Z
             */
            to: string;
            totals: components["schemas"]["UsageTotals"];
            previous: components["schemas"]["UsageTotals"];
            /** @description The ten models that cost most. */
            topModels: components["schemas"]["UsageRow"][];
        };
        /** @description What calls to models came to. */
        UsageTotals: {
            /**
             * @description Calls to models.
             * @example 1200
             */
            requests: number;
            /**
             * @description Of these, how many failed.
             * @example 14
             */
            errors: number;
            /**
             * @description Of these, how many the client broke off.
             * @example 3
             */
            aborted: number;
            /**
             * @description Of these, how many the response cache answered.
             * @example 40
             */
            cacheHits: number;
            /**
             * @description Tokens of prompts that no prompt cache was used for. The four kinds do not overlap.
             * @example 481000
             */
            inputTokens: number;
            /**
             * @description Tokens of answers, reasoning included.
             * @example 96000
             */
            outputTokens: number;
            /**
             * @description Tokens of prompts that providers had in their prompt caches.
             * @example 120000
             */
            cacheReadTokens: number;
            /**
             * @description Tokens of prompts that providers wrote into their prompt caches.
             * @example 2000
             */
            cacheWriteTokens: number;
            /**
             * @description Of the tokens of answers, how many were reasoning.
             * @example 30000
             */
            reasoningTokens: number;
            /**
             * @description What it cost in US dollars, as far as prices were known.
             * @example 1.2345
             */
            costUsd: number;
            /**
             * @description Calls with tokens whose price nobody knew: their cost is missing.
             * @example 0
             */
            unpricedRequests: number;
            /** @description How long successful calls took, to their end. Null when there are none. */
            latencyMs: components["schemas"]["Percentiles"] | null;
            /** @description How long streams took to begin. Null when there are none. */
            timeToFirstTokenMs: components["schemas"]["Percentiles"] | null;
        };
        /** @description Milliseconds that so many of a hundred did not exceed, to within 2.2 %. */
        Percentiles: {
            /** @example 812.5 */
            p50: number;
            /** @example 2410.1 */
            p95: number;
            /** @example 5120.7 */
            p99: number;
        };
        /** @description What the calls of one group came to. */
        UsageRow: {
            /**
             * @description What they have in common: a model as `provider/model`, an id, or the beginning of an hour or day. Null where there is none: a key of the house has no user.
             * @example openai/gpt-4o-mini
             */
            group: string | null;
            /**
             * @description What the user or key is called; null for other groups and those who are gone.
             * @example null
             */
            name: string | null;
            /**
             * @description Calls to models.
             * @example 1200
             */
            requests: number;
            /**
             * @description Of these, how many failed.
             * @example 14
             */
            errors: number;
            /**
             * @description Of these, how many the client broke off.
             * @example 3
             */
            aborted: number;
            /**
             * @description Of these, how many the response cache answered.
             * @example 40
             */
            cacheHits: number;
            /**
             * @description Tokens of prompts that no prompt cache was used for. The four kinds do not overlap.
             * @example 481000
             */
            inputTokens: number;
            /**
             * @description Tokens of answers, reasoning included.
             * @example 96000
             */
            outputTokens: number;
            /**
             * @description Tokens of prompts that providers had in their prompt caches.
             * @example 120000
             */
            cacheReadTokens: number;
            /**
             * @description Tokens of prompts that providers wrote into their prompt caches.
             * @example 2000
             */
            cacheWriteTokens: number;
            /**
             * @description Of the tokens of answers, how many were reasoning.
             * @example 30000
             */
            reasoningTokens: number;
            /**
             * @description What it cost in US dollars, as far as prices were known.
             * @example 1.2345
             */
            costUsd: number;
            /**
             * @description Calls with tokens whose price nobody knew: their cost is missing.
             * @example 0
             */
            unpricedRequests: number;
            /** @description How long successful calls took, to their end. Null when there are none. */
            latencyMs: components["schemas"]["Percentiles"] | null;
            /** @description How long streams took to begin. Null when there are none. */
            timeToFirstTokenMs: components["schemas"]["Percentiles"] | null;
        };
        /** @description Usage in a period, group by group. */
        UsageReport: {
            /**
             * Format: date-time
             * @description The beginning of the first hour.
             * @example 2026-11-21T09:30:00.000Z
             */
            from: string;
            /**
             * Format: date-time
             * @description The end of the last hour.
             * @example 2026-11-21T09:30:00.000Z
             */
            to: string;
            /**
             * @description What is told apart. `asked` is the name that clients used, such as an alias. Hours and days are those of UTC.
             * @example model
             * @enum {string}
             */
            groupBy: "model" | "provider" | "asked" | "user" | "key" | "day" | "hour";
            /** @description Hours and days in order, those without calls too; else the costliest first. */
            data: components["schemas"]["UsageRow"][];
        };
        /**
         * @description A key to make.
         * @example {
         *       "name": "web shop",
         *       "scopes": [
         *         "inference"
         *       ],
         *       "limits": {
         *         "requestsPerMinute": 60
         *       }
         *     }
         */
        CreateApiKey: {
            /**
             * @description What it is for.
             * @example web shop
             */
            name: string;
            /**
             * @description What it may do; never more than who makes it: for users without the role admin `inference` and `chats`. `admin` includes all others.
             * @example [
             *       "inference"
             *     ]
             */
            scopes: ("inference" | "chats" | "providers" | "analytics" | "webhooks" | "admin")[];
            /**
             * Format: date-time
             * @description When it stops working.
             * @example 2027-01-01T00:00:00.000Z
             */
            expiresAt?: string;
            limits?: components["schemas"]["KeyLimits"];
            /**
             * @description Patterns of the models that may be asked; `*` stands for anything. With a slash: a provider and its model (`openai/gpt-*`, `ollama/*`). Without: an alias, with all that stands behind it, or a model’s own name at any provider.
             * @example [
             *       "openai/gpt-*",
             *       "fast"
             *     ]
             */
            models?: string[];
            budget?: components["schemas"]["Budget"];
        };
        /** @description How much it may ask. What is absent has no limit. */
        KeyLimits: {
            /**
             * @description Requests a minute.
             * @example 60
             */
            requestsPerMinute?: number;
            /**
             * @description Requests an hour.
             * @example 1000
             */
            requestsPerHour?: number;
            /**
             * @description Requests a day.
             * @example 10000
             */
            requestsPerDay?: number;
            /**
             * @description Tokens a minute, of prompts and answers together.
             * @example 100000
             */
            tokensPerMinute?: number;
            /**
             * @description Calls to models that run at the same time, streams above all.
             * @example 5
             */
            concurrentRequests?: number;
        };
        /** @description A new key, or a new secret of a key. */
        CreatedApiKey: {
            key: components["schemas"]["ApiKey"];
            /**
             * @description Shown this once, never again.
             * @example plk_4fG2qX0123456789abcdefghijklmnopqrstuvwxyzABCDE
             */
            secret: string;
        };
        /** @description A key for a program. The secret is shown once, when it is made. */
        ApiKey: {
            /** @example key_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d */
            id: string;
            /**
             * @description The account that it belongs to and acts for; null for a key of the house.
             * @example null
             */
            userId: string | null;
            /**
             * @description What it is for.
             * @example web shop
             */
            name: string;
            /**
             * @description How the secret begins.
             * @example plk_4fG2qX
             */
            hint: string;
            /**
             * @description What it may do; never more than who makes it: for users without the role admin `inference` and `chats`. `admin` includes all others.
             * @example [
             *       "inference"
             *     ]
             */
            scopes: ("inference" | "chats" | "providers" | "analytics" | "webhooks" | "admin")[];
            limits: components["schemas"]["KeyLimits"] | null;
            /** @description Which models it may ask; null for all that its account, and the key that made it, may. */
            models: string[] | null;
            /** @description What it may spend; null: as much as its account, and the key that made it, may. */
            budget: components["schemas"]["BudgetState"] | null;
            /**
             * @description The key that made it, whose rights and limits bound it and with which it is revoked.
             * @example null
             */
            parentId: string | null;
            /**
             * @description The user or key that made it.
             * @example null
             */
            createdBy: string | null;
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2026-11-21T09:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was last changed.
             * @example 2026-11-21T09:30:00.000Z
             */
            updatedAt: string;
            expiresAt: string | null;
            revokedAt: string | null;
            lastUsedAt: string | null;
            previousExpiresAt: string | null;
        };
        /** @description A budget and how it stands. Answers to a change, and those of signing in, say only what is set. */
        BudgetState: {
            /**
             * @description US dollars.
             * @example 25
             */
            usd: number;
            /**
             * @description When it begins anew, in UTC: at midnight, on Monday, on the first of the month, or never.
             * @example month
             * @enum {string}
             */
            period: "day" | "week" | "month" | "total";
            /**
             * @description Spent in this period.
             * @example 3.2
             */
            spentUsd?: number;
            /**
             * @description Set aside for calls that are running; what they do not use of it is given back.
             * @example 0.01
             */
            reservedUsd?: number;
            /**
             * @description What is left for new calls.
             * @example 21.79
             */
            remainingUsd?: number;
            /** @description Null: never. */
            resetsAt?: string | null;
        };
        /** @description Keys, newest first. */
        ApiKeyPage: {
            data: components["schemas"]["ApiKey"][];
            /**
             * @description Send it as `cursor` to read on; null on the last page.
             * @example null
             */
            nextCursor: string | null;
        };
        /**
         * @description What shall change; null takes limits, models, the budget or the expiry away.
         * @example {
         *       "name": "web shop, staging"
         *     }
         */
        UpdateApiKey: {
            /**
             * @description What it is for.
             * @example web shop
             */
            name?: string;
            /**
             * @description What it may do; never more than who makes it: for users without the role admin `inference` and `chats`. `admin` includes all others.
             * @example [
             *       "inference"
             *     ]
             */
            scopes?: ("inference" | "chats" | "providers" | "analytics" | "webhooks" | "admin")[];
            expiresAt?: string | null;
            limits?: components["schemas"]["KeyLimits"] | null;
            models?: string[] | null;
            budget?: components["schemas"]["Budget"] | null;
        };
        /**
         * @description How to change a key’s secret.
         * @example {
         *       "graceSeconds": 3600
         *     }
         */
        RotateApiKey: {
            /**
             * @description How long the old secret goes on working. Absent: not at all.
             * @example 3600
             */
            graceSeconds?: number;
        };
        /** @description Entries, newest first. */
        AuditPage: {
            data: components["schemas"]["AuditEntry"][];
            /**
             * @description Send it as `cursor` to read on; null on the last page.
             * @example null
             */
            nextCursor: string | null;
        };
        /**
         * @description An administrative change.
         * @example {
         *       "id": "aud_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "at": "2026-11-21T09:30:00.000Z",
         *       "action": "provider.updated",
         *       "actor": {
         *         "type": "user",
         *         "id": "usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *         "name": "ana",
         *         "userId": "usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *         "address": "203.0.113.7"
         *       },
         *       "target": {
         *         "type": "provider",
         *         "id": "prv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *         "name": "openai"
         *       },
         *       "changes": [
         *         {
         *           "field": "apiKey",
         *           "before": "***",
         *           "after": "***"
         *         },
         *         {
         *           "field": "isEnabled",
         *           "before": false,
         *           "after": true
         *         }
         *       ],
         *       "requestId": "req_9f2c41d0aa-1f"
         *     }
         */
        AuditEntry: {
            /** @example aud_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d */
            id: string;
            /**
             * Format: date-time
             * @description When it was done.
             * @example 2026-11-21T09:30:00.000Z
             */
            at: string;
            /**
             * @description What was done.
             * @example provider.updated
             * @enum {string}
             */
            action: "api-key.created" | "api-key.updated" | "api-key.rotated" | "api-key.revoked" | "provider.created" | "provider.updated" | "provider.deleted" | "alias.created" | "alias.updated" | "alias.deleted" | "user.created" | "user.updated" | "user.deleted" | "webhook.created" | "webhook.updated" | "webhook.rotated" | "webhook.disabled" | "webhook.deleted";
            actor: components["schemas"]["AuditActor"];
            target: components["schemas"]["AuditTarget"];
            /** @description Of something new or gone, all that it has. */
            changes: components["schemas"]["AuditChange"][];
            /**
             * @description The `x-request-id` of the call.
             * @example req_9f2c41d0aa-1f
             */
            requestId: string | null;
        };
        /** @description Who acted. */
        AuditActor: {
            /**
             * @description `system` is the server itself.
             * @example user
             * @enum {string}
             */
            type: "user" | "key" | "system" | "nobody";
            /**
             * @description The id of the user or key.
             * @example usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            id: string | null;
            /**
             * @description What it was called then.
             * @example ana
             */
            name: string;
            /**
             * @description The account that it acted for.
             * @example usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            userId: string | null;
            /**
             * @description From where.
             * @example 203.0.113.7
             */
            address: string | null;
        };
        /** @description What was changed. */
        AuditTarget: {
            /**
             * @description What it was done to.
             * @example provider
             * @enum {string}
             */
            type: "api-key" | "provider" | "alias" | "user" | "webhook";
            /** @example prv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d */
            id: string;
            /**
             * @description What it was called then.
             * @example openai
             */
            name: string | null;
        };
        /**
         * @description A field that differs. Secrets, addresses of people and their display names are `***`: that they changed is told, not what they are.
         * @example {
         *       "field": "apiKey",
         *       "before": "***",
         *       "after": "***"
         *     }
         */
        AuditChange: {
            /** @example apiKey */
            field: string;
            /**
             * @description Null: it was not there.
             * @example ***
             */
            before: unknown;
            /**
             * @description Null: it is not there.
             * @example ***
             */
            after: unknown;
        };
        /** @description The same as a table, with a line of column names: every entry that matches, not a page of them. */
        AuditTable: string;
        /** @description Everything that the house has about you: beside what is named here, a section for each thing that you own. */
        AccountExport: {
            /**
             * Format: date-time
             * @description When it was put together.
             * @example 2026-11-21T09:30:00.000Z
             */
            exportedAt: string;
            user: components["schemas"]["User"];
            preferences: components["schemas"]["Preferences"];
            sessions: components["schemas"]["Session"][];
            apiKeys: components["schemas"]["ApiKey"][];
        } & {
            [key: string]: unknown;
        };
        /** @description A person’s account. */
        User: {
            /**
             * @description The id of the account.
             * @example usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            id: string;
            /**
             * @description What the account is called. No two differ only in case.
             * @example ana
             */
            username: string;
            /**
             * Format: email
             * @description An address, which can be used to sign in too. Nothing is sent there.
             * @example ana@example.org
             */
            email: string;
            displayName: string | null;
            /**
             * @description An admin may do everything.
             * @example user
             * @enum {string}
             */
            role: "user" | "admin";
            /**
             * @description Nobody can sign in, and no key of the account works.
             * @example false
             */
            disabled: boolean;
            /** @description How much may be asked of models, by the user and their keys together, instead of what everybody may. Null: what everybody may. */
            limits: components["schemas"]["KeyLimits"] | null;
            /** @description Which models the user and their keys may ask. Null: all. */
            models: string[] | null;
            /** @description What the user and their keys may spend together. Null: without limit. */
            budget: components["schemas"]["BudgetState"] | null;
            /**
             * Format: date-time
             * @description When the account was made.
             * @example 2026-11-21T09:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was last changed.
             * @example 2026-11-21T09:30:00.000Z
             */
            updatedAt: string;
            lastLoginAt: string | null;
        };
        /** @description How pages look and what new chats begin with. */
        Preferences: {
            /**
             * @description How pages look.
             * @default system
             * @example dark
             * @enum {string}
             */
            theme: "system" | "light" | "dark";
            /**
             * @description The language of pages, as BCP 47 writes it; null: the browser’s.
             * @default null
             * @example de-AT
             */
            language: string | null;
            /**
             * @description The model of new chats; null: the house’s.
             * @default null
             * @example openai/gpt-4o-mini
             */
            defaultModel: string | null;
            /**
             * @description What models are told first in new chats; null: what the house tells them.
             * @default null
             * @example Answer briefly.
             */
            systemPrompt: string | null;
            /**
             * @description Models to show first.
             * @default []
             * @example [
             *       "demo/parlance"
             *     ]
             */
            favoriteModels: string[];
            /**
             * @description What sends a message: Enter, or Enter with Ctrl or ⌘.
             * @default enter
             * @example enter
             * @enum {string}
             */
            sendKey: "enter" | "mod-enter";
            /**
             * @description Whether pages have keyboard shortcuts.
             * @default true
             * @example true
             */
            keyboardShortcuts: boolean;
        };
        /** @description A login that has not ended. */
        Session: {
            /**
             * @description The id of the session.
             * @example ses_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            id: string;
            /**
             * @description Whether it is the one that asks.
             * @example true
             */
            isCurrent: boolean;
            /**
             * @description What the client said it is, at its last refresh.
             * @example Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0
             */
            userAgent: string;
            /**
             * @description From where it was last refreshed.
             * @example 192.0.2.7
             */
            address: string;
            /**
             * Format: date-time
             * @description When somebody signed in.
             * @example 2026-11-21T09:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was last refreshed.
             * @example 2026-11-21T09:30:00.000Z
             */
            lastUsedAt: string;
            /**
             * Format: date-time
             * @description When it ends unless it is refreshed before.
             * @example 2026-11-21T09:30:00.000Z
             */
            expiresAt: string;
        };
        /**
         * @description Who wants to sign in.
         * @example {
         *       "login": "ana",
         *       "password": "correct horse battery staple"
         *     }
         * @example {
         *       "login": "ana@example.org",
         *       "password": "correct horse battery staple",
         *       "cookie": true
         *     }
         */
        CreateSession: {
            /**
             * @description The user name or the e-mail address.
             * @example ana
             */
            login: string;
            /**
             * @description The password.
             * @example correct horse battery staple
             */
            password: string;
            /**
             * @description For browsers: keep the refresh token in a cookie that pages cannot read, instead of the answer.
             * @default false
             * @example true
             */
            cookie?: boolean;
        };
        /** @description What signing in gives. With `cookie` the refresh token is in the cookie only. */
        Grant: {
            /**
             * @description Send it as `Authorization: Bearer …`. Keep it in memory.
             * @example eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ1c3JfMSJ9.c2lnbmF0dXJl
             */
            accessToken: string;
            /**
             * @description For how many seconds the access token works.
             * @example 900
             */
            expiresIn: number;
            /**
             * @description The refresh token of the answer before.
             * @example plr_0123456789abcdefghijkl_0123456789abcdefghijklmnopqrstuvwxyz0123456
             */
            refreshToken?: string;
            user: components["schemas"]["User"];
        };
        /**
         * @description The refresh token of the session to end, unless it is in the cookie or the access token is sent. No body is needed.
         * @example {
         *       "refreshToken": "plr_0123456789abcdefghijkl_0123456789abcdefghijklmnopqrstuvwxyz0123456"
         *     }
         * @example null
         */
        EndSession: {
            /**
             * @description The refresh token of the answer before.
             * @example plr_0123456789abcdefghijkl_0123456789abcdefghijklmnopqrstuvwxyz0123456
             */
            refreshToken?: string;
        } | null;
        /**
         * @description The old password and the new one.
         * @example {
         *       "currentPassword": "correct horse battery staple",
         *       "newPassword": "wrong donkey engine needle"
         *     }
         */
        UpdatePassword: {
            /**
             * @description The password as it is now.
             * @example correct horse battery staple
             */
            currentPassword: string;
            /**
             * @description The password as it shall be.
             * @example correct horse battery staple
             */
            newPassword: string;
        };
        /**
         * @description All preferences as they shall be. What is left out is as at first.
         * @example {
         *       "theme": "dark",
         *       "language": "de-AT",
         *       "defaultModel": "openai/gpt-4o-mini",
         *       "systemPrompt": "Answer briefly."
         *     }
         */
        ReplacePreferences: {
            /**
             * @description How pages look.
             * @default system
             * @example dark
             * @enum {string}
             */
            theme?: "system" | "light" | "dark";
            /**
             * @description The language of pages, as BCP 47 writes it; null: the browser’s.
             * @default null
             * @example de-AT
             */
            language?: string | null;
            /**
             * @description The model of new chats; null: the house’s.
             * @default null
             * @example openai/gpt-4o-mini
             */
            defaultModel?: string | null;
            /**
             * @description What models are told first in new chats; null: what the house tells them.
             * @default null
             * @example Answer briefly.
             */
            systemPrompt?: string | null;
            /**
             * @description Models to show first.
             * @default []
             * @example [
             *       "demo/parlance"
             *     ]
             */
            favoriteModels?: string[];
            /**
             * @description What sends a message: Enter, or Enter with Ctrl or ⌘.
             * @default enter
             * @example enter
             * @enum {string}
             */
            sendKey?: "enter" | "mod-enter";
            /**
             * @description Whether pages have keyboard shortcuts.
             * @default true
             * @example true
             */
            keyboardShortcuts?: boolean;
        };
        /**
         * @description What shall change about you; null takes the display name away.
         * @example {
         *       "displayName": "Ana Novak"
         *     }
         */
        UpdateProfile: {
            /**
             * @description What the account is called. No two differ only in case.
             * @example ana
             */
            username?: string;
            /**
             * Format: email
             * @description An address, which can be used to sign in too. Nothing is sent there.
             * @example ana@example.org
             */
            email?: string;
            displayName?: string | null;
        };
        /**
         * @description Your password, to be sure.
         * @example {
         *       "password": "correct horse battery staple"
         *     }
         */
        DeleteProfile: {
            /**
             * @description The password as it is now.
             * @example correct horse battery staple
             */
            password: string;
        };
        /**
         * @description The refresh token, unless it is in the cookie.
         * @example {
         *       "refreshToken": "plr_0123456789abcdefghijkl_0123456789abcdefghijklmnopqrstuvwxyz0123456"
         *     }
         * @example {}
         */
        RefreshSession: {
            /**
             * @description The refresh token of the answer before.
             * @example plr_0123456789abcdefghijkl_0123456789abcdefghijklmnopqrstuvwxyz0123456
             */
            refreshToken?: string;
        };
        /**
         * @description Who is new.
         * @example {
         *       "username": "ana",
         *       "email": "ana@example.org",
         *       "password": "correct horse battery staple"
         *     }
         */
        CreateAccount: {
            /**
             * @description What the account is called. No two differ only in case.
             * @example ana
             */
            username: string;
            /**
             * Format: email
             * @description An address, which can be used to sign in too. Nothing is sent there.
             * @example ana@example.org
             */
            email: string;
            /**
             * @description 8 to 256 characters, and not one of the first that anybody would try.
             * @example correct horse battery staple
             */
            password: string;
            /**
             * @description What others read as the name.
             * @example Ana Novak
             */
            displayName?: string;
            /**
             * @description For browsers: keep the refresh token in a cookie that pages cannot read, instead of the answer.
             * @default false
             * @example true
             */
            cookie?: boolean;
        };
        /** @description Who may register. */
        Registration: {
            /**
             * @description Whether an account can be made now.
             * @example true
             */
            open: boolean;
            /**
             * @description Whether there is no account yet: the next one becomes admin.
             * @example false
             */
            first: boolean;
        };
        /** @description Sessions, newest first. */
        SessionPage: {
            data: components["schemas"]["Session"][];
            /**
             * @description Send it as `cursor` to read on; null on the last page.
             * @example null
             */
            nextCursor: string | null;
        };
        /**
         * @description A message, and what was said before it.
         * @example {
         *       "message": "What is my name?",
         *       "model": "demo/parlance",
         *       "history": [
         *         {
         *           "role": "user",
         *           "content": "My name is Ada."
         *         },
         *         {
         *           "role": "assistant",
         *           "content": "Hello Ada!"
         *         }
         *       ]
         *     }
         */
        SimpleChatRequest: {
            /**
             * @description What to say to the model.
             * @example Hello!
             */
            message: string;
            /**
             * @description Provider and model, an alias, or a model that only one provider has; beside `provider` that provider’s own name for it will do. Absent: the server’s default, or the first that `provider` lists.
             * @example demo/parlance
             */
            model?: string;
            /**
             * @description The name of a provider.
             * @example demo
             */
            provider?: string;
            /** @description What was said before, oldest first. */
            history?: components["schemas"]["SimpleChatTurn"][];
            /**
             * @description What the model is told before everything else. Absent: the alias’s, else `SYSTEM_PROMPT`, unless the history has one.
             * @example Answer in one sentence.
             */
            systemPrompt?: string;
            /**
             * @description How freely to choose words. Absent: `TEMPERATURE`, else the model’s own.
             * @example 0.7
             */
            temperature?: number;
            /**
             * @description The longest answer, in tokens. Absent: `MAX_TOKENS`, else the model’s own.
             * @example 1000
             */
            maxTokens?: number;
        };
        /**
         * @description Something that was said before.
         * @example {
         *       "role": "user",
         *       "content": "My name is Ada."
         *     }
         */
        SimpleChatTurn: {
            /**
             * @description Who said it.
             * @example user
             * @enum {string}
             */
            role: "user" | "assistant" | "system";
            /**
             * @description What was said.
             * @example My name is Ada.
             */
            content: string;
        };
        /**
         * @description The whole answer.
         * @example {
         *       "reply": "Your name is Ada.",
         *       "model": "demo/parlance",
         *       "provider": "demo",
         *       "usage": {
         *         "inputTokens": 19,
         *         "outputTokens": 5,
         *         "cacheReadTokens": 0,
         *         "cacheWriteTokens": 0,
         *         "totalTokens": 24
         *       },
         *       "finishReason": "stop"
         *     }
         */
        SimpleChatReply: {
            /**
             * @description What the model says.
             * @example Your name is Ada.
             */
            reply: string;
            /**
             * @description What it thought, where its provider tells.
             * @example The user said so before.
             */
            reasoning?: string;
            /** @description What it wants to be called. */
            toolCalls?: components["schemas"]["ReplyToolCall"][];
            /**
             * @description The model, by the name that was asked for.
             * @example demo/parlance
             */
            model: string;
            /**
             * @description The provider that answered.
             * @example demo
             */
            provider: string;
            /** @description Null when the provider did not count. */
            usage: components["schemas"]["ReplyUsage"] | null;
            /**
             * @description Why it ended. `length`: it would have been longer. `other`: for a reason that only its provider knows.
             * @example stop
             * @enum {string}
             */
            finishReason: "stop" | "length" | "toolCalls" | "contentFilter" | "other";
            /**
             * @description What it cost, in US dollars. Absent when the prices are unknown.
             * @example 0.000021
             */
            costUsd?: number;
        };
        /**
         * @description A tool that the model wants to be called.
         * @example {
         *       "id": "call_1",
         *       "name": "get_weather",
         *       "arguments": "{\"city\":\"Paris\"}"
         *     }
         */
        ReplyToolCall: {
            /**
             * @description Which call.
             * @example call_1
             */
            id: string;
            /**
             * @description Of the tool.
             * @example get_weather
             */
            name: string;
            /**
             * @description JSON text, as the model wrote it.
             * @example {"city":"Paris"}
             */
            arguments: string;
        };
        /**
         * @description Tokens, in buckets that do not overlap.
         * @example {
         *       "inputTokens": 9,
         *       "outputTokens": 3,
         *       "cacheReadTokens": 0,
         *       "cacheWriteTokens": 0,
         *       "totalTokens": 12
         *     }
         */
        ReplyUsage: {
            /**
             * @description Of the prompt, but for those of the cache.
             * @example 9
             */
            inputTokens: number;
            /**
             * @description Of the answer, thinking included.
             * @example 3
             */
            outputTokens: number;
            /**
             * @description Of the prompt, read from the provider’s cache.
             * @example 0
             */
            cacheReadTokens: number;
            /**
             * @description Of the prompt, written to the provider’s cache.
             * @example 0
             */
            cacheWriteTokens: number;
            /**
             * @description All together.
             * @example 12
             */
            totalTokens: number;
        };
        /**
         * @description OpenAI’s chat completion request. Fields that are not named here travel to providers of the same dialect.
         * @example {
         *       "model": "demo/parlance",
         *       "messages": [
         *         {
         *           "role": "user",
         *           "content": "Hello!"
         *         }
         *       ]
         *     }
         */
        ChatCompletionRequest: {
            /**
             * @description Provider and model, an alias, or a model that only one provider has. Absent: the server’s default.
             * @example demo/parlance
             */
            model?: string;
            /** @description Models to fall back to, in this order, when `model` fails. Ours, not OpenAI’s. */
            models?: string[] | null;
            /** @description The conversation so far. */
            messages: components["schemas"]["ChatRequestMessage"][];
            /** @description Answer with server-sent events. */
            stream?: boolean | null;
            stream_options?: components["schemas"]["ChatStreamOptions"] | null;
            /** @description The longest answer, in tokens. */
            max_tokens?: number | null;
            /** @description The longest answer, in tokens, thinking included. Wins over `max_tokens`. */
            max_completion_tokens?: number | null;
            /** @description How freely to choose words. Usually 0 to 2. */
            temperature?: number | null;
            /** @description Choose among the words that make up this share of the probability. */
            top_p?: number | null;
            /** @description Choose among this many words. Not every provider has it. */
            top_k?: number | null;
            /** @description How many answers. */
            n?: number | null;
            /** @description Texts at which to stop. */
            stop?: string | string[] | null;
            /** @description The same seed gives the same answer, as far as the provider can. */
            seed?: number | null;
            /** @description Makes new subjects likelier. */
            presence_penalty?: number | null;
            /** @description Makes repetition less likely. */
            frequency_penalty?: number | null;
            /** @description By token: how much likelier. */
            logit_bias?: {
                [key: string]: unknown;
            } | null;
            /** @description Tell the tokens’ log probabilities. */
            logprobs?: boolean | null;
            /** @description For this many alternatives of each token. */
            top_logprobs?: number | null;
            /** @description What the model may call. */
            tools?: components["schemas"]["ChatTool"][] | null;
            /**
             * @description `auto`, `none`, `required`, or one tool.
             * @example auto
             */
            tool_choice?: string | components["schemas"]["ChatNamedToolChoice"] | null;
            /** @description Several calls at once are welcome. */
            parallel_tool_calls?: boolean | null;
            response_format?: components["schemas"]["ChatResponseFormat"] | null;
            /** @description How hard to think: `none`, `minimal`, `low`, `medium`, `high` … */
            reasoning_effort?: string | null;
            /** @description How much to say: `low`, `medium`, `high`. */
            verbosity?: string | null;
            /** @description Who the answer is for. */
            user?: string | null;
            /** @description Words of your own, kept by some providers. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /** @description How urgent it is, where the provider sells that. */
            service_tier?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A message of the conversation so far.
         * @example {
         *       "role": "user",
         *       "content": "Hello!"
         *     }
         */
        ChatRequestMessage: {
            /**
             * @description Who speaks.
             * @enum {string}
             */
            role: "system" | "developer" | "user" | "assistant" | "tool" | "function";
            /**
             * @description A text, or pieces. Null beside tool calls.
             * @example Hello!
             */
            content?: string | components["schemas"]["ChatContentPart"][] | null;
            /** @description Tells speakers of one role apart. */
            name?: string | null;
            /** @description Of an assistant’s message: the calls it asked for. */
            tool_calls?: components["schemas"]["ChatToolCall"][] | null;
            /** @description Of a tool’s message: the call it answers. */
            tool_call_id?: string | null;
            /** @description Of an assistant’s message: why it would not answer. */
            refusal?: string | null;
            /** @description Of an assistant’s message: what it thought. Some providers want it back. */
            reasoning_content?: string | null;
            /** @description Of an assistant’s message: what it thought, with its proof. */
            reasoning_details?: components["schemas"]["ChatReasoningDetail"][] | null;
            /**
             * @deprecated
             * @description The old form of `tool_calls`.
             */
            function_call?: components["schemas"]["ChatFunctionCall"] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A piece of a message.
         * @example {
         *       "type": "text",
         *       "text": "What is in this picture?"
         *     }
         */
        ChatContentPart: {
            /**
             * @description `text`, `image_url`, `input_audio`, `file`, `refusal`, or one that only your provider knows.
             * @example text
             */
            type: string;
            /** @example What is in this picture? */
            text?: string;
            refusal?: string;
            /** @description For `image_url`. */
            image_url?: components["schemas"]["ChatImageUrl"] | string;
            input_audio?: components["schemas"]["ChatInputAudio"];
            file?: components["schemas"]["ChatFile"];
            /**
             * @description Where the provider may cut the prompt for its cache, as Anthropic says it. Reaches providers that take it.
             * @example {
             *       "type": "ephemeral"
             *     }
             */
            cache_control?: {
                [key: string]: unknown;
            } | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description Where an image is.
         * @example {
         *       "url": "https://example.com/cat.png",
         *       "detail": "low"
         *     }
         */
        ChatImageUrl: {
            /**
             * @description A web address, or a data URL with base64.
             * @example https://example.com/cat.png
             */
            url: string;
            /**
             * @description How closely the model looks.
             * @enum {string}
             */
            detail?: "auto" | "low" | "high";
        } & {
            [key: string]: unknown;
        };
        /**
         * @description Sound, inline.
         * @example {
         *       "data": "UklGRiQ=",
         *       "format": "wav"
         *     }
         */
        ChatInputAudio: {
            /** @description Base64. */
            data: string;
            /**
             * @description Usually `wav` or `mp3`.
             * @example wav
             */
            format: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A file, by id or inline.
         * @example {
         *       "filename": "report.pdf",
         *       "file_data": "data:application/pdf;base64,JVBERi0="
         *     }
         */
        ChatFile: {
            /** @description A file that the provider keeps. */
            file_id?: string | null;
            /** @description A data URL with base64. */
            file_data?: string | null;
            /**
             * @description Its name, shown to the model.
             * @example report.pdf
             */
            filename?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description The model wants a tool to be called.
         * @example {
         *       "id": "call_1",
         *       "type": "function",
         *       "function": {
         *         "name": "get_weather",
         *         "arguments": "{\"city\":\"Paris\"}"
         *       }
         *     }
         */
        ChatToolCall: {
            /**
             * @description Named again in the tool’s answer.
             * @example call_1
             */
            id: string;
            /**
             * @default function
             * @example function
             */
            type?: string;
            function?: components["schemas"]["ChatFunctionCall"];
        } & {
            [key: string]: unknown;
        };
        /**
         * @description Which function, with which arguments.
         * @example {
         *       "name": "get_weather",
         *       "arguments": "{\"city\":\"Paris\"}"
         *     }
         */
        ChatFunctionCall: {
            /** @example get_weather */
            name: string;
            /**
             * @description JSON text, as the model wrote it; it need not be valid.
             * @example {"city":"Paris"}
             */
            arguments: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A piece of reasoning and its proof, as OpenRouter has it. Send it back as it came.
         * @example {
         *       "type": "reasoning.text",
         *       "text": "They greet me.",
         *       "signature": "RXFRQmVkcw==",
         *       "format": "anthropic-claude-v1",
         *       "index": 0
         *     }
         */
        ChatReasoningDetail: {
            /**
             * @description `reasoning.text`, `reasoning.summary` or `reasoning.encrypted`.
             * @example reasoning.text
             */
            type: string;
            /**
             * @description What was thought.
             * @example They greet me.
             */
            text?: string | null;
            /** @description What was thought, in short. */
            summary?: string | null;
            /**
             * @description Proves to the provider that the model thought it.
             * @example RXFRQmVkcw==
             */
            signature?: string | null;
            /** @description What was thought, for the provider’s eyes only. */
            data?: string | null;
            /**
             * @description Who can check it: `anthropic-claude-v1`, `openai-responses-v1`, `google-gemini-v1` …
             * @example anthropic-claude-v1
             */
            format?: string | null;
            /**
             * @description Which block of reasoning it belongs to.
             * @example 0
             */
            index?: number | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description How to stream.
         * @example {
         *       "include_usage": true
         *     }
         */
        ChatStreamOptions: {
            /** @description Send the usage in a last chunk whose `choices` are empty. */
            include_usage?: boolean | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A tool: a function, or one that only your provider knows.
         * @example {
         *       "type": "function",
         *       "function": {
         *         "name": "get_weather"
         *       }
         *     }
         */
        ChatTool: {
            /**
             * @default function
             * @example function
             */
            type?: string;
            function?: components["schemas"]["ChatFunction"];
            /**
             * @description Where the provider may cut the prompt for its cache, as Anthropic says it. Reaches providers that take it.
             * @example {
             *       "type": "ephemeral"
             *     }
             */
            cache_control?: {
                [key: string]: unknown;
            } | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A function that the model may call.
         * @example {
         *       "name": "get_weather",
         *       "parameters": {
         *         "type": "object",
         *         "properties": {
         *           "city": {
         *             "type": "string"
         *           }
         *         }
         *       }
         *     }
         */
        ChatFunction: {
            /** @example get_weather */
            name: string;
            /**
             * @description What it does and when to use it.
             * @example The weather at a place.
             */
            description?: string | null;
            /** @description JSON Schema of the arguments. */
            parameters?: {
                [key: string]: unknown;
            } | null;
            /** @description Arguments must match the schema exactly. */
            strict?: boolean | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description Makes the model call this tool.
         * @example {
         *       "type": "function",
         *       "function": {
         *         "name": "get_weather"
         *       }
         *     }
         */
        ChatNamedToolChoice: {
            /** @example function */
            type: string;
            function?: components["schemas"]["ChatNamedFunction"];
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A function by its name.
         * @example {
         *       "name": "get_weather"
         *     }
         */
        ChatNamedFunction: {
            /** @example get_weather */
            name: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description The form that the answer must have.
         * @example {
         *       "type": "json_object"
         *     }
         */
        ChatResponseFormat: {
            /**
             * @description `text`, `json_object` or `json_schema`.
             * @example json_object
             */
            type: string;
            json_schema?: components["schemas"]["ChatJsonSchema"];
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A schema for the answer.
         * @example {
         *       "name": "answer",
         *       "schema": {
         *         "type": "object"
         *       }
         *     }
         */
        ChatJsonSchema: {
            /** @example answer */
            name: string;
            /** @description What the answer is for. */
            description?: string | null;
            /** @description The JSON Schema. */
            schema?: {
                [key: string]: unknown;
            } | null;
            /** @description The answer must match exactly. */
            strict?: boolean | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A whole answer.
         * @example {
         *       "id": "chatcmpl-019a",
         *       "object": "chat.completion",
         *       "created": 1764582439,
         *       "model": "demo/parlance",
         *       "choices": [
         *         {
         *           "index": 0,
         *           "message": {
         *             "role": "assistant",
         *             "content": "Hello!",
         *             "refusal": null
         *           },
         *           "logprobs": null,
         *           "finish_reason": "stop"
         *         }
         *       ],
         *       "usage": {
         *         "prompt_tokens": 9,
         *         "completion_tokens": 3,
         *         "total_tokens": 12
         *       }
         *     }
         */
        ChatCompletion: {
            /** @example chatcmpl-019a */
            id: string;
            /**
             * @description Unix seconds.
             * @example 1764582439
             */
            created: number;
            /** @example demo/parlance */
            model: string;
            /** @description Which build answered. */
            system_fingerprint?: string | null;
            /** @description How it was served. */
            service_tier?: string | null;
            /** @enum {string} */
            object: "chat.completion";
            choices: components["schemas"]["ChatCompletionChoice"][];
            usage?: components["schemas"]["ChatCompletionUsage"] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description One of the answers asked for with `n`.
         * @example {
         *       "index": 0,
         *       "message": {
         *         "role": "assistant",
         *         "content": "Hello!",
         *         "refusal": null
         *       },
         *       "logprobs": null,
         *       "finish_reason": "stop"
         *     }
         */
        ChatCompletionChoice: {
            /** @example 0 */
            index: number;
            message: components["schemas"]["ChatCompletionMessage"];
            /** @description Log probabilities of the tokens, when asked for. */
            logprobs?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description Why it ended.
             * @example stop
             */
            finish_reason: ("stop" | "length" | "tool_calls" | "content_filter" | "function_call") | null;
            /** @description The provider’s own word for it, where it says it differently. */
            native_finish_reason?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description The model’s message.
         * @example {
         *       "role": "assistant",
         *       "content": "Hello!",
         *       "refusal": null
         *     }
         */
        ChatCompletionMessage: {
            /** @enum {string} */
            role: "assistant";
            /**
             * @description The text; null when there is none.
             * @example Hello!
             */
            content: string | null;
            /** @description Why the model would not answer. */
            refusal?: string | null;
            /** @description What the model thought, where its provider tells. */
            reasoning_content?: string | null;
            /** @description What it thought, with its proof: send it back in the next request. */
            reasoning_details?: components["schemas"]["ChatReasoningDetail"][] | null;
            /** @description The calls it asks for. */
            tool_calls?: components["schemas"]["ChatToolCall"][] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description Tokens, as the provider counted them.
         * @example {
         *       "prompt_tokens": 9,
         *       "completion_tokens": 3,
         *       "total_tokens": 12
         *     }
         */
        ChatCompletionUsage: {
            /**
             * @description Of the prompt, cached ones included.
             * @example 9
             */
            prompt_tokens: number;
            /**
             * @description Of the answer, thinking included.
             * @example 3
             */
            completion_tokens: number;
            /** @example 12 */
            total_tokens: number;
            prompt_tokens_details?: components["schemas"]["PromptTokensDetails"] | null;
            completion_tokens_details?: components["schemas"]["CompletionTokensDetails"] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description What the prompt’s tokens were.
         * @example {
         *       "cached_tokens": 0
         *     }
         */
        PromptTokensDetails: {
            /**
             * @description Read from the prompt cache.
             * @example 0
             */
            cached_tokens?: number | null;
            /** @description Written to the prompt cache. */
            cache_write_tokens?: number | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description What the completion’s tokens were.
         * @example {
         *       "reasoning_tokens": 0
         *     }
         */
        CompletionTokensDetails: {
            /**
             * @description Spent on thinking.
             * @example 0
             */
            reasoning_tokens?: number | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description One event of a streamed answer.
         * @example {
         *       "id": "chatcmpl-019a",
         *       "object": "chat.completion.chunk",
         *       "created": 1764582439,
         *       "model": "demo/parlance",
         *       "choices": [
         *         {
         *           "index": 0,
         *           "delta": {
         *             "content": "Hel"
         *           },
         *           "logprobs": null,
         *           "finish_reason": null
         *         }
         *       ]
         *     }
         */
        ChatCompletionChunk: {
            /** @example chatcmpl-019a */
            id: string;
            /**
             * @description Unix seconds.
             * @example 1764582439
             */
            created: number;
            /** @example demo/parlance */
            model: string;
            /** @description Which build answered. */
            system_fingerprint?: string | null;
            /** @description How it was served. */
            service_tier?: string | null;
            /** @enum {string} */
            object: "chat.completion.chunk";
            /** @description Empty on the chunk with the usage. */
            choices: components["schemas"]["ChatCompletionChunkChoice"][];
            usage?: components["schemas"]["ChatCompletionUsage"] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description What a chunk adds to one answer.
         * @example {
         *       "index": 0,
         *       "delta": {
         *         "content": "Hel"
         *       },
         *       "logprobs": null,
         *       "finish_reason": null
         *     }
         */
        ChatCompletionChunkChoice: {
            /** @example 0 */
            index: number;
            delta: components["schemas"]["ChatCompletionDelta"];
            /** @description Log probabilities of the tokens, when asked for. */
            logprobs?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description Why it ended.
             * @example stop
             */
            finish_reason?: ("stop" | "length" | "tool_calls" | "content_filter" | "function_call") | null;
            /** @description The provider’s own word for it, where it says it differently. */
            native_finish_reason?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description What a chunk adds to the message.
         * @example {
         *       "content": "Hel"
         *     }
         */
        ChatCompletionDelta: {
            /** @description `assistant`, on the first chunk of a choice. */
            role?: string | null;
            /** @description The next piece of the text. */
            content?: string | null;
            /** @description The next piece of a refusal. */
            refusal?: string | null;
            /** @description The next piece of what the model thinks. */
            reasoning_content?: string | null;
            /** @description What proves a block of reasoning. */
            reasoning_details?: components["schemas"]["ChatReasoningDetail"][] | null;
            tool_calls?: components["schemas"]["ChatToolCallDelta"][] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A piece of a tool call.
         * @example {
         *       "index": 0,
         *       "function": {
         *         "arguments": "{\"ci"
         *       }
         *     }
         */
        ChatToolCallDelta: {
            /**
             * @description Which call, counted from 0.
             * @example 0
             */
            index: number;
            /** @description On the first delta of a call. */
            id?: string | null;
            /** @description On the first delta of a call. */
            type?: string | null;
            function?: components["schemas"]["ChatFunctionCallDelta"] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A piece of a function call.
         * @example {
         *       "arguments": "{\"ci"
         *     }
         */
        ChatFunctionCallDelta: {
            /** @description On the first delta of a call. */
            name?: string | null;
            /** @description The next piece of the JSON text. */
            arguments?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description One event of an answer as it comes; `type` says which.
         * @example {
         *       "type": "message.delta",
         *       "messageId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "text": "Hel"
         *     }
         */
        MessageEvent: components["schemas"]["MessageCreated"] | components["schemas"]["MessageDelta"] | components["schemas"]["MessageCompleted"] | components["schemas"]["MessageFailed"];
        /**
         * @description An answer begins.
         * @example {
         *       "type": "message.created",
         *       "messageId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "model": "demo/parlance",
         *       "provider": "demo"
         *     }
         */
        MessageCreated: {
            /**
             * @description The name of the event.
             * @example message.created
             * @enum {string}
             */
            type: "message.created";
            /**
             * @description The answer.
             * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            messageId: string;
            /**
             * @description The model, by the name that was asked for.
             * @example demo/parlance
             */
            model: string;
            /**
             * @description The provider that answered.
             * @example demo
             */
            provider: string;
        };
        /**
         * @description The next piece of an answer: text, reasoning or a tool call.
         * @example {
         *       "type": "message.delta",
         *       "messageId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "text": "Hel"
         *     }
         */
        MessageDelta: {
            /**
             * @description The name of the event.
             * @example message.delta
             * @enum {string}
             */
            type: "message.delta";
            /**
             * @description The answer.
             * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            messageId: string;
            /**
             * @description The next piece of the text.
             * @example Hel
             */
            text?: string;
            /**
             * @description The next piece of what the model thinks.
             * @example The user greets me.
             */
            reasoning?: string;
            toolCall?: components["schemas"]["ToolCallDelta"];
        };
        /**
         * @description A piece of a tool call.
         * @example {
         *       "id": "call_1",
         *       "name": "get_weather"
         *     }
         * @example {
         *       "id": "call_1",
         *       "arguments": "{\"ci"
         *     }
         */
        ToolCallDelta: {
            /**
             * @description Which call.
             * @example call_1
             */
            id: string;
            /**
             * @description Of the tool; on the first piece of a call.
             * @example get_weather
             */
            name?: string;
            /**
             * @description The next piece of the JSON text.
             * @example {"ci
             */
            arguments?: string;
        };
        /**
         * @description The answer is complete. The last event.
         * @example {
         *       "type": "message.completed",
         *       "messageId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "finishReason": "stop",
         *       "usage": {
         *         "inputTokens": 9,
         *         "outputTokens": 3,
         *         "cacheReadTokens": 0,
         *         "cacheWriteTokens": 0,
         *         "totalTokens": 12
         *       }
         *     }
         */
        MessageCompleted: {
            /**
             * @description The name of the event.
             * @example message.completed
             * @enum {string}
             */
            type: "message.completed";
            /**
             * @description The answer.
             * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            messageId: string;
            /**
             * @description Why it ended. `length`: it would have been longer. `other`: for a reason that only its provider knows.
             * @example stop
             * @enum {string}
             */
            finishReason: "stop" | "length" | "toolCalls" | "contentFilter" | "other";
            /** @description Null when the provider did not count. */
            usage: components["schemas"]["ReplyUsage"] | null;
            /**
             * @description What it cost, in US dollars. Absent when the prices are unknown.
             * @example 0.000021
             */
            costUsd?: number;
        };
        /**
         * @description The answer broke off. The last event; what came before it stays.
         * @example {
         *       "type": "message.failed",
         *       "messageId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "error": {
         *         "message": "The provider’s answer broke off before its end.",
         *         "type": "upstream_error",
         *         "code": "upstream_cut",
         *         "param": null,
         *         "requestId": "req_mb3k2-1f"
         *       }
         *     }
         */
        MessageFailed: {
            /**
             * @description The name of the event.
             * @example message.failed
             * @enum {string}
             */
            type: "message.failed";
            /**
             * @description The answer.
             * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            messageId: string;
            error: components["schemas"]["Failure"];
        };
        /**
         * @description A chat to begin.
         * @example {
         *       "title": "Holiday plans",
         *       "model": "demo/parlance"
         *     }
         */
        CreateChat: {
            /**
             * @description What it is called. Absent: made from what is said in it.
             * @example Holiday plans
             */
            title?: string;
            /**
             * @description The model that answers. Absent: `DEFAULT_MODEL`.
             * @example demo/parlance
             */
            model?: string;
            /**
             * @description What the model is told before everything else.
             * @example Answer in one paragraph.
             */
            systemPrompt?: string;
            /**
             * @description Paths of documents that go with every question.
             * @example [
             *       "guides/tone.md"
             *     ]
             */
            documents?: string[];
            /**
             * @description Words to find it by.
             * @example [
             *       "travel"
             *     ]
             */
            tags?: string[];
            /** @description Where it stands in lists. Null: in no folder. */
            folder?: string | null;
            /**
             * @description When it does not fit the model’s window. `refuse`: 400 `context_length_exceeded` with the numbers. `summarise`: a summary by the same model stands for the older messages. `omit`: the oldest are left out. `contextUsage` says what became of them.
             * @example summarise
             * @enum {string}
             */
            whenTooLong?: "refuse" | "summarise" | "omit";
            /**
             * @description Whether it is neither listed nor found by words, and removed `TEMPORARY_CHAT_RETENTION_HOURS` after the last word.
             * @example false
             */
            temporary?: boolean;
        };
        /** @description A conversation and its place in the sidebar. */
        Chat: {
            /**
             * @description The chat.
             * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            id: string;
            /**
             * @description Who began it.
             * @example usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            ownerId: string;
            /**
             * @description What the caller may do in it.
             * @example owner
             * @enum {string}
             */
            role: "owner" | "editor" | "viewer";
            /**
             * @description Null while nothing was said.
             * @example Holiday plans
             */
            title: string | null;
            /**
             * @description Null: the default.
             * @example demo/parlance
             */
            model: string | null;
            /**
             * @description Null: the default.
             * @example null
             */
            systemPrompt: string | null;
            /**
             * @description Paths of documents that go with every question.
             * @example [
             *       "guides/tone.md"
             *     ]
             */
            documents: string[];
            /**
             * @description Words to find it by.
             * @example [
             *       "travel"
             *     ]
             */
            tags: string[];
            /**
             * @description Where it stands in lists; null in no folder.
             * @example Travel
             */
            folder: string | null;
            /**
             * @description When it does not fit the model’s window. `refuse`: 400 `context_length_exceeded` with the numbers. `summarise`: a summary by the same model stands for the older messages. `omit`: the oldest are left out. `contextUsage` says what became of them. Null: the default, `WHEN_TOO_LONG`.
             * @example null
             */
            whenTooLong: ("refuse" | "summarise" | "omit") | null;
            /**
             * @description Whether it stands at the top.
             * @example false
             */
            pinned: boolean;
            /**
             * @description Whether it is out of the way.
             * @example false
             */
            archived: boolean;
            /**
             * @description Whether it is neither listed nor found, and soon removed.
             * @example false
             */
            temporary: boolean;
            /**
             * @description The last message of the branch that is shown.
             * @example null
             */
            leafId: string | null;
            /** @description Where the words were found, when some were sought. */
            match?: {
                /**
                 * @description The newest message that has the words; null when it is the title.
                 * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                messageId: string | null;
                /**
                 * @description What stands around the words.
                 * @example … where is the sea warm in November …
                 */
                text: string;
            };
            /**
             * Format: date-time
             * @description When it began.
             * @example 2026-11-21T09:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When something was last said.
             * @example 2026-11-21T09:30:00.000Z
             */
            activeAt: string;
            /**
             * Format: date-time
             * @description When it was last changed.
             * @example 2026-11-21T09:30:00.000Z
             */
            updatedAt: string;
        };
        /** @description Chats, newest first. */
        ChatPage: {
            data: components["schemas"]["Chat"][];
            /**
             * @description Send it as `cursor` to read on; null on the last page.
             * @example null
             */
            nextCursor: string | null;
        };
        /** @description A chat and the newest messages of the branch that is shown. */
        ChatWithMessages: {
            chat: components["schemas"]["Chat"];
            messages: components["schemas"]["ChatMessagePage"];
        };
        /** @description Messages, newest first. */
        ChatMessagePage: {
            data: components["schemas"]["ChatMessage"][];
            /**
             * @description Send it as `cursor` to read on; null on the last page.
             * @example null
             */
            nextCursor: string | null;
        };
        /** @description One message of a chat’s tree. */
        ChatMessage: {
            /**
             * @description The message.
             * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            id: string;
            /**
             * @description The chat.
             * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            chatId: string;
            /**
             * @description The message before it; null for a first one.
             * @example null
             */
            parentId: string | null;
            /**
             * @description Messages with the same parent, oldest first, itself among them: the versions to choose from.
             * @example [
             *       "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d"
             *     ]
             */
            siblingIds: string[];
            /**
             * @description Who says it.
             * @example assistant
             * @enum {string}
             */
            role: "user" | "assistant";
            /**
             * @description Which person; null for a model.
             * @example null
             */
            authorId: string | null;
            /**
             * @description `streaming` is being written. `stopped`: by a person. `interrupted`: the server stopped.
             * @example complete
             * @enum {string}
             */
            status: "complete" | "streaming" | "stopped" | "failed" | "interrupted";
            /** @description What is said. */
            content: components["schemas"]["ChatPart"][];
            /**
             * @description The texts of the content, together.
             * @example Hello!
             */
            text: string;
            /**
             * @description Which model said it.
             * @example demo/parlance
             */
            model: string | null;
            /**
             * @description Whose model.
             * @example demo
             */
            provider: string | null;
            /**
             * @description Why it ended.
             * @example stop
             */
            finishReason: ("stop" | "length" | "toolCalls" | "contentFilter" | "other") | null;
            /** @description Null while unknown. */
            usage: components["schemas"]["TokenUsage"] | null;
            /**
             * @description In US dollars; null when no prices are known.
             * @example 0.0004
             */
            costUsd: number | null;
            /** @description Of an answer. */
            contextUsage: components["schemas"]["ContextUsage"] | null;
            /** @description Why it failed. */
            error: {
                /** @example upstream_failed */
                code: string;
                /** @example The provider failed. */
                message: string;
            } | null;
            /**
             * @description What you think of it. Absent: you have not rated it; also where everybody in the chat is told the same.
             * @example up
             * @enum {string}
             */
            rating?: "up" | "down";
            /**
             * @description What you said of it with your rating.
             * @example Precise, and with its sources.
             */
            ratingComment?: string;
            /**
             * Format: date-time
             * @description When it began.
             * @example 2026-11-21T09:30:00.000Z
             */
            createdAt: string;
            completedAt: string | null;
        };
        /** @description A piece of a message. */
        ChatPart: {
            /**
             * @description What it is; it says which other fields there are.
             * @example text
             * @enum {string}
             */
            type: "text" | "image" | "file" | "reasoning" | "refusal" | "toolCall" | "extra";
            /**
             * @description Of a text, reasoning or refusal.
             * @example Hello!
             */
            text?: string;
            /**
             * @description Of an image or file: an address, a data URL of up to 4 kB, or of a larger one that was uploaded the path on this server where it is read, which `attachment` describes.
             * @example https://example.org/cat.png
             */
            url?: string;
            /**
             * @description Of a file or a called tool.
             * @example get_weather
             */
            name?: string;
            /**
             * @description Of a tool call.
             * @example call_1
             */
            id?: string;
            /**
             * @description Of a tool call: JSON text, as the model wrote it.
             * @example {"city":"Paris"}
             */
            arguments?: string;
            attachment?: components["schemas"]["ChatAttachment"];
            /** @description Of an extra: what only its provider’s dialect knows. */
            data?: unknown;
        };
        /** @description What the `url` of a part leads to, when it is kept on this server: `GET /chats/{chatId}/attachments/{attachmentId}`. */
        ChatAttachment: {
            /**
             * @description The same bytes in the same chat have the same id.
             * @example att_9f2c3d4e5f7a8b9c0d1e2f3a4b5c6d7e
             */
            id: string;
            /**
             * @description As whoever sent it said.
             * @example image/png
             */
            mediaType: string;
            /**
             * @description How large it is.
             * @example 1048576
             */
            bytes: number;
            /**
             * @description Of a file.
             * @example report.pdf
             */
            name?: string;
        };
        /** @description How full the model’s window was, and what of the chat the model was not told. */
        ContextUsage: {
            /**
             * @description Tokens of the whole request, counted before it was sent.
             * @example 1200
             */
            tokens: number;
            /**
             * @description The model’s window.
             * @example 32768
             */
            limit: number;
            /**
             * @description Whether the window is known.
             * @example model
             * @enum {string}
             */
            source: "model" | "assumed";
            /**
             * @description How many older messages were left out.
             * @example 12
             */
            omittedMessages?: number;
            /**
             * @description How many older messages a summary stands for.
             * @example 40
             */
            summarisedMessages?: number;
            /**
             * @description Whether there was a summary, when one was wanted.
             * @example true
             */
            summarised?: boolean;
            /**
             * @description Why there was none, or none of all: the `code` of an error.
             * @example upstream_timeout
             */
            summaryError?: string;
            /**
             * @description How many older images and files were only named, because the request would have become too large.
             * @example 3
             */
            omittedAttachments?: number;
            /**
             * @description Documents of the chat that could not be read. The model was told.
             * @example [
             *       "guides/tone.md"
             *     ]
             */
            missingDocuments?: string[];
        };
        /**
         * @description A change; what is absent stays.
         * @example {
         *       "title": "Holiday plans, revised",
         *       "pinned": true
         *     }
         */
        UpdateChat: {
            /** @description Null: made from what is said in it. */
            title?: string | null;
            /** @description Null: the default. */
            model?: string | null;
            /** @description Null: the default. */
            systemPrompt?: string | null;
            /**
             * @description Paths of documents that go with every question.
             * @example [
             *       "guides/tone.md"
             *     ]
             */
            documents?: string[];
            /**
             * @description Words to find it by.
             * @example [
             *       "travel"
             *     ]
             */
            tags?: string[];
            /** @description Null: in no folder. */
            folder?: string | null;
            /** @description Null: the default, `WHEN_TOO_LONG`. */
            whenTooLong?: ("refuse" | "summarise" | "omit") | null;
            /**
             * @description Whether it stands at the top.
             * @example true
             */
            pinned?: boolean;
            /**
             * @description Whether it is out of the way.
             * @example false
             */
            archived?: boolean;
            /**
             * @description Keeps a temporary chat after all.
             * @example false
             * @enum {boolean}
             */
            temporary?: false;
            /**
             * @description Shows the branch of this message, to its newest end.
             * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            leafId?: string;
        };
        /**
         * Format: binary
         * @description An image or file as it was uploaded.
         */
        AttachmentBytes: string;
        /**
         * @description A chat as a file.
         * @example {
         *       "format": "parlance-chat",
         *       "version": 1,
         *       "exportedAt": "2026-11-21T09:30:00.000Z",
         *       "title": "Holiday plans",
         *       "model": "demo/parlance",
         *       "systemPrompt": null,
         *       "documents": [],
         *       "tags": [
         *         "travel"
         *       ],
         *       "pinned": false,
         *       "archived": false,
         *       "leafId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "createdAt": "2026-11-21T09:00:00.000Z",
         *       "activeAt": "2026-11-21T09:00:00.000Z",
         *       "messages": [
         *         {
         *           "id": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *           "parentId": null,
         *           "role": "user",
         *           "status": "complete",
         *           "content": [
         *             {
         *               "type": "text",
         *               "text": "Where is the sea warm in November?"
         *             }
         *           ],
         *           "model": null,
         *           "provider": null,
         *           "finishReason": null,
         *           "usage": null,
         *           "costUsd": null,
         *           "contextUsage": null,
         *           "error": null,
         *           "createdAt": "2026-11-21T09:00:00.000Z",
         *           "completedAt": "2026-11-21T09:00:00.000Z"
         *         }
         *       ]
         *     }
         */
        ChatExport: {
            /**
             * @description What this is.
             * @example parlance-chat
             * @enum {string}
             */
            format: "parlance-chat";
            /**
             * @description Of the format. A later one is refused.
             * @example 1
             * @enum {number}
             */
            version: 1;
            /**
             * Format: date-time
             * @description When it was written.
             * @example 2026-11-21T09:30:00.000Z
             */
            exportedAt: string;
            /**
             * @description What the chat is called.
             * @example Holiday plans
             */
            title: string | null;
            /**
             * @description The model that answers; null for the default.
             * @example demo/parlance
             */
            model: string | null;
            /**
             * @description What the model is told first.
             * @example null
             */
            systemPrompt: string | null;
            /**
             * @description Paths of documents that go with every question.
             * @example []
             */
            documents: string[];
            /**
             * @description Words to find it by.
             * @example [
             *       "travel"
             *     ]
             */
            tags: string[];
            /**
             * @description Where it stood in lists.
             * @example Travel
             */
            folder?: string | null;
            /**
             * @description When it does not fit the model’s window; null for the default.
             * @example null
             */
            whenTooLong?: ("refuse" | "summarise" | "omit") | null;
            /**
             * @description Whether it stands at the top.
             * @example false
             */
            pinned: boolean;
            /**
             * @description Whether it is out of the way.
             * @example false
             */
            archived: boolean;
            /**
             * @description The last message of the branch that is shown.
             * @example null
             */
            leafId: string | null;
            /**
             * Format: date-time
             * @description When it began.
             * @example 2026-11-21T09:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When something was last said.
             * @example 2026-11-21T09:30:00.000Z
             */
            activeAt: string;
            /** @description The whole tree, parents before their children. */
            messages: components["schemas"]["ExportedMessage"][];
        };
        /** @description A message of an exported chat. */
        ExportedMessage: {
            /**
             * @description Unique within the chat; an import gives new ones.
             * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            id: string;
            /**
             * @description The message before it; null for a first one. Siblings are versions.
             * @example null
             */
            parentId: string | null;
            /**
             * @description Who says it.
             * @example user
             * @enum {string}
             */
            role: "user" | "assistant";
            /**
             * @description Whether it was said to its end.
             * @example complete
             * @enum {string}
             */
            status: "complete" | "streaming" | "stopped" | "failed" | "interrupted";
            /** @description What is said. */
            content: components["schemas"]["ChatPart"][];
            /**
             * @description Which model said it.
             * @example demo/parlance
             */
            model: string | null;
            /**
             * @description Whose model.
             * @example demo
             */
            provider: string | null;
            /**
             * @description Why it ended.
             * @example stop
             */
            finishReason: ("stop" | "length" | "toolCalls" | "contentFilter" | "other") | null;
            /** @description Null when it is not known. */
            usage: components["schemas"]["TokenUsage"] | null;
            /**
             * @description In US dollars.
             * @example 0.0004
             */
            costUsd: number | null;
            /** @description Of an answer. */
            contextUsage: components["schemas"]["ContextUsage"] | null;
            /** @description Why it failed. */
            error: {
                /** @example upstream_failed */
                code: string;
                /** @example The provider failed. */
                message: string;
            } | null;
            /**
             * Format: date-time
             * @description When it began.
             * @example 2026-11-21T09:30:00.000Z
             */
            createdAt: string;
            completedAt: string | null;
        };
        /**
         * @description The branch of a chat that is shown, to be read.
         * @example # Holiday plans
         *
         *     ## User
         *
         *     Where is the sea warm in November?
         */
        ChatMarkdown: string;
        /**
         * @description Where a chat is forked.
         * @example {
         *       "messageId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d"
         *     }
         */
        CreateChatFork: {
            /**
             * @description The last message that the new chat has. Absent: the end of the branch that is shown.
             * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            messageId?: string;
        };
        /** @description Everybody who is in a chat. */
        ChatMembers: {
            /** @description The owner first, then by when they came. */
            data: components["schemas"]["ChatMember"][];
        };
        /** @description Somebody in a chat. */
        ChatMember: {
            /**
             * @description Who it is.
             * @example usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            userId: string;
            /**
             * @description Null for a program that owns the chat.
             * @example ana
             */
            username: string | null;
            /**
             * @description How they want to be called.
             * @example Ana Novak
             */
            displayName: string | null;
            /**
             * @description An editor writes, a viewer reads.
             * @example editor
             * @enum {string}
             */
            role: "owner" | "editor" | "viewer";
            /**
             * Format: date-time
             * @description When they came.
             * @example 2026-11-21T09:30:00.000Z
             */
            addedAt: string;
        };
        /**
         * @description What somebody may do.
         * @example {
         *       "role": "editor"
         *     }
         */
        ReplaceChatMember: {
            /**
             * @description An editor writes, a viewer reads.
             * @example editor
             * @enum {string}
             */
            role: "editor" | "viewer";
        };
        /**
         * @description A question.
         * @example {
         *       "content": "Where is the sea warm in November?"
         *     }
         */
        SendMessage: {
            /**
             * @description What is asked: a text, or pieces.
             * @example Where is the sea warm in November?
             */
            content: string | components["schemas"]["MessageInputPart"][];
            /**
             * @description The message it follows; a sibling of another question is an edit of it. Null: a new beginning. Absent: the end of the branch that is shown.
             * @example null
             */
            parentId?: string | null;
            /**
             * @description The model that answers. Absent: `DEFAULT_MODEL`.
             * @example demo/parlance
             */
            model?: string;
            /**
             * @description How freely it answers. Absent: `TEMPERATURE`, else the model’s own.
             * @example 0.7
             */
            temperature?: number;
            /**
             * @description How long the answer may be. Absent: `MAX_TOKENS`, else the model’s own.
             * @example 1000
             */
            maxTokens?: number;
            /**
             * @description For this question, instead of what the chat says.
             * @example summarise
             * @enum {string}
             */
            whenTooLong?: "refuse" | "summarise" | "omit";
            /**
             * @description Whether to answer with server-sent events; `Accept: text/event-stream` asks for the same.
             * @example false
             */
            stream?: boolean;
            /**
             * @description Unique for each question: one that is sent again is not asked again. The header `Idempotency-Key` says the same.
             * @example 5b7f3c0e-1
             */
            clientRequestId?: string;
        };
        /** @description A piece of a question. */
        MessageInputPart: {
            /**
             * @description What it is.
             * @example text
             * @enum {string}
             */
            type: "text" | "image" | "file";
            /**
             * @description Of a text.
             * @example What is in this picture?
             */
            text?: string;
            /**
             * @description Of an image or file: an https address or a data URL.
             * @example data:image/png;base64,iVBORw0KGgo=
             */
            url?: string;
            /**
             * @description Of a file.
             * @example report.pdf
             */
            name?: string;
        };
        /** @description A question and its answer. */
        SentMessage: {
            /** @description Null when an answer was asked for again. */
            question: components["schemas"]["ChatMessage"] | null;
            answer: components["schemas"]["ChatMessage"];
        };
        /**
         * @description One event of an answer in a chat; `type` says which.
         * @example {
         *       "type": "message.delta",
         *       "messageId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "text": "Hel"
         *     }
         */
        AnswerEvent: components["schemas"]["AnswerCreated"] | components["schemas"]["MessageDelta"] | components["schemas"]["AnswerCompleted"] | components["schemas"]["AnswerFailed"];
        /** @description The question is saved and the answer begins. */
        AnswerCreated: {
            /**
             * @description The name of the event.
             * @example message.created
             * @enum {string}
             */
            type: "message.created";
            /**
             * @description The answer.
             * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            messageId: string;
            /**
             * @description The model that is asked.
             * @example demo/parlance
             */
            model: string | null;
            /**
             * @description Null while it is not known.
             * @example null
             */
            provider: string | null;
            /** @description Null when an answer was asked for again. */
            question: components["schemas"]["ChatMessage"] | null;
            answer: components["schemas"]["ChatMessage"];
        };
        /** @description The answer is complete, or was stopped, and saved. The last event. */
        AnswerCompleted: {
            /**
             * @description The name of the event.
             * @example message.completed
             * @enum {string}
             */
            type: "message.completed";
            /**
             * @description The answer.
             * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            messageId: string;
            /**
             * @description How much of it was saved. A reader that has more, because a server died, takes the text of `message`.
             * @example 42
             */
            position: number;
            /**
             * @description Why it ended. `length`: it would have been longer. `other`: for a reason that only its provider knows.
             * @example stop
             * @enum {string}
             */
            finishReason: "stop" | "length" | "toolCalls" | "contentFilter" | "other";
            /** @description Null when nobody knows. */
            usage: components["schemas"]["TokenUsage"] | null;
            /** @description The answer as it stays; null when it was deleted meanwhile. */
            message: components["schemas"]["ChatMessage"] | null;
        };
        /** @description The answer broke off; what came before it is saved. The last event. */
        AnswerFailed: {
            /**
             * @description The name of the event.
             * @example message.failed
             * @enum {string}
             */
            type: "message.failed";
            /**
             * @description The answer.
             * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            messageId: string;
            /**
             * @description How much of it was saved. A reader that has more, because a server died, takes the text of `message`.
             * @example 42
             */
            position: number;
            error: components["schemas"]["AnswerFailure"];
            /** @description The answer as it stays; null when it was deleted meanwhile. */
            message: components["schemas"]["ChatMessage"] | null;
        };
        /** @description Why an answer broke off. */
        AnswerFailure: {
            /**
             * @description For people.
             * @example The provider’s answer broke off before its end.
             */
            message: string;
            /**
             * @description OpenAI’s coarse class of error.
             * @example upstream_error
             */
            type: string;
            /**
             * @description A word of the table of errors, or `interrupted`: the server stopped.
             * @example upstream_cut
             * @enum {string}
             */
            code: "invalid_request" | "invalid_json" | "context_length_exceeded" | "content_blocked" | "operation_unsupported" | "media_unreachable" | "parameter_unsupported" | "tokens_exceed_limit" | "unauthorized" | "forbidden" | "not_found" | "model_not_found" | "conflict" | "body_too_large" | "document_too_large" | "unsupported_media_type" | "document_unreadable" | "headers_too_large" | "rate_limited" | "insufficient_quota" | "provider_busy" | "upstream_rate_limited" | "upstream_quota_exhausted" | "upstream_auth_failed" | "upstream_bad_response" | "upstream_cut" | "upstream_failed" | "upstream_unreachable" | "egress_blocked" | "upstream_overloaded" | "not_cached" | "upstream_timeout" | "overloaded" | "unavailable" | "client_closed" | "internal" | "interrupted";
            param: null;
            /**
             * @description The log has it.
             * @example req_mb3k2-1f
             */
            requestId: string;
        };
        /**
         * @description What you think of an answer.
         * @example {
         *       "rating": "up"
         *     }
         */
        ReplaceMessageRating: {
            /**
             * @description Null takes it back.
             * @example up
             */
            rating: ("up" | "down") | null;
            /**
             * @description What is good or bad about it. Absent: nothing.
             * @example Precise, and with its sources.
             */
            comment?: string | null;
        };
        /**
         * @description How to answer again.
         * @example {
         *       "model": "demo/parlance"
         *     }
         */
        RegenerateMessage: {
            /**
             * @description The model that answers. Absent: `DEFAULT_MODEL`.
             * @example demo/parlance
             */
            model?: string;
            /**
             * @description How freely it answers. Absent: `TEMPERATURE`, else the model’s own.
             * @example 0.7
             */
            temperature?: number;
            /**
             * @description How long the answer may be. Absent: `MAX_TOKENS`, else the model’s own.
             * @example 1000
             */
            maxTokens?: number;
            /**
             * @description For this question, instead of what the chat says.
             * @example summarise
             * @enum {string}
             */
            whenTooLong?: "refuse" | "summarise" | "omit";
            /**
             * @description Whether to answer with server-sent events; `Accept: text/event-stream` asks for the same.
             * @example false
             */
            stream?: boolean;
            /**
             * @description Unique for each question: one that is sent again is not asked again. The header `Idempotency-Key` says the same.
             * @example 5b7f3c0e-1
             */
            clientRequestId?: string;
        };
        /**
         * @description What to show, and for how long.
         * @example {
         *       "expiresAt": "2026-12-24T00:00:00.000Z"
         *     }
         */
        CreateChatShare: {
            /**
             * @description The last message that is shown. Absent: the end of the branch that you see.
             * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            messageId?: string;
            /** @description Null: when it is revoked. */
            expiresAt?: string | null;
        };
        /** @description A public link. Its token is told this once. */
        CreatedChatShare: {
            /**
             * @description The unguessable part of the link.
             * @example q9Zc0m6xW1uTt2bJYkXo8sVnRr5hEa4L
             */
            token: string;
            /**
             * @description Where the snapshot is read, on this server.
             * @example /api/v1/shared/q9Zc0m6xW1uTt2bJYkXo8sVnRr5hEa4L
             */
            path: string;
            /**
             * @description The last message that it shows.
             * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            messageId: string;
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2026-11-21T09:30:00.000Z
             */
            createdAt: string;
            /** @description Null: when it is revoked. */
            expiresAt: string | null;
        };
        /** @description Whether a chat is shown by a public link, and until when. */
        ChatShare: {
            /**
             * @description Whether there is a link.
             * @example true
             */
            shared: boolean;
            /**
             * @description The last message that it shows.
             * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            messageId: string | null;
            createdAt: string | null;
            /** @description Null: when it is revoked. */
            expiresAt: string | null;
        };
        /** @description What was stopped; empty when nothing was being written. */
        StoppedMessages: {
            /** @description What was being written, as it stays. */
            data: components["schemas"]["ChatMessage"][];
        };
        /**
         * @description Exported chats, one or a list: ours (`ChatExport`), or a `conversations.json` of ChatGPT.
         * @example {
         *       "format": "parlance-chat",
         *       "version": 1,
         *       "exportedAt": "2026-11-21T09:30:00.000Z",
         *       "title": "Holiday plans",
         *       "model": "demo/parlance",
         *       "systemPrompt": null,
         *       "documents": [],
         *       "tags": [
         *         "travel"
         *       ],
         *       "pinned": false,
         *       "archived": false,
         *       "leafId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "createdAt": "2026-11-21T09:00:00.000Z",
         *       "activeAt": "2026-11-21T09:00:00.000Z",
         *       "messages": [
         *         {
         *           "id": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *           "parentId": null,
         *           "role": "user",
         *           "status": "complete",
         *           "content": [
         *             {
         *               "type": "text",
         *               "text": "Where is the sea warm in November?"
         *             }
         *           ],
         *           "model": null,
         *           "provider": null,
         *           "finishReason": null,
         *           "usage": null,
         *           "costUsd": null,
         *           "contextUsage": null,
         *           "error": null,
         *           "createdAt": "2026-11-21T09:00:00.000Z",
         *           "completedAt": "2026-11-21T09:00:00.000Z"
         *         }
         *       ]
         *     }
         * @example [
         *       {
         *         "format": "parlance-chat",
         *         "version": 1,
         *         "exportedAt": "2026-11-21T09:30:00.000Z",
         *         "title": "Holiday plans",
         *         "model": "demo/parlance",
         *         "systemPrompt": null,
         *         "documents": [],
         *         "tags": [
         *           "travel"
         *         ],
         *         "pinned": false,
         *         "archived": false,
         *         "leafId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *         "createdAt": "2026-11-21T09:00:00.000Z",
         *         "activeAt": "2026-11-21T09:00:00.000Z",
         *         "messages": [
         *           {
         *             "id": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *             "parentId": null,
         *             "role": "user",
         *             "status": "complete",
         *             "content": [
         *               {
         *                 "type": "text",
         *                 "text": "Where is the sea warm in November?"
         *               }
         *             ],
         *             "model": null,
         *             "provider": null,
         *             "finishReason": null,
         *             "usage": null,
         *             "costUsd": null,
         *             "contextUsage": null,
         *             "error": null,
         *             "createdAt": "2026-11-21T09:00:00.000Z",
         *             "completedAt": "2026-11-21T09:00:00.000Z"
         *           }
         *         ]
         *       }
         *     ]
         */
        ChatImportFile: {
            [key: string]: unknown;
        } | {
            [key: string]: unknown;
        }[];
        /**
         * Format: binary
         * @description A zip with such files, as ChatGPT exports it.
         */
        ChatArchive: string;
        /** @description What became of an import, chat by chat. */
        ChatImport: {
            /**
             * @description Whether nothing was written.
             * @example false
             */
            dryRun: boolean;
            /** @description How many of each. */
            totals: {
                /** @example 1 */
                imported: number;
                /** @example 0 */
                skipped: number;
                /** @example 0 */
                failed: number;
                /**
                 * @description Of those that were imported.
                 * @example 12
                 */
                messages: number;
            };
            /** @description Every chat of the import, in its order. */
            items: components["schemas"]["ImportedChat"][];
        };
        /** @description What became of one chat of an import. */
        ImportedChat: {
            /**
             * @description In which file of a zip it stands.
             * @example conversations-001.json
             */
            file: string | null;
            /**
             * @description What it is called; null when that cannot be read.
             * @example Holiday plans
             */
            title: string | null;
            /**
             * @description What became of it; in a dry run, what would.
             * @example imported
             * @enum {string}
             */
            status: "imported" | "skipped" | "failed";
            /**
             * @description The new chat; null when there is none.
             * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            chatId: string | null;
            /**
             * @description How many messages it has.
             * @example 12
             */
            messages: number;
            /**
             * @description Why it was not imported.
             * @example null
             */
            reason: string | null;
            /**
             * @description What of it was changed or left out.
             * @example [
             *       "1 file is not in the export: cat.png."
             *     ]
             */
            warnings: string[];
        };
        /** @description Documents by path. */
        DocumentPage: {
            data: components["schemas"]["Document"][];
            /**
             * @description Send it as `cursor` to read on; null on the last page.
             * @example null
             */
            nextCursor: string | null;
        };
        /** @description A Markdown file of the library. */
        Document: {
            /**
             * @description Where it lies in the folder of documents, with slashes.
             * @example guides/tone.md
             */
            path: string;
            /**
             * @description Of its front matter, else its first heading, else the name of the file.
             * @example Tone of voice
             */
            title: string;
            /**
             * @description `prompt`: a system prompt to choose, said by `kind: prompt` in its front matter.
             * @example document
             * @enum {string}
             */
            kind: "document" | "prompt";
            frontMatter: components["schemas"]["FrontMatter"];
            /**
             * @description Of the file, in bytes.
             * @example 1820
             */
            size: number;
            /**
             * Format: date-time
             * @description When the file was last written.
             * @example 2026-11-21T09:30:00.000Z
             */
            modifiedAt: string;
        };
        /**
         * @description What stands between `---` and `---` at the beginning of a document: values and lists of values by name. What is beyond that is left out.
         * @example {
         *       "title": "Tone of voice",
         *       "tags": [
         *         "writing",
         *         "brand"
         *       ],
         *       "draft": false
         *     }
         */
        FrontMatter: {
            [key: string]: (string | number | boolean | null) | (string | number | boolean | null)[];
        };
        /** @description A document and what is in it. */
        DocumentWithContent: {
            /**
             * @description Where it lies in the folder of documents, with slashes.
             * @example guides/tone.md
             */
            path: string;
            /**
             * @description Of its front matter, else its first heading, else the name of the file.
             * @example Tone of voice
             */
            title: string;
            /**
             * @description `prompt`: a system prompt to choose, said by `kind: prompt` in its front matter.
             * @example document
             * @enum {string}
             */
            kind: "document" | "prompt";
            frontMatter: components["schemas"]["FrontMatter"];
            /**
             * @description Of the file, in bytes.
             * @example 1820
             */
            size: number;
            /**
             * Format: date-time
             * @description When the file was last written.
             * @example 2026-11-21T09:30:00.000Z
             */
            modifiedAt: string;
            /**
             * @description Its Markdown, without the front matter.
             * @example # Tone of voice
             *
             *     Short sentences.
             */
            content: string;
        };
        /**
         * @description OpenAI’s embeddings request. Fields that are not named here travel to providers of the same dialect.
         * @example {
         *       "model": "demo/embedding",
         *       "input": [
         *         "Hello!",
         *         "Good day!"
         *       ]
         *     }
         */
        EmbeddingsRequest: {
            /**
             * @description Provider and model, or an alias. Vectors of different models do not compare, so there is no default.
             * @example demo/embedding
             */
            model: string;
            /**
             * @description A text, texts, or the same in tokens.
             * @example Hello!
             */
            input: string | string[] | number[] | number[][];
            /** @description How long the vectors are to be, where the model can shorten them. */
            dimensions?: number | null;
            /** @description Numbers, or little-endian 32-bit floats in base64, which is shorter. */
            encoding_format?: ("float" | "base64") | null;
            /** @description Who the answer is for. */
            user?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description The vectors.
         * @example {
         *       "object": "list",
         *       "data": [
         *         {
         *           "object": "embedding",
         *           "index": 0,
         *           "embedding": [
         *             0.6,
         *             -0.8
         *           ]
         *         }
         *       ],
         *       "model": "demo/embedding",
         *       "usage": {
         *         "prompt_tokens": 4,
         *         "total_tokens": 4
         *       }
         *     }
         */
        EmbeddingList: {
            /** @enum {string} */
            object: "list";
            /** @description In the order of the inputs. */
            data: components["schemas"]["Embedding"][];
            /**
             * @description The model that was asked for.
             * @example demo/embedding
             */
            model: string;
            usage: components["schemas"]["EmbeddingsUsage"];
        } & {
            [key: string]: unknown;
        };
        /**
         * @description The vector of one input.
         * @example {
         *       "object": "embedding",
         *       "index": 0,
         *       "embedding": [
         *         0.6,
         *         -0.8
         *       ]
         *     }
         */
        Embedding: {
            /** @enum {string} */
            object: "embedding";
            /**
             * @description Which input it belongs to, counted from 0.
             * @example 0
             */
            index: number;
            /**
             * @description The vector, as `encoding_format` asked for it.
             * @example [
             *       0.6,
             *       -0.8
             *     ]
             */
            embedding: number[] | string;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description Tokens, as the provider counted them.
         * @example {
         *       "prompt_tokens": 4,
         *       "total_tokens": 4
         *     }
         */
        EmbeddingsUsage: {
            /**
             * @description Of all inputs; 0 when the provider does not count.
             * @example 4
             */
            prompt_tokens: number;
            /** @example 4 */
            total_tokens: number;
        } & {
            [key: string]: unknown;
        };
        /** @description The process is alive. */
        Health: {
            /**
             * @example ok
             * @enum {string}
             */
            status: "ok";
            /** @example 0.1.0 */
            version: string;
            /**
             * @description Since the process started.
             * @example 42
             */
            uptimeSeconds: number;
        };
        /**
         * @description Anthropic’s Messages request. Fields that are not named here travel to providers of the same dialect.
         * @example {
         *       "model": "demo/parlance",
         *       "max_tokens": 1024,
         *       "messages": [
         *         {
         *           "role": "user",
         *           "content": "Hello!"
         *         }
         *       ]
         *     }
         */
        MessagesRequest: {
            /**
             * @description Provider and model, an alias, or a model that only one provider has. Absent: the server’s default.
             * @example demo/parlance
             */
            model?: string;
            /** @description The conversation so far. */
            messages: components["schemas"]["AnthropicMessageParam"][];
            /**
             * @description The system prompt: a text, or pieces, whose order is kept.
             * @example Answer in French.
             */
            system?: string | components["schemas"]["AnthropicContentBlock"][] | null;
            /** @description What the model may call. */
            tools?: components["schemas"]["AnthropicTool"][] | null;
            tool_choice?: components["schemas"]["AnthropicToolChoice"] | null;
            thinking?: components["schemas"]["AnthropicThinking"] | null;
            output_config?: components["schemas"]["AnthropicOutputConfig"] | null;
            /** @description Models to fall back to, in this order, when `model` fails. Ours, not Anthropic’s. */
            models?: string[] | null;
            /**
             * @description The longest answer, in tokens, thinking included.
             * @example 1024
             */
            max_tokens?: number | null;
            /**
             * @description Answer with server-sent events.
             * @example false
             */
            stream?: boolean | null;
            /**
             * @description How freely to choose words: 0 to 1.
             * @example 1
             */
            temperature?: number | null;
            /**
             * @description Choose among the words that make up this share of the probability.
             * @example 0.9
             */
            top_p?: number | null;
            /**
             * @description Choose among this many words.
             * @example 40
             */
            top_k?: number | null;
            /**
             * @description Texts at which to stop.
             * @example [
             *       "END"
             *     ]
             */
            stop_sequences?: string[] | null;
            metadata?: components["schemas"]["AnthropicMetadata"] | null;
            /**
             * @description `auto` or `standard_only`.
             * @example auto
             */
            service_tier?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A message of the conversation so far.
         * @example {
         *       "role": "user",
         *       "content": "Hello!"
         *     }
         */
        AnthropicMessageParam: {
            /**
             * @description Who speaks. `system` in the middle of a conversation only.
             * @example user
             * @enum {string}
             */
            role: "user" | "assistant" | "system";
            /**
             * @description A text, or pieces.
             * @example Hello!
             */
            content: string | components["schemas"]["AnthropicContentBlock"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A piece of a message.
         * @example {
         *       "type": "text",
         *       "text": "What is in this picture?"
         *     }
         */
        AnthropicContentBlock: {
            /**
             * @description `text`, `image`, `document`, `tool_use`, `tool_result`, `thinking`, `redacted_thinking`, or one that only your provider knows.
             * @example text
             */
            type: string;
            /**
             * @description Of `text`.
             * @example What is in this picture?
             */
            text?: string;
            source?: components["schemas"]["AnthropicSource"];
            /**
             * @description Of `document`.
             * @example report.pdf
             */
            title?: string | null;
            /**
             * @description Of `tool_use`: named again in its result.
             * @example toolu_1
             */
            id?: string;
            /**
             * @description Of `tool_use`: which tool.
             * @example get_weather
             */
            name?: string;
            /**
             * @description Of `tool_use`: its arguments.
             * @example {
             *       "city": "Paris"
             *     }
             */
            input?: unknown;
            /**
             * @description Of `tool_result`: the call that it answers.
             * @example toolu_1
             */
            tool_use_id?: string;
            /**
             * @description Of `tool_result`: what the tool said.
             * @example 18 °C
             */
            content?: string | components["schemas"]["AnthropicContentBlock"][] | {
                [key: string]: unknown;
            } | null;
            /**
             * @description Of `tool_result`: the tool failed.
             * @example false
             */
            is_error?: boolean | null;
            /**
             * @description Of `thinking`: what the model thought.
             * @example The user wants the weather.
             */
            thinking?: string;
            /**
             * @description Of `thinking`: proves it to its provider. Send it back as it came.
             * @example EqQBCgIYAhIM
             */
            signature?: string;
            /**
             * @description Of `redacted_thinking`: sealed by its provider.
             * @example EmwKAhgB
             */
            data?: string;
            /**
             * @description Where the prompt may be cut for the cache.
             * @example {
             *       "type": "ephemeral"
             *     }
             */
            cache_control?: {
                [key: string]: unknown;
            } | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description Where an image or a document is.
         * @example {
         *       "type": "url",
         *       "url": "https://example.com/cat.png"
         *     }
         */
        AnthropicSource: {
            /**
             * @description `base64`, `url`, `text`, `file` or `content`.
             * @example base64
             */
            type: string;
            /**
             * @description Of `base64` and `text`.
             * @example image/png
             */
            media_type?: string;
            /**
             * @description Base64, or the text itself.
             * @example iVBORw0KGgo=
             */
            data?: string;
            /**
             * @description A web address.
             * @example https://example.com/cat.png
             */
            url?: string;
            /**
             * @description A file that the provider keeps.
             * @example file_011
             */
            file_id?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description Something that the model may call.
         * @example {
         *       "name": "get_weather",
         *       "input_schema": {
         *         "type": "object",
         *         "properties": {
         *           "city": {
         *             "type": "string"
         *           }
         *         }
         *       }
         *     }
         */
        AnthropicTool: {
            /** @example get_weather */
            name?: string;
            /**
             * @description `custom`, or the dated name of a tool that Anthropic runs or defines itself.
             * @example custom
             */
            type?: string | null;
            /**
             * @description What it does and when to use it.
             * @example The weather at a place.
             */
            description?: string | null;
            /**
             * @description JSON Schema of its input.
             * @example {
             *       "type": "object",
             *       "properties": {
             *         "city": {
             *           "type": "string"
             *         }
             *       }
             *     }
             */
            input_schema?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description Input must match the schema exactly.
             * @example true
             */
            strict?: boolean | null;
            /**
             * @description Where the prompt may be cut for the cache.
             * @example {
             *       "type": "ephemeral"
             *     }
             */
            cache_control?: {
                [key: string]: unknown;
            } | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description What the model is to do with its tools.
         * @example {
         *       "type": "tool",
         *       "name": "get_weather"
         *     }
         */
        AnthropicToolChoice: {
            /**
             * @description `auto`, `any`, `tool` or `none`.
             * @example auto
             */
            type: string;
            /**
             * @description Of `tool`: which one.
             * @example get_weather
             */
            name?: string;
            /**
             * @description One call at a time.
             * @example true
             */
            disable_parallel_tool_use?: boolean | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description Whether and how much the model thinks.
         * @example {
         *       "type": "enabled",
         *       "budget_tokens": 2048
         *     }
         */
        AnthropicThinking: {
            /**
             * @description `enabled`, `adaptive` or `disabled`.
             * @example enabled
             */
            type: string;
            /**
             * @description Of `enabled`: how much it may think, in tokens.
             * @example 2048
             */
            budget_tokens?: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description The form of the answer, and the effort put into it.
         * @example {
         *       "effort": "medium"
         *     }
         */
        AnthropicOutputConfig: {
            /**
             * @description `low`, `medium`, `high`, `xhigh` or `max`.
             * @example medium
             */
            effort?: string | null;
            /**
             * @description `{"type": "json_schema", "schema": …}`
             * @example {
             *       "type": "json_schema",
             *       "schema": {
             *         "type": "object"
             *       }
             *     }
             */
            format?: {
                [key: string]: unknown;
            } | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description About the request.
         * @example {
         *       "user_id": "user-1"
         *     }
         */
        AnthropicMetadata: {
            /**
             * @description Who the answer is for.
             * @example user-1
             */
            user_id?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A whole answer.
         * @example {
         *       "id": "msg_019a",
         *       "type": "message",
         *       "role": "assistant",
         *       "model": "demo/parlance",
         *       "content": [
         *         {
         *           "type": "text",
         *           "text": "Hello!"
         *         }
         *       ],
         *       "stop_reason": "end_turn",
         *       "stop_sequence": null,
         *       "usage": {
         *         "input_tokens": 9,
         *         "output_tokens": 3
         *       }
         *     }
         */
        AnthropicMessage: {
            /** @example msg_019a */
            id: string;
            /** @enum {string} */
            type: "message";
            /** @enum {string} */
            role: "assistant";
            /** @example demo/parlance */
            model: string;
            /** @description What the model says, thinks and calls. */
            content: components["schemas"]["AnthropicContentBlock"][];
            /**
             * @description Why it ended: `end_turn`, `max_tokens`, `stop_sequence`, `tool_use`, `pause_turn`, `refusal` …
             * @example end_turn
             */
            stop_reason: string | null;
            /**
             * @description Which of the stop sequences it was.
             * @example null
             */
            stop_sequence: string | null;
            usage: components["schemas"]["AnthropicUsage"];
        } & {
            [key: string]: unknown;
        };
        /**
         * @description Tokens, as the provider counted them.
         * @example {
         *       "input_tokens": 9,
         *       "output_tokens": 3
         *     }
         */
        AnthropicUsage: {
            /**
             * @description Of the prompt, what was neither read from the cache nor written to it.
             * @example 0
             */
            input_tokens?: number | null;
            /**
             * @description Written to the prompt cache.
             * @example 0
             */
            cache_creation_input_tokens?: number | null;
            /**
             * @description Read from the prompt cache.
             * @example 0
             */
            cache_read_input_tokens?: number | null;
            /**
             * @description Of the answer, thinking included. In a stream: so far.
             * @example 3
             */
            output_tokens: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description One event of a streamed answer.
         * @example {
         *       "type": "content_block_delta",
         *       "index": 0,
         *       "delta": {
         *         "type": "text_delta",
         *         "text": "Hel"
         *       }
         *     }
         */
        AnthropicStreamEvent: {
            /**
             * @description `message_start`, `content_block_start`, `content_block_delta`, `content_block_stop`, `message_delta`, `message_stop`, `ping` or `error`; the same as the event’s name.
             * @example content_block_delta
             */
            type: string;
            /**
             * @description Which block, counted from 0.
             * @example 0
             */
            index?: number;
            message?: components["schemas"]["AnthropicMessage"];
            content_block?: components["schemas"]["AnthropicContentBlock"];
            /**
             * @description What is added to the block, or how the message ends.
             * @example {
             *       "type": "text_delta",
             *       "text": "Hel"
             *     }
             */
            delta?: {
                [key: string]: unknown;
            };
            usage?: components["schemas"]["AnthropicUsage"];
        } & {
            [key: string]: unknown;
        };
        /**
         * @description Anthropic’s error envelope.
         * @example {
         *       "type": "error",
         *       "error": {
         *         "type": "not_found_error",
         *         "message": "No provider serves this model."
         *       },
         *       "request_id": "req_mb3k2-1f"
         *     }
         */
        AnthropicError: {
            /** @enum {string} */
            type: "error";
            /** @description What went wrong. */
            error: {
                /**
                 * @description Anthropic’s class of error.
                 * @example invalid_request_error
                 */
                type: string;
                /**
                 * @description For people.
                 * @example messages must not be empty.
                 */
                message: string;
            } & {
                [key: string]: unknown;
            };
            /**
             * @description The log has it.
             * @example req_mb3k2-1f
             */
            request_id?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A Messages request whose tokens are to be counted.
         * @example {
         *       "model": "demo/parlance",
         *       "messages": [
         *         {
         *           "role": "user",
         *           "content": "Hello!"
         *         }
         *       ]
         *     }
         */
        CountTokensRequest: {
            /**
             * @description Provider and model, an alias, or a model that only one provider has. Absent: the server’s default.
             * @example demo/parlance
             */
            model?: string;
            /** @description The conversation so far. */
            messages: components["schemas"]["AnthropicMessageParam"][];
            /**
             * @description The system prompt: a text, or pieces, whose order is kept.
             * @example Answer in French.
             */
            system?: string | components["schemas"]["AnthropicContentBlock"][] | null;
            /** @description What the model may call. */
            tools?: components["schemas"]["AnthropicTool"][] | null;
            tool_choice?: components["schemas"]["AnthropicToolChoice"] | null;
            thinking?: components["schemas"]["AnthropicThinking"] | null;
            output_config?: components["schemas"]["AnthropicOutputConfig"] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description How long a prompt is.
         * @example {
         *       "input_tokens": 9
         *     }
         */
        TokenCount: {
            /**
             * @description Of messages, system prompt and tools together.
             * @example 9
             */
            input_tokens: number;
        } & {
            [key: string]: unknown;
        };
        /** @description Every model of every provider. */
        ModelList: {
            /**
             * @example list
             * @enum {string}
             */
            object: "list";
            data: components["schemas"]["Model"][];
            /**
             * @description For Anthropic’s clients: it is all on one page.
             * @example false
             * @enum {boolean}
             */
            has_more: false;
        };
        /** @description A model that can be asked, in OpenAI’s shape with additions. */
        Model: {
            /**
             * @description What to send as `model`.
             * @example demo/parlance
             */
            id: string;
            /**
             * @example model
             * @enum {string}
             */
            object: "model";
            /**
             * @description The same, as Anthropic’s clients read it.
             * @example model
             * @enum {string}
             */
            type: "model";
            /**
             * @description Unix seconds; 0 when the provider does not say.
             * @example 1763683200
             */
            created: number;
            /** @example demo */
            owned_by: string;
            /** @example Parlance demo */
            display_name: string;
            /**
             * @description The name of the provider that serves it.
             * @example demo
             */
            provider: string;
            /**
             * @description Tokens; null when unknown.
             * @example 32768
             */
            contextWindow: number | null;
            /**
             * @description Tokens; null when unknown.
             * @example 4096
             */
            maxOutputTokens: number | null;
            /**
             * @description What the provider says that it can do; may be incomplete.
             * @example [
             *       "streaming",
             *       "tools"
             *     ]
             */
            capabilities: ("streaming" | "tools" | "vision" | "json" | "reasoning" | "embeddings")[];
            /** @description Null when unknown. */
            pricing: components["schemas"]["Pricing"] | null;
        };
        /**
         * @description A provider to add.
         * @example {
         *       "name": "groq",
         *       "kind": "openai-compatible",
         *       "baseUrl": "https://api.groq.com/openai/v1",
         *       "apiKey": "gsk_0123456789abcdef",
         *       "timeoutMs": 60000
         *     }
         */
        CreateProvider: {
            /**
             * @description A slug, unique. It prefixes the provider’s models.
             * @example groq
             */
            name: string;
            /**
             * @description The kind of provider; see the templates.
             * @example openai-compatible
             */
            kind: string;
            /**
             * @description Where its API lives: http or https, without credentials, query and fragment. Absent: the kind’s default.
             * @example https://api.groq.com/openai/v1
             */
            baseUrl?: string;
            /**
             * @description The credential. Write-only.
             * @example gsk_0123456789abcdef
             */
            apiKey?: string;
            /**
             * @description Extra headers for every call. Write-only.
             * @example {
             *       "x-team": "research"
             *     }
             */
            headers?: {
                [key: string]: string;
            };
            /**
             * @description Only these models may be used. Absent: whatever the provider has.
             * @example [
             *       "llama-3.3-70b-versatile"
             *     ]
             */
            models?: string[];
            /**
             * @description Whether requests may go to it. Absent: true.
             * @example true
             */
            enabled?: boolean;
            /**
             * @description The longest silence accepted, before the first byte and between chunks, in milliseconds. Absent: `UPSTREAM_TIMEOUT_MS`.
             * @example 60000
             */
            timeoutMs?: number;
            /**
             * @description How long a stream may take to its first token, in milliseconds; then the next target is asked. Absent: `UPSTREAM_FIRST_TOKEN_TIMEOUT_MS`.
             * @example 30000
             */
            firstTokenTimeoutMs?: number;
            /**
             * @description How long it may take to the end of an answer, in milliseconds. Absent: `UPSTREAM_TOTAL_TIMEOUT_MS`.
             * @example 1800000
             */
            totalTimeoutMs?: number;
            /**
             * @description Requests at the same time. Absent: without limit.
             * @example 20
             */
            maxConcurrency?: number;
            /**
             * @description How many requests more than `maxConcurrency` may wait for a place. Absent: none.
             * @example 50
             */
            maxQueue?: number;
            /**
             * @description How long a request waits for a place, in milliseconds. Absent: 30000.
             * @example 30000
             */
            queueTimeoutMs?: number;
            /**
             * @description What you know better of its models, by their own name here: price, context and so on.
             * @example {
             *       "llama-3.3-70b-versatile": {
             *         "pricing": {
             *           "input": 0.59,
             *           "output": 0.79
             *         }
             *       }
             *     }
             */
            modelOverrides?: {
                [key: string]: components["schemas"]["ModelOverride"];
            };
            /**
             * @description What else the kind takes; see its template. Secret ones are write-only.
             * @example {}
             */
            settings?: {
                [key: string]: unknown;
            };
        };
        /**
         * @description What you know better of a model than its provider and the price lists on board, and how long it may take. Absent fields are theirs; a price is taken whole.
         * @example {
         *       "displayName": "Our own Llama",
         *       "contextWindow": 131072,
         *       "pricing": {
         *         "input": 0.2,
         *         "output": 0.2
         *       }
         *     }
         */
        ModelOverride: {
            /**
             * @description What people read instead of its id.
             * @example Our own Llama
             */
            displayName?: string;
            /**
             * @description How many tokens a prompt and its answer may have together.
             * @example 131072
             */
            contextWindow?: number;
            /**
             * @description How many tokens an answer may have.
             * @example 8192
             */
            maxOutputTokens?: number;
            /**
             * @description All that it can do.
             * @example [
             *       "streaming",
             *       "tools"
             *     ]
             */
            capabilities?: ("streaming" | "tools" | "vision" | "json" | "reasoning" | "embeddings")[];
            pricing?: components["schemas"]["Pricing"];
            /**
             * @description The longest silence accepted of it, in milliseconds. Absent: its provider’s.
             * @example 600000
             */
            timeoutMs?: number;
            /**
             * @description How long a stream of it may take to its first token, in milliseconds. Absent: its provider’s.
             * @example 30000
             */
            firstTokenTimeoutMs?: number;
            /**
             * @description How long it may take to the end of an answer, in milliseconds. Absent: its provider’s.
             * @example 1800000
             */
            totalTimeoutMs?: number;
        };
        /**
         * @description An upstream that serves models.
         * @example {
         *       "id": "prv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "name": "groq",
         *       "kind": "openai-compatible",
         *       "baseUrl": "https://api.groq.com/openai/v1",
         *       "source": "database",
         *       "hasApiKey": true,
         *       "apiKeyHint": "cdef",
         *       "headerNames": [],
         *       "models": null,
         *       "enabled": true,
         *       "timeoutMs": 60000,
         *       "firstTokenTimeoutMs": null,
         *       "totalTimeoutMs": null,
         *       "maxConcurrency": null,
         *       "maxQueue": null,
         *       "queueTimeoutMs": null,
         *       "modelOverrides": {},
         *       "settings": {},
         *       "createdAt": "2026-11-21T09:30:00.000Z",
         *       "updatedAt": "2026-11-21T09:30:00.000Z"
         *     }
         */
        Provider: {
            /** @example prv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d */
            id: string;
            /**
             * @description A slug, unique. It prefixes the provider’s models.
             * @example groq
             */
            name: string;
            /**
             * @description The kind of provider; see the templates.
             * @example openai-compatible
             */
            kind: string;
            /** @example https://api.groq.com/openai/v1 */
            baseUrl: string;
            /**
             * @description Those of the environment and the built-in one are read-only.
             * @example database
             * @enum {string}
             */
            source: "database" | "environment" | "builtin";
            hasApiKey: boolean;
            /** @description The key’s last four characters. */
            apiKeyHint: string | null;
            /** @description Names of the extra headers; their values are write-only. */
            headerNames: string[];
            models: string[] | null;
            enabled: boolean;
            timeoutMs: number | null;
            firstTokenTimeoutMs: number | null;
            totalTimeoutMs: number | null;
            maxConcurrency: number | null;
            maxQueue: number | null;
            queueTimeoutMs: number | null;
            /**
             * @description What you know better of its models, by their own name here: price, context and so on.
             * @example {
             *       "llama-3.3-70b-versatile": {
             *         "pricing": {
             *           "input": 0.59,
             *           "output": 0.79
             *         }
             *       }
             *     }
             */
            modelOverrides: {
                [key: string]: components["schemas"]["ModelOverride"];
            };
            /**
             * @description What else the kind takes; see its template. Secret ones are write-only.
             * @example {}
             */
            settings: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description When it was added.
             * @example 2026-11-21T09:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was last changed.
             * @example 2026-11-21T09:30:00.000Z
             */
            updatedAt: string;
        };
        /**
         * @description Providers by name.
         * @example {
         *       "data": [
         *         {
         *           "id": "prv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *           "name": "groq",
         *           "kind": "openai-compatible",
         *           "baseUrl": "https://api.groq.com/openai/v1",
         *           "source": "database",
         *           "hasApiKey": true,
         *           "apiKeyHint": "cdef",
         *           "headerNames": [],
         *           "models": null,
         *           "enabled": true,
         *           "timeoutMs": 60000,
         *           "firstTokenTimeoutMs": null,
         *           "totalTimeoutMs": null,
         *           "maxConcurrency": null,
         *           "maxQueue": null,
         *           "queueTimeoutMs": null,
         *           "modelOverrides": {},
         *           "settings": {},
         *           "createdAt": "2026-11-21T09:30:00.000Z",
         *           "updatedAt": "2026-11-21T09:30:00.000Z"
         *         }
         *       ],
         *       "nextCursor": null
         *     }
         */
        ProviderPage: {
            data: components["schemas"]["Provider"][];
            /**
             * @description Send it as `cursor` to read on; null on the last page.
             * @example null
             */
            nextCursor: string | null;
        };
        /**
         * @description A provider as it shall be. What is absent goes back to its default, but for secrets (`apiKey`, `headers`, secret settings), which stay when absent.
         * @example {
         *       "name": "groq",
         *       "kind": "openai-compatible",
         *       "baseUrl": "https://api.groq.com/openai/v1",
         *       "models": [
         *         "llama-3.3-70b-versatile"
         *       ]
         *     }
         */
        ReplaceProvider: {
            /**
             * @description A slug, unique. It prefixes the provider’s models.
             * @example groq
             */
            name: string;
            /**
             * @description The kind of provider; see the templates.
             * @example openai-compatible
             */
            kind: string;
            /**
             * @description Where its API lives: http or https, without credentials, query and fragment. Absent: the kind’s default.
             * @example https://api.groq.com/openai/v1
             */
            baseUrl?: string;
            /** @description Absent: the present one stays, because it cannot be read back. Null clears it. */
            apiKey?: string | null;
            /**
             * @description Extra headers for every call. Write-only.
             * @example {
             *       "x-team": "research"
             *     }
             */
            headers?: {
                [key: string]: string;
            };
            /**
             * @description Only these models may be used. Absent: whatever the provider has.
             * @example [
             *       "llama-3.3-70b-versatile"
             *     ]
             */
            models?: string[];
            /**
             * @description Whether requests may go to it. Absent: true.
             * @example true
             */
            enabled?: boolean;
            /**
             * @description The longest silence accepted, before the first byte and between chunks, in milliseconds. Absent: `UPSTREAM_TIMEOUT_MS`.
             * @example 60000
             */
            timeoutMs?: number;
            /**
             * @description How long a stream may take to its first token, in milliseconds; then the next target is asked. Absent: `UPSTREAM_FIRST_TOKEN_TIMEOUT_MS`.
             * @example 30000
             */
            firstTokenTimeoutMs?: number;
            /**
             * @description How long it may take to the end of an answer, in milliseconds. Absent: `UPSTREAM_TOTAL_TIMEOUT_MS`.
             * @example 1800000
             */
            totalTimeoutMs?: number;
            /**
             * @description Requests at the same time. Absent: without limit.
             * @example 20
             */
            maxConcurrency?: number;
            /**
             * @description How many requests more than `maxConcurrency` may wait for a place. Absent: none.
             * @example 50
             */
            maxQueue?: number;
            /**
             * @description How long a request waits for a place, in milliseconds. Absent: 30000.
             * @example 30000
             */
            queueTimeoutMs?: number;
            /**
             * @description What you know better of its models, by their own name here: price, context and so on.
             * @example {
             *       "llama-3.3-70b-versatile": {
             *         "pricing": {
             *           "input": 0.59,
             *           "output": 0.79
             *         }
             *       }
             *     }
             */
            modelOverrides?: {
                [key: string]: components["schemas"]["ModelOverride"];
            };
            /**
             * @description What else the kind takes; see its template. Secret ones are write-only.
             * @example {}
             */
            settings?: {
                [key: string]: unknown;
            };
        };
        /**
         * @description A change, as a JSON merge patch: what is absent stays, null goes back to the default. Moving `baseUrl` to another origin needs the `apiKey`, the `headers` and secret settings again.
         * @example {
         *       "models": null,
         *       "timeoutMs": 120000
         *     }
         */
        UpdateProvider: {
            /**
             * @description A slug, unique. It prefixes the provider’s models.
             * @example groq
             */
            name?: string;
            baseUrl?: string | null;
            apiKey?: string | null;
            headers?: {
                [key: string]: string | null;
            } | null;
            models?: string[] | null;
            /**
             * @description Whether requests may go to it. Absent: true.
             * @example true
             */
            enabled?: boolean;
            timeoutMs?: number | null;
            firstTokenTimeoutMs?: number | null;
            totalTimeoutMs?: number | null;
            maxConcurrency?: number | null;
            maxQueue?: number | null;
            queueTimeoutMs?: number | null;
            modelOverrides?: {
                [key: string]: components["schemas"]["ModelOverridePatch"] | null;
            } | null;
            settings?: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * @description A change to what you say of a model: what is absent stays, null takes it away.
         * @example {
         *       "displayName": null,
         *       "pricing": {
         *         "input": 0.3
         *       }
         *     }
         */
        ModelOverridePatch: {
            displayName?: string | null;
            contextWindow?: number | null;
            maxOutputTokens?: number | null;
            capabilities?: ("streaming" | "tools" | "vision" | "json" | "reasoning" | "embeddings")[] | null;
            pricing?: components["schemas"]["PricingPatch"] | null;
            timeoutMs?: number | null;
            firstTokenTimeoutMs?: number | null;
            totalTimeoutMs?: number | null;
        };
        /**
         * @description A change to a price: what is absent stays, null takes it away.
         * @example {
         *       "input": 3,
         *       "tiers": null
         *     }
         */
        PricingPatch: {
            input?: number | null;
            output?: number | null;
            cacheRead?: number | null;
            cacheWrite?: number | null;
            tiers?: components["schemas"]["PricingTier"][] | null;
        };
        /**
         * @description How a provider fares, seen from the calls made to it, and from a look at it now and then while nobody calls it. Kept for a week.
         * @example {
         *       "id": "prv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "name": "groq",
         *       "state": "up",
         *       "lastCheckedAt": "2026-11-21T09:30:00.000Z",
         *       "latencyMs": 212,
         *       "lastError": null,
         *       "history": [
         *         {
         *           "at": "2026-11-21T09:30:00.000Z",
         *           "ok": true,
         *           "latencyMs": 212,
         *           "error": null
         *         }
         *       ]
         *     }
         */
        ProviderHealth: {
            id: string;
            name: string;
            /**
             * @description `unknown` until something was asked of it; `degraded` when some of the last calls failed; `down` when the last ones in a row did. One that asks us to slow down is not down.
             * @enum {string}
             */
            state: "unknown" | "up" | "degraded" | "down";
            /** @description When it was last called. */
            lastCheckedAt: string | null;
            /** @description Of the last call that went well, in milliseconds. */
            latencyMs: number | null;
            /** @description The last failure among the checks. */
            lastError: string | null;
            /** @description The last checks, newest first. */
            history: components["schemas"]["ProviderCheck"][];
        };
        /**
         * @description How one call to a provider went.
         * @example {
         *       "at": "2026-11-21T09:30:00.000Z",
         *       "ok": true,
         *       "latencyMs": 212,
         *       "error": null
         *     }
         */
        ProviderCheck: {
            /** Format: date-time */
            at: string;
            ok: boolean;
            /** @description Milliseconds. */
            latencyMs: number;
            error: string | null;
        };
        /**
         * @description The models of one provider, as last discovered, and those that its `models` name.
         * @example {
         *       "data": [
         *         {
         *           "id": "llama-3.3-70b-versatile",
         *           "allowed": true,
         *           "contextWindow": 131072,
         *           "ownedBy": "Meta"
         *         }
         *       ],
         *       "fetchedAt": "2026-11-21T09:30:00.000Z",
         *       "ageSeconds": 12,
         *       "error": null
         *     }
         */
        ProviderModels: {
            data: components["schemas"]["ProviderModel"][];
            /** @description When the list was fetched; null when it never was. */
            fetchedAt: string | null;
            ageSeconds: number | null;
            /** @description Why the last try to list failed. */
            error: components["schemas"]["ProviderFailure"] | null;
        };
        /**
         * @description A model as its provider lists it. Absent fields are unknown.
         * @example {
         *       "id": "llama-3.3-70b-versatile",
         *       "allowed": true,
         *       "contextWindow": 131072,
         *       "ownedBy": "Meta"
         *     }
         */
        ProviderModel: {
            /** @description The provider’s own name for it. */
            id: string;
            /** @description Whether the provider’s `models` let it be used. */
            allowed: boolean;
            displayName?: string;
            /** @description Unix seconds. */
            created?: number;
            ownedBy?: string;
            /** @description Tokens. */
            contextWindow?: number;
            /** @description Tokens. */
            maxOutputTokens?: number;
            capabilities?: ("streaming" | "tools" | "vision" | "json" | "reasoning" | "embeddings")[];
            pricing?: components["schemas"]["Pricing"];
        };
        /**
         * @description Why a provider could not be used.
         * @example {
         *       "kind": "upstream_auth_failed",
         *       "message": "The provider refused the credential."
         *     }
         */
        ProviderFailure: {
            /** @description One of the codes in the table of errors. */
            kind: string;
            message: string;
        };
        /**
         * @description The result of connecting to a provider just now. Costs nothing: no model is asked.
         * @example {
         *       "ok": false,
         *       "latencyMs": 96,
         *       "modelCount": null,
         *       "error": {
         *         "kind": "upstream_auth_failed",
         *         "message": "The provider refused the credential."
         *       },
         *       "hint": "Check that the API key is complete, active and made for this service."
         *     }
         */
        ProviderTest: {
            ok: boolean;
            /** @description Milliseconds. */
            latencyMs: number;
            /** @description How many models it lists; null when it did not say. */
            modelCount: number | null;
            error: components["schemas"]["ProviderFailure"] | null;
            /** @description What to do about it. */
            hint: string | null;
        };
        /**
         * @description Every template.
         * @example {
         *       "data": [
         *         {
         *           "id": "groq",
         *           "kind": "openai-compatible",
         *           "displayName": "Groq",
         *           "baseUrl": "https://api.groq.com/openai/v1",
         *           "docsUrl": "https://console.groq.com/docs",
         *           "requiresKey": true,
         *           "settings": {
         *             "type": "object",
         *             "properties": {
         *               "baseUrl": {
         *                 "type": "string"
         *               },
         *               "apiKey": {
         *                 "type": "string"
         *               }
         *             }
         *           }
         *         }
         *       ],
         *       "nextCursor": null
         *     }
         */
        ProviderTemplatePage: {
            data: components["schemas"]["ProviderTemplate"][];
            /**
             * @description Send it as `cursor` to read on; null on the last page.
             * @example null
             */
            nextCursor: string | null;
        };
        /**
         * @description A ready-made form: a provider kind, or a well-known service that speaks one.
         * @example {
         *       "id": "groq",
         *       "kind": "openai-compatible",
         *       "displayName": "Groq",
         *       "baseUrl": "https://api.groq.com/openai/v1",
         *       "docsUrl": "https://console.groq.com/docs",
         *       "requiresKey": true,
         *       "settings": {
         *         "type": "object",
         *         "properties": {
         *           "baseUrl": {
         *             "type": "string"
         *           },
         *           "apiKey": {
         *             "type": "string"
         *           }
         *         }
         *       }
         *     }
         */
        ProviderTemplate: {
            id: string;
            /**
             * @description The kind of provider; see the templates.
             * @example openai-compatible
             */
            kind: string;
            displayName: string;
            description?: string;
            baseUrl: string;
            docsUrl: string;
            requiresKey: boolean;
            /** @description JSON Schema of what the kind takes, credentials included. */
            settings: {
                [key: string]: unknown;
            };
        };
        /** @description How browsers of yours are told. */
        PushState: {
            /**
             * @description The server’s key, as `applicationServerKey` of `PushManager.subscribe()` takes it.
             * @example BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4
             */
            publicKey: string;
            /** @description Your browsers, newest first. */
            subscriptions: components["schemas"]["PushSubscription"][];
        };
        /** @description A browser that is told when an answer is ready. */
        PushSubscription: {
            /** @example psh_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d */
            id: string;
            /**
             * @description Whether the session that asks made it.
             * @example true
             */
            isCurrent: boolean;
            /**
             * @description The push service of the browser.
             * @example https://updates.push.services.mozilla.com
             */
            service: string;
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2026-11-21T09:30:00.000Z
             */
            createdAt: string;
        };
        /**
         * @description What `toJSON()` of the browser’s `PushSubscription` says, without `expirationTime`.
         * @example {
         *       "endpoint": "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABn",
         *       "keys": {
         *         "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
         *         "auth": "BTBZMqHH6r4Tts7J_aSIgg"
         *       }
         *     }
         */
        CreatePushSubscription: {
            /**
             * @description Where the push service takes messages: https, no private address.
             * @example https://updates.push.services.mozilla.com/wpush/v2/gAAAAABn
             */
            endpoint: string;
            /** @description For the encryption of RFC 8291, in base64url. */
            keys: {
                /**
                 * @description The browser’s public key.
                 * @example BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4
                 */
                p256dh: string;
                /**
                 * @description The secret that it shares.
                 * @example BTBZMqHH6r4Tts7J_aSIgg
                 */
                auth: string;
            };
        };
        /** @description What is left of the caller’s limits. */
        RateLimit: {
            /** @description Requests. Empty: without limit. */
            requests: components["schemas"]["RateLimitWindow"][];
            /** @description Tokens, what is set aside for running calls counted as used. Empty: without limit. */
            tokens: components["schemas"]["RateLimitWindow"][];
            /** @description Every budget that pays for what you ask. Empty: none. */
            budgets: components["schemas"]["CallerBudget"][];
        };
        /** @description One limit of the caller. */
        RateLimitWindow: {
            /**
             * @example minute
             * @enum {string}
             */
            window: "minute" | "hour" | "day";
            /** @example 10 */
            limit: number;
            /** @example 3 */
            used: number;
            /** @example 7 */
            remaining: number;
            /**
             * Format: date-time
             * @description When the window begins anew.
             * @example 2026-11-21T09:30:00.000Z
             */
            resetAt: string;
        };
        /** @description A budget that pays for what the caller asks. */
        CallerBudget: {
            /**
             * @description Whose it is: the key’s own, its account’s, or that of a key that made it.
             * @example key
             * @enum {string}
             */
            of: "key" | "account" | "parent";
            /**
             * @description US dollars.
             * @example 25
             */
            usd: number;
            /**
             * @description When it begins anew, in UTC: at midnight, on Monday, on the first of the month, or never.
             * @example month
             * @enum {string}
             */
            period: "day" | "week" | "month" | "total";
            /**
             * @description Spent in this period.
             * @example 3.2
             */
            spentUsd: number;
            /**
             * @description Set aside for calls that are running; what they do not use of it is given back.
             * @example 0.01
             */
            reservedUsd: number;
            /**
             * @description What is left for new calls.
             * @example 21.79
             */
            remainingUsd: number;
            /** @description Null: never. */
            resetsAt: string | null;
        };
        /** @description Whether the server can take requests, and if not, which part is to blame. */
        Readiness: {
            /**
             * @example ready
             * @enum {string}
             */
            status: "ready" | "not-ready" | "draining";
            parts: components["schemas"]["Part"][];
        };
        /** @description Something that the server stands on. */
        Part: {
            /** @example database */
            name: string;
            /** @example true */
            ok: boolean;
            /** @example sqlite */
            detail?: string;
        };
        /**
         * @description OpenAI’s request for a response, without what would need responses to be kept. Fields that are not named here travel to providers of the same dialect.
         * @example {
         *       "model": "demo/parlance",
         *       "input": "Hello!"
         *     }
         */
        ResponsesRequest: {
            /**
             * @description Provider and model, an alias, or a model that only one provider has. Absent: the server’s default.
             * @example demo/parlance
             */
            model?: string;
            /** @description Models to fall back to, in this order, when `model` fails. Ours, not OpenAI’s. */
            models?: string[] | null;
            /**
             * @description What the user says, or the whole conversation so far.
             * @example Hello!
             */
            input?: string | components["schemas"]["ResponsesInputItem"][];
            /** @description The system prompt. */
            instructions?: string | null;
            /** @description Answer with server-sent events. */
            stream?: boolean | null;
            stream_options?: components["schemas"]["ResponsesStreamOptions"] | null;
            /** @description The longest answer, in tokens, thinking included. */
            max_output_tokens?: number | null;
            /** @description How freely to choose words. Usually 0 to 2. */
            temperature?: number | null;
            /** @description Choose among the words that make up this share of the probability. */
            top_p?: number | null;
            /** @description Tell the log probabilities of this many alternatives of each token. */
            top_logprobs?: number | null;
            /** @description What the model may call. */
            tools?: components["schemas"]["ResponsesTool"][] | null;
            /**
             * @description `auto`, `none`, `required`, one tool, or a choice of them.
             * @example auto
             */
            tool_choice?: string | components["schemas"]["ResponsesToolChoice"] | null;
            /** @description Several calls at once are welcome. */
            parallel_tool_calls?: boolean | null;
            text?: components["schemas"]["ResponsesText"] | null;
            reasoning?: components["schemas"]["ResponsesReasoning"] | null;
            /** @description What else to tell. Sealed reasoning is told in any case. */
            include?: string[] | null;
            /** @description Words of your own. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /** @description Who the answer is for. */
            user?: string | null;
            /** @description Who the answer is for; the newer name. */
            safety_identifier?: string | null;
            /** @description Helps OpenAI to find what it has cached. */
            prompt_cache_key?: string | null;
            /** @description How urgent it is, where the provider sells that. */
            service_tier?: string | null;
            /** @description `auto` lets OpenAI drop items from a conversation that is too long. */
            truncation?: string | null;
            /** @description Nothing is kept, whatever is said here. */
            store?: boolean | null;
            /** @description Refused when true: nothing is kept. */
            background?: boolean | null;
            /** @description Refused: nothing is kept. Send the whole conversation. */
            previous_response_id?: string | null;
            /** @description Refused: nothing is kept. Send the whole conversation. */
            conversation?: unknown;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description An item of the conversation so far: what users said, what the model thought, said and called, what tools answered.
         * @example {
         *       "role": "user",
         *       "content": "Hello!"
         *     }
         */
        ResponsesInputItem: {
            /**
             * @description `message` (also when absent), `reasoning`, `function_call`, `function_call_output`, or one that only OpenAI knows. Not `item_reference`: nothing is kept here.
             * @example message
             */
            type?: string | null;
            /**
             * @description Its id. Nothing is looked up by it here.
             * @example msg_019a0000
             */
            id?: string | null;
            /**
             * @description `in_progress`, `completed` or `incomplete`.
             * @example completed
             */
            status?: string | null;
            /**
             * @description Of a message: `user`, `assistant`, `system` or `developer`.
             * @example user
             */
            role?: string | null;
            /**
             * @description Of a message: a text, or pieces.
             * @example Hello!
             */
            content?: string | components["schemas"]["ResponsesContentPart"][] | null;
            /**
             * @description Of a call and of its answer: what ties them together.
             * @example call_1
             */
            call_id?: string | null;
            /**
             * @description Of a call: the function.
             * @example get_weather
             */
            name?: string | null;
            /**
             * @description Of a function call: JSON text, as the model wrote it.
             * @example {"city":"Paris"}
             */
            arguments?: unknown;
            /** @description Of reasoning: what may be shown of it. */
            summary?: components["schemas"]["ResponsesSummaryPart"][] | null;
            /** @description Of reasoning: what proves it to its provider. Send it back as it came. */
            encrypted_content?: string | null;
            /**
             * @description Of a call’s answer: a text, or pieces.
             * @example 18 °C
             */
            output?: unknown;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A piece of a message or of a tool’s answer.
         * @example {
         *       "type": "input_text",
         *       "text": "What is in this picture?"
         *     }
         */
        ResponsesContentPart: {
            /**
             * @description `input_text`, `input_image`, `input_file`, `output_text`, `refusal`, `reasoning_text`, or one that only your provider knows.
             * @example input_text
             */
            type: string;
            /**
             * @description For `input_text` and `output_text`.
             * @example What is in this picture?
             */
            text?: string | null;
            /** @description For `refusal`: why the model would not answer. */
            refusal?: string | null;
            /**
             * @description For `input_image`: a web address, or a data URL with base64.
             * @example https://example.com/cat.png
             */
            image_url?: string | null;
            /**
             * @description For `input_image`: how closely the model looks.
             * @example auto
             */
            detail?: string | null;
            /** @description A file that OpenAI keeps. */
            file_id?: string | null;
            /** @description For `input_file`: a data URL with base64. */
            file_data?: string | null;
            /** @description For `input_file`: a web address. */
            file_url?: string | null;
            /**
             * @description For `input_file`: its name, shown to the model.
             * @example report.pdf
             */
            filename?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A piece of what the model thought, in short.
         * @example {
         *       "type": "summary_text",
         *       "text": "They greet me."
         *     }
         */
        ResponsesSummaryPart: {
            /** @example summary_text */
            type: string;
            /** @example They greet me. */
            text: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description How to stream.
         * @example {
         *       "include_obfuscation": false
         *     }
         */
        ResponsesStreamOptions: {
            /** @description Whether OpenAI pads its events. */
            include_obfuscation?: boolean | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A tool: a function, or one that only OpenAI has.
         * @example {
         *       "type": "function",
         *       "name": "get_weather",
         *       "parameters": {
         *         "type": "object",
         *         "properties": {
         *           "city": {
         *             "type": "string"
         *           }
         *         }
         *       },
         *       "strict": false
         *     }
         */
        ResponsesTool: {
            /**
             * @description `function`, or one of OpenAI’s own tools.
             * @example function
             */
            type: string;
            /** @description Of a function: its name. */
            name?: string | null;
            /** @description What it does and when to use it. */
            description?: string | null;
            /** @description JSON Schema of the arguments. */
            parameters?: {
                [key: string]: unknown;
            } | null;
            /** @description Arguments must match the schema exactly. */
            strict?: boolean | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description Makes the model call this tool, or choose among these.
         * @example {
         *       "type": "function",
         *       "name": "get_weather"
         *     }
         */
        ResponsesToolChoice: {
            /**
             * @description `function`, `allowed_tools`, or one of OpenAI’s own tools.
             * @example function
             */
            type: string;
            /** @description The function. */
            name?: string | null;
            /** @description Of `allowed_tools`: `auto` or `required`. */
            mode?: string | null;
            /** @description Of `allowed_tools`: which. */
            tools?: components["schemas"]["ResponsesTool"][] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description What the answer’s text shall be like.
         * @example {
         *       "format": {
         *         "type": "text"
         *       },
         *       "verbosity": "low"
         *     }
         */
        ResponsesText: {
            format?: components["schemas"]["ResponsesTextFormat"] | null;
            /** @description How much to say: `low`, `medium`, `high`. */
            verbosity?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description The form that the answer must have.
         * @example {
         *       "type": "json_schema",
         *       "name": "answer",
         *       "schema": {
         *         "type": "object"
         *       }
         *     }
         */
        ResponsesTextFormat: {
            /**
             * @description `text`, `json_object` or `json_schema`.
             * @example json_schema
             */
            type: string;
            /** @description Of a schema: its name. */
            name?: string | null;
            /** @description Of a schema: what the answer is for. */
            description?: string | null;
            /** @description The JSON Schema. */
            schema?: {
                [key: string]: unknown;
            } | null;
            /** @description The answer must match exactly. */
            strict?: boolean | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description How to think.
         * @example {
         *       "effort": "low",
         *       "summary": "auto"
         *     }
         */
        ResponsesReasoning: {
            /** @description How hard to think: `none`, `minimal`, `low`, `medium`, `high` … */
            effort?: string | null;
            /** @description How much to tell of it, where the provider lets one choose. */
            summary?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A response: the answer, and the settings of its request again.
         * @example {
         *       "id": "resp_019a",
         *       "object": "response",
         *       "created_at": 1764582439,
         *       "status": "completed",
         *       "error": null,
         *       "incomplete_details": null,
         *       "model": "demo/parlance",
         *       "output": [
         *         {
         *           "id": "msg_019a0000",
         *           "type": "message",
         *           "status": "completed",
         *           "role": "assistant",
         *           "content": [
         *             {
         *               "type": "output_text",
         *               "text": "Hello!",
         *               "annotations": [],
         *               "logprobs": []
         *             }
         *           ]
         *         }
         *       ],
         *       "usage": {
         *         "input_tokens": 9,
         *         "input_tokens_details": {
         *           "cached_tokens": 0
         *         },
         *         "output_tokens": 3,
         *         "output_tokens_details": {
         *           "reasoning_tokens": 0
         *         },
         *         "total_tokens": 12
         *       }
         *     }
         */
        ResponsesAnswer: {
            /**
             * @description Names the answer; nothing can be looked up by it.
             * @example resp_019a
             */
            id: string;
            /** @enum {string} */
            object: "response";
            /**
             * @description Unix seconds.
             * @example 1764582439
             */
            created_at: number;
            /**
             * @example completed
             * @enum {string}
             */
            status?: "completed" | "failed" | "in_progress" | "cancelled" | "queued" | "incomplete";
            error?: components["schemas"]["ResponsesFailure"] | null;
            incomplete_details?: components["schemas"]["ResponsesIncompleteDetails"] | null;
            /** @example demo/parlance */
            model: string;
            /** @description What the model thought, said and called, in order. */
            output: components["schemas"]["ResponsesOutputItem"][];
            usage?: components["schemas"]["ResponsesUsage"] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description Why a response failed.
         * @example {
         *       "code": "upstream_cut",
         *       "message": "The provider’s answer broke off before its end."
         *     }
         */
        ResponsesFailure: {
            /**
             * @description A word of the table of errors.
             * @example upstream_cut
             */
            code: string;
            /** @example The provider’s answer broke off before its end. */
            message: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description Why a response is incomplete.
         * @example {
         *       "reason": "max_output_tokens"
         *     }
         */
        ResponsesIncompleteDetails: {
            /**
             * @description `max_output_tokens` or `content_filter`.
             * @example max_output_tokens
             */
            reason?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description What the model thought, said or called.
         * @example {
         *       "id": "msg_019a0000",
         *       "type": "message",
         *       "status": "completed",
         *       "role": "assistant",
         *       "content": [
         *         {
         *           "type": "output_text",
         *           "text": "Hello!",
         *           "annotations": [],
         *           "logprobs": []
         *         }
         *       ]
         *     }
         */
        ResponsesOutputItem: {
            /**
             * @description `message`, `reasoning`, `function_call`, or one of OpenAI’s own tools.
             * @example message
             */
            type: string;
            /**
             * @description Its id. Nothing is looked up by it here.
             * @example msg_019a0000
             */
            id?: string | null;
            /**
             * @description `in_progress`, `completed` or `incomplete`.
             * @example completed
             */
            status?: string | null;
            /**
             * @description Of a message: `user`, `assistant`, `system` or `developer`.
             * @example user
             */
            role?: string | null;
            /**
             * @description Of a message: a text, or pieces.
             * @example Hello!
             */
            content?: string | components["schemas"]["ResponsesContentPart"][] | null;
            /**
             * @description Of a call and of its answer: what ties them together.
             * @example call_1
             */
            call_id?: string | null;
            /**
             * @description Of a call: the function.
             * @example get_weather
             */
            name?: string | null;
            /**
             * @description Of a function call: JSON text, as the model wrote it.
             * @example {"city":"Paris"}
             */
            arguments?: unknown;
            /** @description Of reasoning: what may be shown of it. */
            summary?: components["schemas"]["ResponsesSummaryPart"][] | null;
            /** @description Of reasoning: what proves it to its provider. Send it back as it came. */
            encrypted_content?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description Tokens, as the provider counted them.
         * @example {
         *       "input_tokens": 9,
         *       "input_tokens_details": {
         *         "cached_tokens": 0
         *       },
         *       "output_tokens": 3,
         *       "output_tokens_details": {
         *         "reasoning_tokens": 0
         *       },
         *       "total_tokens": 12
         *     }
         */
        ResponsesUsage: {
            /**
             * @description Of the input, cached ones included.
             * @example 9
             */
            input_tokens: number;
            input_tokens_details: components["schemas"]["ResponsesInputDetails"];
            /**
             * @description Of the output, thinking included.
             * @example 3
             */
            output_tokens: number;
            output_tokens_details: components["schemas"]["ResponsesOutputDetails"];
            /** @example 12 */
            total_tokens: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description What the input’s tokens were.
         * @example {
         *       "cached_tokens": 0
         *     }
         */
        ResponsesInputDetails: {
            /**
             * @description Read from the prompt cache.
             * @example 0
             */
            cached_tokens: number;
            /**
             * @description Written to the prompt cache.
             * @example 0
             */
            cache_write_tokens?: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description What the output’s tokens were.
         * @example {
         *       "reasoning_tokens": 0
         *     }
         */
        ResponsesOutputDetails: {
            /**
             * @description Spent on thinking.
             * @example 0
             */
            reasoning_tokens: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description One event of a streamed response.
         * @example {
         *       "type": "response.output_text.delta",
         *       "sequence_number": 4,
         *       "item_id": "msg_019a0000",
         *       "output_index": 0,
         *       "content_index": 0,
         *       "delta": "Hel"
         *     }
         */
        ResponsesEvent: {
            /**
             * @description Also the name of the event.
             * @example response.output_text.delta
             */
            type: string;
            /**
             * @description Counts the events from 0.
             * @example 4
             */
            sequence_number: number;
            response?: components["schemas"]["ResponsesAnswer"];
            /**
             * @description Which item of the output.
             * @example 0
             */
            output_index?: number;
            item?: components["schemas"]["ResponsesOutputItem"];
            /**
             * @description The id of that item.
             * @example msg_019a0000
             */
            item_id?: string;
            /**
             * @description Which part of a message.
             * @example 0
             */
            content_index?: number;
            /**
             * @description Which part of a summary.
             * @example 0
             */
            summary_index?: number;
            part?: components["schemas"]["ResponsesContentPart"];
            /**
             * @description The next piece.
             * @example Hel
             */
            delta?: string;
            /** @description The whole, when it is done. */
            text?: string | null;
            /** @description The whole arguments of a call, when they are done. */
            arguments?: string | null;
            /** @description The whole refusal, when it is done. */
            refusal?: string | null;
            /** @description Of `error`: a word of the table of errors. */
            code?: string | null;
            /** @description Of `error`: for people. */
            message?: string | null;
            /** @description Of `error`: the field that is to blame, when one is. */
            param?: string | null;
        } & {
            [key: string]: unknown;
        };
        /** @description A read-only snapshot of a chat. */
        SharedChat: {
            /**
             * @description As it was when it was shared.
             * @example Holiday plans
             */
            title: string | null;
            /**
             * Format: date-time
             * @description When it was shared.
             * @example 2026-11-21T09:30:00.000Z
             */
            sharedAt: string;
            /** @description Null: when it is revoked. */
            expiresAt: string | null;
            /** @description The branch that was shared, from its beginning. */
            messages: components["schemas"]["SharedMessage"][];
        };
        /** @description A message as everybody may see it. */
        SharedMessage: {
            /**
             * @description Who says it.
             * @example assistant
             * @enum {string}
             */
            role: "user" | "assistant";
            /**
             * @description Whether it was said to its end.
             * @example complete
             * @enum {string}
             */
            status: "complete" | "stopped" | "failed" | "interrupted";
            /** @description What is said: texts, refusals, images and files. */
            content: components["schemas"]["ChatPart"][];
            /**
             * @description The texts of the content, together.
             * @example Hello!
             */
            text: string;
            /**
             * @description Which model said it.
             * @example demo/parlance
             */
            model: string | null;
            /**
             * Format: date-time
             * @description When it was said.
             * @example 2026-11-21T09:30:00.000Z
             */
            createdAt: string;
        };
        /** @description What a user wants to know about the server. */
        Status: {
            /**
             * @example ok
             * @enum {string}
             */
            status: "ok" | "degraded";
            /** @example 0.1.0 */
            version: string;
            /** @example 42 */
            uptimeSeconds: number;
            /**
             * @description The process that answers, under another name with each start.
             * @example ins_019ab3c4d5e67f8a9b0c1d2e3f405162
             */
            instance: string;
            /**
             * @description How many processes behave as one: this one and those that it hears of by Redis.
             * @example 2
             */
            instances: number;
            /**
             * @description Calls to providers running now.
             * @example 3
             */
            activeCalls: number;
            parts: components["schemas"]["Part"][];
            providers: components["schemas"]["ProviderStatus"][];
            /** @description Only providers that have open ones. */
            circuits: components["schemas"]["ProviderCircuits"][];
            ledger: components["schemas"]["LedgerState"];
            load: components["schemas"]["LoadReport"];
        };
        /**
         * @description A provider’s line in the status of the server.
         * @example {
         *       "id": "prv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "name": "groq",
         *       "kind": "openai-compatible",
         *       "enabled": true,
         *       "state": "up",
         *       "lastCheckedAt": "2026-11-21T09:30:00.000Z",
         *       "latencyMs": 212
         *     }
         */
        ProviderStatus: {
            id: string;
            name: string;
            kind: string;
            enabled: boolean;
            /**
             * @description `unknown` until something was asked of it; `degraded` when some of the last calls failed; `down` when the last ones in a row did. One that asks us to slow down is not down.
             * @enum {string}
             */
            state: "unknown" | "up" | "degraded" | "down";
            /** @description When it was last called. */
            lastCheckedAt: string | null;
            /** @description Of the last call that went well, in milliseconds. */
            latencyMs: number | null;
        };
        /** @description A provider with open circuits. */
        ProviderCircuits: {
            /** @example groq */
            provider: string;
            /**
             * @description How many of its models are passed over for a while, because they failed or their provider asked for it.
             * @example 1
             */
            open: number;
        };
        /** @description How the books are kept. */
        LedgerState: {
            /**
             * @description Usage events that are not written yet.
             * @example 0
             */
            waiting: number;
            /**
             * @description Usage events that were lost since the start, because the database was down for too long.
             * @example 0
             */
            dropped: number;
        };
        /** @description How much the process has to do. */
        LoadReport: {
            /**
             * @description Whether calls to models are refused now, because there is too much to do.
             * @example false
             */
            isShedding: boolean;
            /**
             * @description How late the event loop is, smoothed, in milliseconds.
             * @example 2
             */
            lagMs: number;
            /**
             * @description Memory that the process holds.
             * @example 98566144
             */
            residentBytes: number | null;
            /**
             * @description Calls to models that were refused since the start.
             * @example 0
             */
            shed: number;
        };
        /**
         * @description An account to make for somebody.
         * @example {
         *       "username": "ben",
         *       "email": "ben@example.org",
         *       "password": "correct horse battery staple"
         *     }
         */
        CreateUser: {
            /**
             * @description What the account is called. No two differ only in case.
             * @example ana
             */
            username: string;
            /**
             * Format: email
             * @description An address, which can be used to sign in too. Nothing is sent there.
             * @example ana@example.org
             */
            email: string;
            /**
             * @description The first password, to be told to its owner.
             * @example correct horse battery staple
             */
            password: string;
            /**
             * @description What others read as the name.
             * @example Ana Novak
             */
            displayName?: string;
            /**
             * @description An admin may do everything.
             * @example user
             * @enum {string}
             */
            role?: "user" | "admin";
        };
        /** @description Accounts, newest first. */
        UserPage: {
            data: components["schemas"]["User"][];
            /**
             * @description Send it as `cursor` to read on; null on the last page.
             * @example null
             */
            nextCursor: string | null;
        };
        /**
         * @description What shall change about an account.
         * @example {
         *       "role": "admin"
         *     }
         * @example {
         *       "disabled": true
         *     }
         */
        UpdateUser: {
            /**
             * @description What the account is called. No two differ only in case.
             * @example ana
             */
            username?: string;
            /**
             * Format: email
             * @description An address, which can be used to sign in too. Nothing is sent there.
             * @example ana@example.org
             */
            email?: string;
            displayName?: string | null;
            /**
             * @description An admin may do everything.
             * @example user
             * @enum {string}
             */
            role?: "user" | "admin";
            /**
             * @description Nobody can sign in, and no key of the account works.
             * @example false
             */
            disabled?: boolean;
            /** @description How much may be asked of models, by the user and their keys together, instead of what everybody may. Null: what everybody may. */
            limits?: components["schemas"]["KeyLimits"] | null;
            /** @description Which models the user and their keys may ask. Null: all. */
            models?: string[] | null;
            /** @description What the user and their keys may spend together. Null: without limit. */
            budget?: components["schemas"]["Budget"] | null;
            /**
             * @description A new password, for somebody who forgot theirs. It ends all their sessions.
             * @example correct horse battery staple
             */
            password?: string;
        };
        /**
         * @description A webhook to make.
         * @example {
         *       "url": "https://example.org/parlance",
         *       "events": [
         *         "message.completed",
         *         "message.failed"
         *       ]
         *     }
         */
        CreateWebhook: {
            /**
             * @description Where events are posted to: https, or http. Private addresses only when an admin sets it and `WEBHOOK_PRIVATE_ADDRESSES` is `allow`.
             * @example https://example.org/parlance
             */
            url: string;
            /**
             * @description What it wants to hear.
             * @example [
             *       "message.completed",
             *       "message.failed"
             *     ]
             */
            events: ("chat.created" | "message.created" | "message.completed" | "message.failed" | "provider.down" | "provider.up" | "budget.exceeded" | "user.registered")[];
            /**
             * @description What it is for.
             * @example Counts answers in the data warehouse.
             */
            description?: string;
            /**
             * @description Whether events are written for it. What waited when it was disabled goes on when it is enabled again.
             * @example true
             */
            enabled?: boolean;
        };
        /** @description A new webhook, or a new secret of one. */
        CreatedWebhook: {
            webhook: components["schemas"]["Webhook"];
            /**
             * @description What deliveries are signed with. Shown this once, never again.
             * @example whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=
             */
            secret: string;
        };
        /** @description A subscription to events. Its secret is shown once, when it is made or rotated. */
        Webhook: {
            /** @example whk_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d */
            id: string;
            /**
             * @description The account whose events it hears; null hears everything.
             * @example null
             */
            userId: string | null;
            /**
             * @description Where events are posted to: https, or http. Private addresses only when an admin sets it and `WEBHOOK_PRIVATE_ADDRESSES` is `allow`.
             * @example https://example.org/parlance
             */
            url: string;
            /**
             * @description What it wants to hear.
             * @example [
             *       "message.completed",
             *       "message.failed"
             *     ]
             */
            events: ("chat.created" | "message.created" | "message.completed" | "message.failed" | "provider.down" | "provider.up" | "budget.exceeded" | "user.registered")[];
            description: string | null;
            /**
             * @description Whether events are written for it. What waited when it was disabled goes on when it is enabled again.
             * @example true
             */
            enabled: boolean;
            /**
             * @description Why it was disabled by the server itself. `failing`: nothing arrived for three days. `gone`: the receiver answered 410.
             * @example null
             */
            disabledReason: ("failing" | "gone") | null;
            failingSince: string | null;
            previousSecretExpiresAt: string | null;
            /**
             * @description The user or key that made it.
             * @example usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            createdBy: string;
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2026-11-21T09:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was last changed.
             * @example 2026-11-21T09:30:00.000Z
             */
            updatedAt: string;
        };
        /** @description Webhooks, newest first. */
        WebhookPage: {
            data: components["schemas"]["Webhook"][];
            /**
             * @description Send it as `cursor` to read on; null on the last page.
             * @example null
             */
            nextCursor: string | null;
        };
        /**
         * @description What shall change.
         * @example {
         *       "enabled": true
         *     }
         * @example {
         *       "events": [
         *         "provider.down",
         *         "provider.up"
         *       ]
         *     }
         */
        UpdateWebhook: {
            /**
             * @description Where events are posted to: https, or http. Private addresses only when an admin sets it and `WEBHOOK_PRIVATE_ADDRESSES` is `allow`.
             * @example https://example.org/parlance
             */
            url?: string;
            /**
             * @description What it wants to hear.
             * @example [
             *       "message.completed",
             *       "message.failed"
             *     ]
             */
            events?: ("chat.created" | "message.created" | "message.completed" | "message.failed" | "provider.down" | "provider.up" | "budget.exceeded" | "user.registered")[];
            description?: string | null;
            /**
             * @description Whether events are written for it. What waited when it was disabled goes on when it is enabled again.
             * @example true
             */
            enabled?: boolean;
        };
        /** @description Deliveries, newest first. */
        WebhookDeliveryPage: {
            data: components["schemas"]["WebhookDelivery"][];
            /**
             * @description Send it as `cursor` to read on; null on the last page.
             * @example null
             */
            nextCursor: string | null;
        };
        /** @description An event on its way to a webhook. */
        WebhookDelivery: {
            /** @example dlv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d */
            id: string;
            /**
             * @description The header `webhook-id`: the same at every attempt and in every repetition.
             * @example evt_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            eventId: string;
            event: components["schemas"]["WebhookEvent"];
            /**
             * @description `pending` waits for its next attempt, or for what comes before it. `dead`: it was tried for a day and given up.
             * @example delivered
             * @enum {string}
             */
            status: "pending" | "delivered" | "dead";
            /** @example 2 */
            attemptCount: number;
            /** @description The last 20, oldest first. */
            attempts: components["schemas"]["WebhookAttempt"][];
            nextAttemptAt: string | null;
            /**
             * @description The delivery that was asked for again.
             * @example null
             */
            repeats: string | null;
            /**
             * Format: date-time
             * @description When it was written.
             * @example 2026-11-21T09:30:00.000Z
             */
            createdAt: string;
            endedAt: string | null;
        };
        /**
         * @description The body of a delivery.
         * @example {
         *       "type": "user.registered",
         *       "timestamp": "2026-11-21T09:30:00.000Z",
         *       "data": {
         *         "userId": "usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *         "role": "user",
         *         "invited": false
         *       }
         *     }
         */
        WebhookEvent: {
            /**
             * @example message.completed
             * @enum {string}
             */
            type: "chat.created" | "message.created" | "message.completed" | "message.failed" | "provider.down" | "provider.up" | "budget.exceeded" | "user.registered";
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2026-11-21T09:30:00.000Z
             */
            timestamp: string;
            /**
             * @description Ids and small facts, never a text of a chat. What each type has: docs/webhooks.md.
             * @example {
             *       "chatId": "cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d"
             *     }
             */
            data: {
                [key: string]: unknown;
            };
        };
        /**
         * @description One try to deliver.
         * @example {
         *       "at": "2026-11-21T09:30:00.000Z",
         *       "status": 503,
         *       "ms": 120,
         *       "error": "The receiver answered 503."
         *     }
         */
        WebhookAttempt: {
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2026-11-21T09:30:00.000Z
             */
            at: string;
            /**
             * @description What the receiver answered; null when it did not.
             * @example 503
             */
            status: number | null;
            /**
             * @description How long it took, in milliseconds.
             * @example 120
             */
            ms: number;
            /**
             * @description What went wrong; null when it arrived.
             * @example The receiver answered 503.
             */
            error: string | null;
        };
        /**
         * @description How to change a webhook’s secret.
         * @example {}
         * @example {
         *       "overlapSeconds": 3600
         *     }
         */
        RotateWebhookSecret: {
            /**
             * @description How long the old secret signs too. Absent: a day.
             * @example 3600
             */
            overlapSeconds?: number;
        };
        /**
         * @description What came of a test.
         * @example {
         *       "ok": true,
         *       "attempt": {
         *         "at": "2026-11-21T09:30:00.000Z",
         *         "status": 204,
         *         "ms": 35,
         *         "error": null
         *       }
         *     }
         */
        WebhookTest: {
            /**
             * @description Whether the receiver answered 2xx.
             * @example true
             */
            ok: boolean;
            attempt: components["schemas"]["WebhookAttempt"];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listAliases: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Aliases by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AliasPage"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getAlias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Its name.
                 * @example fast
                 */
                alias: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The alias. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alias"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    replaceAlias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Its name: letters, digits and `. _ : -`. It goes before a bare model of the same name.
                 * @example fast
                 */
                alias: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplaceAlias"];
            };
        };
        responses: {
            /** @description The alias as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alias"];
                };
            };
            /** @description The alias, made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alias"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`: It collides with what is already there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteAlias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Its name.
                 * @example fast
                 */
                alias: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listUsageRequests: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /**
                 * @description From when on: a time, or a date in UTC. Absent: 30 days before `to`.
                 * @example 2026-11-01
                 */
                from?: string;
                /**
                 * @description Until when. Absent: now.
                 * @example 2026-11-21T09:30:00Z
                 */
                to?: string;
                /** @description Absent: what the header `accept` prefers. */
                format?: "json" | "csv";
                /**
                 * @description Only this model, as its provider calls it.
                 * @example gpt-4o-mini
                 */
                model?: string;
                /**
                 * @description Only this provider, by name.
                 * @example openai
                 */
                provider?: string;
                /**
                 * @description Only what clients asked for by this name.
                 * @example fast
                 */
                asked?: string;
                /**
                 * @description Only what this user and their keys asked.
                 * @example usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                userId?: string;
                /**
                 * @description Only what was asked with this key.
                 * @example key_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                keyId?: string;
                /** @description Only those that ended so. */
                status?: "ok" | "failed" | "aborted";
                /**
                 * @description Only those of this chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Calls. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsageRequestPage"];
                    "text/csv": components["schemas"]["UsageTable"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getUsageSummary: {
        parameters: {
            query?: {
                /**
                 * @description From when on: a time, or a date in UTC. Absent: 30 days before `to`.
                 * @example 2026-11-01
                 */
                from?: string;
                /**
                 * @description Until when. Absent: now.
                 * @example 2026-11-21T09:30:00Z
                 */
                to?: string;
                /** @description Absent: what the header `accept` prefers. */
                format?: "json" | "csv";
                /**
                 * @description Only this model, as its provider calls it.
                 * @example gpt-4o-mini
                 */
                model?: string;
                /**
                 * @description Only this provider, by name.
                 * @example openai
                 */
                provider?: string;
                /**
                 * @description Only what clients asked for by this name.
                 * @example fast
                 */
                asked?: string;
                /**
                 * @description Only what this user and their keys asked.
                 * @example usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                userId?: string;
                /**
                 * @description Only what was asked with this key.
                 * @example key_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                keyId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The period, the one before, and the models that cost most. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsageSummary"];
                    "text/csv": components["schemas"]["UsageTable"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getUsage: {
        parameters: {
            query?: {
                /**
                 * @description From when on: a time, or a date in UTC. Absent: 30 days before `to`.
                 * @example 2026-11-01
                 */
                from?: string;
                /**
                 * @description Until when. Absent: now.
                 * @example 2026-11-21T09:30:00Z
                 */
                to?: string;
                /** @description Absent: what the header `accept` prefers. */
                format?: "json" | "csv";
                /**
                 * @description What is told apart. `asked` is the name that clients used, such as an alias. Hours and days are those of UTC.
                 * @example model
                 */
                groupBy?: "model" | "provider" | "asked" | "user" | "key" | "day" | "hour";
                /**
                 * @description Only this model, as its provider calls it.
                 * @example gpt-4o-mini
                 */
                model?: string;
                /**
                 * @description Only this provider, by name.
                 * @example openai
                 */
                provider?: string;
                /**
                 * @description Only what clients asked for by this name.
                 * @example fast
                 */
                asked?: string;
                /**
                 * @description Only what this user and their keys asked.
                 * @example usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                userId?: string;
                /**
                 * @description Only what was asked with this key.
                 * @example key_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                keyId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Usage, group by group. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsageReport"];
                    "text/csv": components["schemas"]["UsageTable"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description Only the keys of this account. Without the role or scope `admin` you see only your own anyway. */
                userId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Keys, newest first, revoked ones too. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyPage"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateApiKey"];
            };
        };
        responses: {
            /** @description The key and its secret. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the key.
                 * @example key_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key, without its secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the key.
                 * @example key_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key, revoked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    updateApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the key.
                 * @example key_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateApiKey"];
            };
        };
        responses: {
            /** @description The key as it is now. The change is in force. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`: It collides with what is already there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    rotateApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the key.
                 * @example key_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateApiKey"];
            };
        };
        responses: {
            /** @description The key and its new secret, shown this once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`: It collides with what is already there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listAuditEntries: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /**
                 * @description Only what this user or key did; of a user also what their keys did.
                 * @example usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                actor?: string;
                /**
                 * @description What was done.
                 * @example provider.updated
                 */
                action?: "api-key.created" | "api-key.updated" | "api-key.rotated" | "api-key.revoked" | "provider.created" | "provider.updated" | "provider.deleted" | "alias.created" | "alias.updated" | "alias.deleted" | "user.created" | "user.updated" | "user.deleted" | "webhook.created" | "webhook.updated" | "webhook.rotated" | "webhook.disabled" | "webhook.deleted";
                /**
                 * @description What it was done to.
                 * @example provider
                 */
                targetType?: "api-key" | "provider" | "alias" | "user" | "webhook";
                /**
                 * @description Only what was done to this one. Of an alias its name.
                 * @example prv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                targetId?: string;
                /**
                 * @description Not before.
                 * @example 2026-11-21T09:30:00.000Z
                 */
                from?: string;
                /**
                 * @description Before.
                 * @example 2026-11-21T09:30:00.000Z
                 */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Entries, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                    "text/csv": components["schemas"]["AuditTable"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getAccountExport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your data. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountExport"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateSession"];
            };
        };
        responses: {
            /** @description A session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndSession"];
            };
        };
        responses: {
            /** @description You are out. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    updatePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdatePassword"];
            };
        };
        responses: {
            /** @description The new password is in force. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getPreferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your preferences, whole. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    replacePreferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplacePreferences"];
            };
        };
        responses: {
            /** @description Your preferences as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getProfile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteProfile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeleteProfile"];
            };
        };
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`: It collides with what is already there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    updateProfile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateProfile"];
            };
        };
        responses: {
            /** @description Your account as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`: It collides with what is already there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    refreshSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefreshSession"];
            };
        };
        responses: {
            /** @description The session goes on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateAccount"];
            };
        };
        responses: {
            /** @description The account and its first session. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`: It collides with what is already there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getRegistration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether anybody may, and whether nobody has yet. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registration"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your sessions, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionPage"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    revokeOtherSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Only this session is left. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    revokeSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the session.
                 * @example ses_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                sessionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createChatReply: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SimpleChatRequest"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SimpleChatReply"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `model_not_found`: No provider serves this model. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large`: The body is larger than BODY_LIMIT. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upstream_rate_limited`: The provider asked us to slow down; see `retry-after`. `provider_busy`: The provider’s `maxConcurrency` is reached. `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upstream_failed`: The provider failed. `upstream_auth_failed`: The provider refused the operator’s credential. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upstream_overloaded`: The provider is overloaded or starting. `overloaded`: This server has too much to do for another call to a model; see `retry-after`. `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upstream_timeout`: The provider was silent for too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createChatCompletion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatCompletionRequest"];
            };
        };
        responses: {
            /** @description The completion; with `stream`, its chunks and a last event `[DONE]`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatCompletion"];
                    "text/event-stream": components["schemas"]["ChatCompletionChunk"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `model_not_found`: No provider serves this model. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large`: The body is larger than BODY_LIMIT. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upstream_rate_limited`: The provider asked us to slow down; see `retry-after`. `provider_busy`: The provider’s `maxConcurrency` is reached. `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upstream_failed`: The provider failed. `upstream_auth_failed`: The provider refused the operator’s credential. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upstream_overloaded`: The provider is overloaded or starting. `overloaded`: This server has too much to do for another call to a model; see `retry-after`. `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upstream_timeout`: The provider was silent for too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createChatReplyStream: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SimpleChatRequest"];
            };
        };
        responses: {
            /** @description The events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["MessageEvent"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `model_not_found`: No provider serves this model. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large`: The body is larger than BODY_LIMIT. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upstream_rate_limited`: The provider asked us to slow down; see `retry-after`. `provider_busy`: The provider’s `maxConcurrency` is reached. `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upstream_failed`: The provider failed. `upstream_auth_failed`: The provider refused the operator’s credential. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upstream_overloaded`: The provider is overloaded or starting. `overloaded`: This server has too much to do for another call to a model; see `retry-after`. `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upstream_timeout`: The provider was silent for too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listChats: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description Only those that are pinned, or only those that are not. */
                pinned?: boolean;
                /** @description Only those that are archived, or only those that are not. */
                archived?: boolean;
                /** @description Only those that are temporary, or only those that are not. */
                temporary?: boolean;
                /** @description Only those where all these words, or words that begin so, stand in one message or in the title. Not with `cursor`. */
                q?: string;
                /** @description Only those with this tag. */
                tag?: string;
                /** @description Only those in this folder. */
                folder?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Chats. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatPage"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createChat: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateChat"];
            };
        };
        responses: {
            /** @description The chat, empty. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Chat"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `model_not_found`: No provider serves this model. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getChat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The chat. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatWithMessages"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteChat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    updateChat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateChat"];
            };
        };
        responses: {
            /** @description The chat as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Chat"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. `model_not_found`: No provider serves this model. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getChatAttachment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId: string;
                /**
                 * @description The attachment.
                 * @example att_9f2c3d4e5f7a8b9c0d1e2f3a4b5c6d7e
                 */
                attachmentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": components["schemas"]["AttachmentBytes"];
                };
            };
            /** @description You have them already. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getChatExport: {
        parameters: {
            query?: {
                /** @description `json`: everything, to be imported again. `markdown`: the branch that is shown, to be read. */
                format?: "json" | "markdown";
            };
            header?: never;
            path: {
                /**
                 * @description The chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The chat. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatExport"];
                    "text/markdown": components["schemas"]["ChatMarkdown"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createChatFork: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateChatFork"];
            };
        };
        responses: {
            /** @description The new chat. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Chat"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`: It collides with what is already there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listChatMembers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its owner and its members. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatMembers"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    replaceChatMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId: string;
                /**
                 * @description Whom: the id of an account, or its user name.
                 * @example ana
                 */
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplaceChatMember"];
            };
        };
        responses: {
            /** @description The member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatMember"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`: It collides with what is already there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteChatMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId: string;
                /**
                 * @description Whom: the id of an account, or its user name.
                 * @example ana
                 */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They are no member any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`: It collides with what is already there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listMessages: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description Every branch, by age, instead of the one that is shown. */
                tree?: boolean;
            };
            header?: never;
            path: {
                /**
                 * @description The chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Messages. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatMessagePage"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    sendMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendMessage"];
            };
        };
        responses: {
            /** @description The question and its answer; with `stream`, events as they come. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentMessage"];
                    "text/event-stream": components["schemas"]["AnswerEvent"];
                };
            };
            /** @description `context_length_exceeded`: The messages are longer than the model’s context window. `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. `model_not_found`: No provider serves this model. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`: It collides with what is already there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large`: The body is larger than BODY_LIMIT. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId: string;
                /**
                 * @description The message.
                 * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                messageId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`: It collides with what is already there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    replaceMessageRating: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId: string;
                /**
                 * @description The message.
                 * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                messageId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplaceMessageRating"];
            };
        };
        responses: {
            /** @description The answer with your rating. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatMessage"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`: It collides with what is already there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    regenerateMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId: string;
                /**
                 * @description The message.
                 * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                messageId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegenerateMessage"];
            };
        };
        responses: {
            /** @description The answer; with `stream`, events as they come. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentMessage"];
                    "text/event-stream": components["schemas"]["AnswerEvent"];
                };
            };
            /** @description `context_length_exceeded`: The messages are longer than the model’s context window. `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. `model_not_found`: No provider serves this model. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`: It collides with what is already there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getChatShare: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether, and until when. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatShare"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createChatShare: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateChatShare"];
            };
        };
        responses: {
            /** @description The link. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedChatShare"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`: It collides with what is already there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteChatShare: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description There is no link any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    stopChat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was stopped. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoppedMessages"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    streamChat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The chat.
                 * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                chatId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events as they come. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["AnswerEvent"];
                };
            };
            /** @description Nothing is being written. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createChatImport: {
        parameters: {
            query?: {
                /** @description Only says what would happen. */
                dryRun?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatImportFile"];
                "application/zip": components["schemas"]["ChatArchive"];
            };
        };
        responses: {
            /** @description What became of each chat. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatImport"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large`: The body is larger than BODY_LIMIT. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type`: Send JSON with `content-type: application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listDocuments: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /**
                 * @description `prompt`: a system prompt to choose, said by `kind: prompt` in its front matter.
                 * @example document
                 */
                kind?: "document" | "prompt";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Documents. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentPage"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getDocument: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Its path. Slashes may be encoded.
                 * @example guides/tone.md
                 */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentWithContent"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `document_too_large`: The document is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `document_unreadable`: The document is not text in UTF-8. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createEmbeddings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmbeddingsRequest"];
            };
        };
        responses: {
            /** @description The vectors. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmbeddingList"];
                };
            };
            /** @description `operation_unsupported`: The provider of this model cannot do what was asked, such as embeddings. `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `model_not_found`: No provider serves this model. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large`: The body is larger than BODY_LIMIT. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upstream_rate_limited`: The provider asked us to slow down; see `retry-after`. `provider_busy`: The provider’s `maxConcurrency` is reached. `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upstream_failed`: The provider failed. `upstream_auth_failed`: The provider refused the operator’s credential. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upstream_overloaded`: The provider is overloaded or starting. `overloaded`: This server has too much to do for another call to a model; see `retry-after`. `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upstream_timeout`: The provider was silent for too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createAnthropicMessage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessagesRequest"];
            };
        };
        responses: {
            /** @description The message; with `stream`, its events, of which `message_stop` is the last. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicMessage"];
                    "text/event-stream": components["schemas"]["AnthropicStreamEvent"];
                };
            };
            /** @description The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description The budget of this key or account is used up, or too small for the request. */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description No provider serves this model. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description The body is larger than BODY_LIMIT. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description A limit of this key, user or address is used up; see `retry-after`. The provider’s `maxConcurrency` is reached. The provider asked us to slow down; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description The provider failed. The provider refused the operator’s credential. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description The provider was silent for too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description The provider is overloaded or starting. This server has too much to do for another call to a model; see `retry-after`. A part of this server does not answer, or it is shutting down. */
            529: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
        };
    };
    countAnthropicTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CountTokensRequest"];
            };
        };
        responses: {
            /** @description How long the prompt is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenCount"];
                };
            };
            /** @description The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description The budget of this key or account is used up, or too small for the request. */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description No provider serves this model. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description The body is larger than BODY_LIMIT. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description A limit of this key, user or address is used up; see `retry-after`. The provider’s `maxConcurrency` is reached. The provider asked us to slow down; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description The provider failed. The provider refused the operator’s credential. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description The provider was silent for too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description The provider is overloaded or starting. This server has too much to do for another call to a model; see `retry-after`. A part of this server does not answer, or it is shutting down. */
            529: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
        };
    };
    listModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every model of every provider that answers, as far as the caller may use it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelList"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Its id, slashes and all.
                 * @example demo/parlance
                 */
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The model. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `model_not_found`: No provider serves this model. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listProviders: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Providers by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderPage"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createProvider: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateProvider"];
            };
        };
        responses: {
            /** @description The provider, ready to be asked. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Provider"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`: It collides with what is already there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getProvider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Its id or its name.
                 * @example groq
                 */
                providerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The provider, without its secrets. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Provider"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    replaceProvider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Its id or its name.
                 * @example groq
                 */
                providerId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplaceProvider"];
            };
        };
        responses: {
            /** @description The provider as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Provider"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`: It collides with what is already there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteProvider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Its id or its name.
                 * @example groq
                 */
                providerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`: It collides with what is already there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    updateProvider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Its id or its name.
                 * @example groq
                 */
                providerId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateProvider"];
            };
        };
        responses: {
            /** @description The provider as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Provider"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`: It collides with what is already there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getProviderHealth: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Its id or its name.
                 * @example groq
                 */
                providerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its state and the last checks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderHealth"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listProviderModels: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Its id or its name.
                 * @example groq
                 */
                providerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The models as last discovered, and when. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderModels"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    refreshProviderModels: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Its id or its name.
                 * @example groq
                 */
                providerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The models as just discovered. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderModels"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upstream_failed`: The provider failed. `upstream_auth_failed`: The provider refused the operator’s credential. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upstream_overloaded`: The provider is overloaded or starting. `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upstream_timeout`: The provider was silent for too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    testProvider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Its id or its name.
                 * @example groq
                 */
                providerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether it can be reached, and what to do if not. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderTest"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listProviderTemplates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One for each kind and well-known service. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderTemplatePage"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    testProviderInput: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateProvider"];
            };
        };
        responses: {
            /** @description Whether it can be reached, and what to do if not. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderTest"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getPush: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The server’s key and your browsers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushState"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createPushSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreatePushSubscription"];
            };
        };
        responses: {
            /** @description The subscription. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushSubscription"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deletePushSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the subscription.
                 * @example psh_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                subscriptionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getRateLimit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The windows of the caller, those that a user shares with their keys too. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RateLimit"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every part answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description A part does not answer, or the server is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
    createResponse: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResponsesRequest"];
            };
        };
        responses: {
            /** @description The response; with `stream`, its events, of which the last has the whole of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResponsesAnswer"];
                    "text/event-stream": components["schemas"]["ResponsesEvent"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `model_not_found`: No provider serves this model. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large`: The body is larger than BODY_LIMIT. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upstream_rate_limited`: The provider asked us to slow down; see `retry-after`. `provider_busy`: The provider’s `maxConcurrency` is reached. `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upstream_failed`: The provider failed. `upstream_auth_failed`: The provider refused the operator’s credential. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upstream_overloaded`: The provider is overloaded or starting. `overloaded`: This server has too much to do for another call to a model; see `retry-after`. `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upstream_timeout`: The provider was silent for too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getSharedChat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The unguessable part of the link.
                 * @example q9Zc0m6xW1uTt2bJYkXo8sVnRr5hEa4L
                 */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The snapshot. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharedChat"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getSharedAttachment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The unguessable part of the link.
                 * @example q9Zc0m6xW1uTt2bJYkXo8sVnRr5hEa4L
                 */
                token: string;
                /**
                 * @description The attachment.
                 * @example att_9f2c3d4e5f7a8b9c0d1e2f3a4b5c6d7e
                 */
                attachmentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": components["schemas"]["AttachmentBytes"];
                };
            };
            /** @description You have them already. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state of every part. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /**
                 * @description A part of the user name or the e-mail address.
                 * @example ana
                 */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accounts, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserPage"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateUser"];
            };
        };
        responses: {
            /** @description The account. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`: It collides with what is already there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the account.
                 * @example usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the account.
                 * @example usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`: It collides with what is already there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    updateUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the account.
                 * @example usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateUser"];
            };
        };
        responses: {
            /** @description The account as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`: It collides with what is already there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Webhooks, newest first, without their secrets. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookPage"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWebhook"];
            };
        };
        responses: {
            /** @description The webhook and its secret. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedWebhook"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the webhook.
                 * @example whk_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook, without its secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the webhook.
                 * @example whk_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    updateWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the webhook.
                 * @example whk_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateWebhook"];
            };
        };
        responses: {
            /** @description The webhook as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description How many at the most. */
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /**
                 * @description `pending` waits for its next attempt, or for what comes before it. `dead`: it was tried for a day and given up.
                 * @example delivered
                 */
                status?: "pending" | "delivered" | "dead";
            };
            header?: never;
            path: {
                /**
                 * @description The id of the webhook.
                 * @example whk_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deliveries, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveryPage"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    sendWebhookDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the webhook.
                 * @example whk_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                webhookId: string;
                /**
                 * @description The id of the delivery.
                 * @example dlv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The new delivery. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`: It collides with what is already there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the webhook.
                 * @example whk_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateWebhookSecret"];
            };
        };
        responses: {
            /** @description The webhook and its new secret, shown this once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedWebhook"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the webhook.
                 * @example whk_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
                 */
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookTest"];
                };
            };
            /** @description `invalid_request`: The request is not valid; `param` or `details` names the field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: No valid API key or access token was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key, user or address is used up; see `retry-after`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal`: A fault of ours. The log has it under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unavailable`: A part of this server does not answer, or it is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    onChatCreated: {
        parameters: {
            query?: never;
            header: {
                /** @description The event: the same at every attempt. */
                "webhook-id": string;
                /** @description When this attempt was made, in seconds since 1970. */
                "webhook-timestamp": number;
                /** @description By the Standard Webhooks scheme: `v1,` and an HMAC-SHA256 in base64; several during the overlap of a rotation, with a space between. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatCreatedEvent"];
            };
        };
        responses: {
            /** @description The receiver is gone for good: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived. Anything else, or nothing for ten seconds, is tried again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onMessageCreated: {
        parameters: {
            query?: never;
            header: {
                /** @description The event: the same at every attempt. */
                "webhook-id": string;
                /** @description When this attempt was made, in seconds since 1970. */
                "webhook-timestamp": number;
                /** @description By the Standard Webhooks scheme: `v1,` and an HMAC-SHA256 in base64; several during the overlap of a rotation, with a space between. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageCreatedEvent"];
            };
        };
        responses: {
            /** @description The receiver is gone for good: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived. Anything else, or nothing for ten seconds, is tried again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onMessageCompleted: {
        parameters: {
            query?: never;
            header: {
                /** @description The event: the same at every attempt. */
                "webhook-id": string;
                /** @description When this attempt was made, in seconds since 1970. */
                "webhook-timestamp": number;
                /** @description By the Standard Webhooks scheme: `v1,` and an HMAC-SHA256 in base64; several during the overlap of a rotation, with a space between. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageCompletedEvent"];
            };
        };
        responses: {
            /** @description The receiver is gone for good: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived. Anything else, or nothing for ten seconds, is tried again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onMessageFailed: {
        parameters: {
            query?: never;
            header: {
                /** @description The event: the same at every attempt. */
                "webhook-id": string;
                /** @description When this attempt was made, in seconds since 1970. */
                "webhook-timestamp": number;
                /** @description By the Standard Webhooks scheme: `v1,` and an HMAC-SHA256 in base64; several during the overlap of a rotation, with a space between. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageFailedEvent"];
            };
        };
        responses: {
            /** @description The receiver is gone for good: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived. Anything else, or nothing for ten seconds, is tried again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onProviderDown: {
        parameters: {
            query?: never;
            header: {
                /** @description The event: the same at every attempt. */
                "webhook-id": string;
                /** @description When this attempt was made, in seconds since 1970. */
                "webhook-timestamp": number;
                /** @description By the Standard Webhooks scheme: `v1,` and an HMAC-SHA256 in base64; several during the overlap of a rotation, with a space between. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProviderDownEvent"];
            };
        };
        responses: {
            /** @description The receiver is gone for good: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived. Anything else, or nothing for ten seconds, is tried again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onProviderUp: {
        parameters: {
            query?: never;
            header: {
                /** @description The event: the same at every attempt. */
                "webhook-id": string;
                /** @description When this attempt was made, in seconds since 1970. */
                "webhook-timestamp": number;
                /** @description By the Standard Webhooks scheme: `v1,` and an HMAC-SHA256 in base64; several during the overlap of a rotation, with a space between. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProviderUpEvent"];
            };
        };
        responses: {
            /** @description The receiver is gone for good: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived. Anything else, or nothing for ten seconds, is tried again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onBudgetExceeded: {
        parameters: {
            query?: never;
            header: {
                /** @description The event: the same at every attempt. */
                "webhook-id": string;
                /** @description When this attempt was made, in seconds since 1970. */
                "webhook-timestamp": number;
                /** @description By the Standard Webhooks scheme: `v1,` and an HMAC-SHA256 in base64; several during the overlap of a rotation, with a space between. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BudgetExceededEvent"];
            };
        };
        responses: {
            /** @description The receiver is gone for good: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived. Anything else, or nothing for ten seconds, is tried again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onUserRegistered: {
        parameters: {
            query?: never;
            header: {
                /** @description The event: the same at every attempt. */
                "webhook-id": string;
                /** @description When this attempt was made, in seconds since 1970. */
                "webhook-timestamp": number;
                /** @description By the Standard Webhooks scheme: `v1,` and an HMAC-SHA256 in base64; several during the overlap of a rotation, with a space between. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserRegisteredEvent"];
            };
        };
        responses: {
            /** @description The receiver is gone for good: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived. Anything else, or nothing for ten seconds, is tried again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onWebhookTest: {
        parameters: {
            query?: never;
            header: {
                /** @description The event: the same at every attempt. */
                "webhook-id": string;
                /** @description When this attempt was made, in seconds since 1970. */
                "webhook-timestamp": number;
                /** @description By the Standard Webhooks scheme: `v1,` and an HMAC-SHA256 in base64; several during the overlap of a rotation, with a space between. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookTestEvent"];
            };
        };
        responses: {
            /** @description The receiver is gone for good: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has arrived. Anything else, or nothing for ten seconds, is tried again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
