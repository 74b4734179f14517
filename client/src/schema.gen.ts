// Generated from openapi/openapi.json by `npm run generate`. Do not edit.
/* eslint-disable */

export interface paths {
    "/api/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the API keys */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Make an API key
         * @description The answer holds the secret, this once.
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
         * @description For ever, and at once. It stays in the list, so that it can be told what it was.
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
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
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
             * @description What it may do; never more than the key that makes it. `admin` includes all others.
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
        };
        /** @description How much a key may ask. What is absent has no limit. */
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
             * @description What it may do; never more than the key that makes it. `admin` includes all others.
             * @example [
             *       "inference"
             *     ]
             */
            scopes: ("inference" | "chats" | "providers" | "analytics" | "webhooks" | "admin")[];
            limits: components["schemas"]["KeyLimits"] | null;
            /**
             * @description The key that made it.
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
        /** @description OpenAI’s error envelope with our additions. */
        Error: {
            /** @description What went wrong. */
            error: {
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
                code: "invalid_request" | "invalid_json" | "context_length_exceeded" | "content_blocked" | "operation_unsupported" | "media_unreachable" | "parameter_unsupported" | "unauthorized" | "forbidden" | "not_found" | "model_not_found" | "conflict" | "body_too_large" | "unsupported_media_type" | "headers_too_large" | "rate_limited" | "insufficient_quota" | "provider_busy" | "upstream_rate_limited" | "upstream_quota_exhausted" | "upstream_auth_failed" | "upstream_bad_response" | "upstream_cut" | "upstream_failed" | "upstream_unreachable" | "egress_blocked" | "upstream_overloaded" | "upstream_timeout" | "unavailable" | "client_closed" | "internal";
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
         * @description What shall change; null takes a limit or an expiry away.
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
             * @description What it may do; never more than the key that makes it. `admin` includes all others.
             * @example [
             *       "inference"
             *     ]
             */
            scopes?: ("inference" | "chats" | "providers" | "analytics" | "webhooks" | "admin")[];
            expiresAt?: string | null;
            limits?: components["schemas"]["KeyLimits"] | null;
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
            capabilities: ("streaming" | "tools" | "vision" | "json" | "reasoning")[];
            /** @description Null when unknown. */
            pricing: components["schemas"]["Pricing"] | null;
        };
        /** @description US dollars for a million tokens. */
        Pricing: {
            /** @example 0.15 */
            input?: number;
            /** @example 0.6 */
            output?: number;
            /** @example 0.075 */
            cacheRead?: number;
            /** @example 0.15 */
            cacheWrite?: number;
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
             * @description Requests at the same time. Absent: without limit.
             * @example 20
             */
            maxConcurrency?: number;
            /**
             * @description What else the kind takes; see its template. Secret ones are write-only.
             * @example {}
             */
            settings?: {
                [key: string]: unknown;
            };
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
         *       "maxConcurrency": null,
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
            maxConcurrency: number | null;
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
         *           "maxConcurrency": null,
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
             * @description Requests at the same time. Absent: without limit.
             * @example 20
             */
            maxConcurrency?: number;
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
            maxConcurrency?: number | null;
            settings?: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * @description How a provider fares, seen from the calls made to it.
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
             * @description `unknown` until something was asked of it; `degraded` when some of the last calls failed; `down` when the last ones in a row did.
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
            capabilities?: ("streaming" | "tools" | "vision" | "json" | "reasoning")[];
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
        /** @description What is left of the caller’s limits. */
        RateLimit: {
            /** @description Empty: the key has no limit. */
            requests: components["schemas"]["RateLimitWindow"][];
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
             * @description Calls to providers running now.
             * @example 3
             */
            activeCalls: number;
            parts: components["schemas"]["Part"][];
            providers: components["schemas"]["ProviderStatus"][];
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
             * @description `unknown` until something was asked of it; `degraded` when some of the last calls failed; `down` when the last ones in a row did.
             * @enum {string}
             */
            state: "unknown" | "up" | "degraded" | "down";
            /** @description When it was last called. */
            lastCheckedAt: string | null;
            /** @description Of the last call that went well, in milliseconds. */
            latencyMs: number | null;
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
    listApiKeys: {
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
            /** @description `unauthorized`: No valid API key was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
            /** @description `unauthorized`: No valid API key was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
            /** @description `unauthorized`: No valid API key was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but may not do this. */
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
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
            /** @description `unauthorized`: No valid API key was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but may not do this. */
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
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
            /** @description `unauthorized`: No valid API key was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but may not do this. */
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
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
            /** @description `unauthorized`: No valid API key was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but may not do this. */
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
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
            /** @description `unauthorized`: No valid API key was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but may not do this. */
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
            /** @description `upstream_rate_limited`: The provider asked us to slow down; see `retry-after`. `provider_busy`: The provider’s `maxConcurrency` is reached. `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
    listModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every model of every provider that answers. */
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
            /** @description `unauthorized`: No valid API key was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
            /** @description `unauthorized`: No valid API key was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but may not do this. */
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
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
            /** @description `unauthorized`: No valid API key was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
            /** @description `unauthorized`: No valid API key was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but may not do this. */
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
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
            /** @description `unauthorized`: No valid API key was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but may not do this. */
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
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
            /** @description `unauthorized`: No valid API key was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but may not do this. */
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
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
            /** @description `unauthorized`: No valid API key was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but may not do this. */
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
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
            /** @description `unauthorized`: No valid API key was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but may not do this. */
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
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
            /** @description `unauthorized`: No valid API key was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but may not do this. */
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
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
            /** @description `unauthorized`: No valid API key was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but may not do this. */
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
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
            /** @description `unauthorized`: No valid API key was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but may not do this. */
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
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
            /** @description `unauthorized`: No valid API key was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but may not do this. */
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
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
            /** @description `unauthorized`: No valid API key was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
            /** @description `unauthorized`: No valid API key was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
            /** @description The windows of the caller’s key. */
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
            /** @description `unauthorized`: No valid API key was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
            /** @description `unauthorized`: No valid API key was sent. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rate_limited`: A limit of this key or address is used up; see `retry-after`. */
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
}
