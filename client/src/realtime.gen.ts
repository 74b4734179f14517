// Generated from openapi/asyncapi.json by `npm run generate`. Do not edit.
/* eslint-disable */

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description Listen to a chat.
         * @example {
         *       "chatId": "cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d"
         *     }
         */
        JoinChat: {
            /**
             * @description The chat.
             * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            chatId: string;
            /**
             * @description The `id` of the last event of each answer that you have read: told is what comes after. Absent: answers that are being written are told from their beginning.
             * @example [
             *       "gen_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d.42"
             *     ]
             */
            lastEventIds?: string[];
        };
        /**
         * @description Stop listening.
         * @example {
         *       "chatId": "cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d"
         *     }
         */
        LeaveChat: {
            /**
             * @description The chat.
             * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            chatId: string;
        };
        /**
         * @description Ask in a chat, as `POST /chats/{chatId}/messages` does.
         * @example {
         *       "chatId": "cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "content": "Where is the sea warm in November?"
         *     }
         */
        SayInChat: {
            /**
             * @description The chat.
             * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            chatId: string;
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
        /**
         * @description Tell the others that you type.
         * @example {
         *       "chatId": "cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "typing": true
         *     }
         */
        SayTyping: {
            /**
             * @description The chat.
             * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            chatId: string;
            /**
             * @description Say true again before five seconds are over; false when you stop.
             * @example true
             */
            typing: boolean;
        };
        /**
         * @description Stop what is being written; what was written stays.
         * @example {
         *       "chatId": "cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d"
         *     }
         */
        StopChat: {
            /**
             * @description The chat.
             * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            chatId: string;
        };
        /**
         * @description You are in it: what happens from now on is told.
         * @example {
         *       "ok": true,
         *       "role": "owner",
         *       "users": [
         *         "usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d"
         *       ],
         *       "leafId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d"
         *     }
         */
        JoinedChat: {
            /**
             * @description It was done.
             * @constant
             */
            ok: true;
            /**
             * @description What you may do in it.
             * @example owner
             * @enum {string}
             */
            role: "owner" | "editor" | "viewer";
            /**
             * @description Who is in it now, you among them.
             * @example [
             *       "usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d"
             *     ]
             */
            users: string[];
            /**
             * @description The last message of the branch that is shown: read over HTTP what you do not have of it.
             * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            leafId: string | null;
        };
        /**
         * @description It was done.
         * @example {
         *       "ok": true
         *     }
         */
        Done: {
            /**
             * @description It was done.
             * @constant
             */
            ok: true;
        };
        /**
         * @description The question is saved and the answer begins.
         * @example {
         *       "ok": true,
         *       "questionId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "answerId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "id": "gen_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d.42",
         *       "isNew": true
         *     }
         */
        SaidInChat: {
            /**
             * @description It was done.
             * @constant
             */
            ok: true;
            /**
             * @description Your message.
             * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            questionId: string | null;
            /**
             * @description The answer, which goes to everybody who has joined the chat.
             * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            answerId: string;
            /**
             * @description Where the events of the answer begin.
             * @example gen_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d.0
             */
            id: string;
            /**
             * @description False when the same `clientRequestId` was sent before: this is what it began then.
             * @example true
             */
            isNew: boolean;
        };
        /**
         * @description Nothing is being written any more.
         * @example {
         *       "ok": true,
         *       "messageIds": [
         *         "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d"
         *       ]
         *     }
         */
        StoppedChat: {
            /**
             * @description It was done.
             * @constant
             */
            ok: true;
            /**
             * @description What was being written, and is saved now.
             * @example [
             *       "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d"
             *     ]
             */
            messageIds: string[];
        };
        /**
         * @description Why it was not done: the inside of the error envelope.
         * @example {
         *       "error": {
         *         "message": "There is no chat with this id.",
         *         "type": "invalid_request_error",
         *         "code": "not_found",
         *         "param": null,
         *         "requestId": "req_mb3k2-1f"
         *       }
         *     }
         */
        Refused: {
            error: components["schemas"]["Failure"];
            /**
             * @description When to try again, in milliseconds.
             * @example 1200
             */
            retryAfterMs?: number;
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
         * @description Somebody has asked something, or an answer begins.
         * @example {
         *       "chatId": "cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "messageId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "message": null,
         *       "truncated": true
         *     }
         */
        MessageNews: {
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
             * @description Of an answer that begins: where its events begin.
             * @example gen_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d.0
             */
            id?: string;
            /** @description The whole message; an answer that begins is empty. Null when `truncated`. */
            message: components["schemas"]["ChatMessage"] | null;
            /**
             * @description The message is too large for a socket: read it over HTTP.
             * @constant
             */
            truncated?: true;
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
         * @description The next piece of an answer: text, reasoning or a tool call.
         * @example {
         *       "id": "gen_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d.42",
         *       "chatId": "cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "type": "message.delta",
         *       "messageId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "text": "Hel"
         *     }
         */
        DeltaNews: {
            /**
             * @description Where to go on from after a loss: `lastEventIds` of `join-chat`, or the header `Last-Event-ID` of `GET /chats/{chatId}/stream`.
             * @example gen_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d.42
             */
            id: string;
            /**
             * @description The chat.
             * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            chatId: string;
            /**
             * @description The name of the event.
             * @example message.delta
             * @constant
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
         * @description The answer is complete, or was stopped, and saved.
         * @example {
         *       "id": "gen_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d.42",
         *       "chatId": "cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "type": "message.completed",
         *       "messageId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "position": 42,
         *       "finishReason": "stop",
         *       "usage": {
         *         "inputTokens": 9,
         *         "outputTokens": 3
         *       },
         *       "message": null,
         *       "truncated": true
         *     }
         */
        CompletedNews: {
            /**
             * @description Where to go on from after a loss: `lastEventIds` of `join-chat`, or the header `Last-Event-ID` of `GET /chats/{chatId}/stream`.
             * @example gen_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d.42
             */
            id: string;
            /**
             * @description The chat.
             * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            chatId: string;
            /**
             * @description The name of the event.
             * @example message.completed
             * @constant
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
            /**
             * @description The message is too large for a socket: read it over HTTP.
             * @constant
             */
            truncated?: true;
        };
        /**
         * @description The answer broke off; what came before it is saved.
         * @example {
         *       "id": "gen_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d.42",
         *       "chatId": "cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "type": "message.failed",
         *       "messageId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "position": 42,
         *       "error": {
         *         "message": "The provider’s answer broke off before its end.",
         *         "type": "upstream_error",
         *         "code": "upstream_cut",
         *         "param": null,
         *         "requestId": "req_mb3k2-1f"
         *       },
         *       "message": null
         *     }
         */
        FailedNews: {
            /**
             * @description Where to go on from after a loss: `lastEventIds` of `join-chat`, or the header `Last-Event-ID` of `GET /chats/{chatId}/stream`.
             * @example gen_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d.42
             */
            id: string;
            /**
             * @description The chat.
             * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            chatId: string;
            /**
             * @description The name of the event.
             * @example message.failed
             * @constant
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
            /**
             * @description The message is too large for a socket: read it over HTTP.
             * @constant
             */
            truncated?: true;
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
         * @description Somebody has deleted a message.
         * @example {
         *       "chatId": "cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "messageId": "msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "leafId": null
         *     }
         */
        DeletedNews: {
            /**
             * @description The chat.
             * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            chatId: string;
            /**
             * @description The message. Everything that followed it is gone with it.
             * @example msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            messageId: string;
            /**
             * @description The last message of the branch that is shown now: read over HTTP what you do not have of it. Null when nothing is left.
             * @example null
             */
            leafId: string | null;
        };
        /**
         * @description Somebody else types, or does not any more.
         * @example {
         *       "chatId": "cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "userId": "usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "typing": true
         *     }
         */
        TypingNews: {
            /**
             * @description The chat.
             * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            chatId: string;
            /**
             * @description Who: the id of an account, or of the key of a program without one.
             * @example usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            userId: string;
            /**
             * @description False when they stopped, and five seconds after they last said that they type.
             * @example true
             */
            typing: boolean;
        };
        /**
         * @description Who is in the chat now.
         * @example {
         *       "chatId": "cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "users": [
         *         "usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d"
         *       ]
         *     }
         */
        PresenceNews: {
            /**
             * @description The chat.
             * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            chatId: string;
            /** @description Everybody who has joined, on whatever device. */
            users: string[];
        };
        /**
         * @description You were taken out of a chat: nothing more comes from it.
         * @example {
         *       "chatId": "cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d",
         *       "reason": "removed"
         *     }
         */
        LeftNews: {
            /**
             * @description The chat.
             * @example cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d
             */
            chatId: string;
            /**
             * @description `removed`: you are not a member any more. `deleted`: the chat is gone.
             * @example removed
             * @enum {string}
             */
            reason: "removed" | "deleted";
        };
        /**
         * @description Why the server ends this connection: the last event.
         * @example {
         *       "reason": "expired",
         *       "error": {
         *         "message": "The access token has expired: refresh it.",
         *         "type": "authentication_error",
         *         "code": "unauthorized",
         *         "param": null,
         *         "requestId": "req_mb3k2-1f"
         *       }
         *     }
         */
        ClosingNews: {
            /**
             * @description `expired`: connect again with a fresh token and go on. `revoked`: the session, the key or the account is over.
             * @example expired
             * @enum {string}
             */
            reason: "expired" | "revoked";
            error: components["schemas"]["Failure"];
        };
        /**
         * @description Who connects.
         * @example {
         *       "token": "plk_…"
         *     }
         */
        Handshake: {
            /**
             * @description An API key with the scope `chats`, or the access token of somebody who is signed in.
             * @example plk_…
             */
            token: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;

export interface ClientEvents {
    'join-chat': components['schemas']['JoinChat'];
    'leave-chat': components['schemas']['LeaveChat'];
    'chat-message': components['schemas']['SayInChat'];
    'typing': components['schemas']['SayTyping'];
    'stop': components['schemas']['StopChat'];
}

export interface ClientAnswers {
    'join-chat': components['schemas']['JoinedChat'];
    'leave-chat': components['schemas']['Done'];
    'chat-message': components['schemas']['SaidInChat'];
    'typing': components['schemas']['Done'];
    'stop': components['schemas']['StoppedChat'];
}

export interface ServerEvents {
    'message': components['schemas']['MessageNews'];
    'message.delta': components['schemas']['DeltaNews'];
    'message.completed': components['schemas']['CompletedNews'];
    'message.failed': components['schemas']['FailedNews'];
    'message.deleted': components['schemas']['DeletedNews'];
    'typing': components['schemas']['TypingNews'];
    'presence': components['schemas']['PresenceNews'];
    'left': components['schemas']['LeftNews'];
    'closing': components['schemas']['ClosingNews'];
}
