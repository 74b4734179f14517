import { timingSafeEqual } from 'node:crypto'
import { GatewayError } from '../core/errors.ts'
import type { ApiKeyRecord, ApiKeyStore, Clock, Limits, Log, Page, PageQuery, Principal } from '../core/ports.ts'
import { createId } from '../lib/ids.ts'
import type { Changes } from './changes.ts'
import { type KeySettings, type Maker, readBudget, readExpiry, readLimits, readModels, readName, readScopes } from './key-rules.ts'
import { createKeySecret, hashSecret, hasKeyShape, hintOf } from './key-secret.ts'
import { createPrincipalCache, type KnownCaller, nobody } from './principal-cache.ts'
import { describeKey } from './rights.ts'
import { createUsedKeys } from './used-keys.ts'

export type ApiKeysOptions = {
  store: ApiKeyStore
  changes: Changes
  clock: Clock
  log: Log
  /** What a user and their keys may ask of models together. */
  userLimits: Limits
  /** ADMIN_API_KEY: always accepted, never stored. */
  adminKey?: string | undefined
}

/** A key and its secret, which nobody can show again. */
export type NewKey = { record: ApiKeyRecord; secret: string }

/** A field left out stays; one set to undefined is cleared. */
export type KeyChange = Partial<KeySettings>

/** `userId`: only the keys of this account. */
export type KeyQuery = PageQuery & { userId?: string | undefined }

export type ApiKeys = ReturnType<typeof createApiKeys>

const bounds = ['limits', 'models', 'budget'] as const satisfies (keyof KeySettings)[]

const maxGraceSeconds = 7 * 24 * 60 * 60

/** The key of the first start. Its id is fixed, so that of two processes that start at once one is refused by the database. */
const firstKeyId = 'key_' + '0'.repeat(32)

const environmentAdmin: Principal = { type: 'key', id: 'key_environment', name: 'ADMIN_API_KEY', scopes: ['admin'], isAdmin: true, limits: undefined }

/**
 * Knows who holds a key, and makes, changes and revokes keys. What takes a caller is for signed-in users, who have their
 * own keys and know of no others, and for admins, who have all.
 */
export const createApiKeys = ({ store, changes, clock, log, userLimits, adminKey }: ApiKeysOptions) => {
  const cache = createPrincipalCache({
    read: async hash => {
      const record = await store.findByHash(hash)
      return record === undefined ? nobody : describeKey(record, { hash, userLimits })
    },
    clock,
    log,
    what: 'API key',
  })
  changes.listen(change => {
    if ('isUnknown' in change) cache.doubt()
    if ('keyId' in change) cache.purge(({ id, parents }) => id === change.keyId || parents?.some(parent => parent.id === change.keyId) === true)
    if ('userId' in change) cache.purge(({ userId }) => userId === change.userId)
  })
  const used = createUsedKeys({ store, log })
  const adminHash = adminKey ? Buffer.from(hashSecret(adminKey)) : undefined

  const admit = ({ principal, stopsAt }: KnownCaller): Principal | undefined => {
    const now = clock()
    if (principal === undefined || now >= stopsAt) return undefined
    used.add(principal.id, now)
    return principal
  }

  const readMaker = async (caller: Principal): Promise<Maker> => {
    if (caller.type === 'user' || caller.id === environmentAdmin.id) return { caller, record: undefined }
    const record = await store.find(caller.id)
    // Between authentication and now it may have gone.
    if (record === undefined || record.revokedAt !== undefined) throw new GatewayError('unauthorized', 'Your API key is no longer valid.')
    return { caller, record }
  }

  const find = async (caller: Principal, id: string): Promise<ApiKeyRecord> => {
    const record = await store.find(id)
    if (record === undefined || !isTheirs(caller, record)) throw new GatewayError('not_found', 'There is no API key with this id.')
    return record
  }

  const findActive = async (caller: Principal, id: string): Promise<ApiKeyRecord> => {
    const record = await find(caller, id)
    if (record.revokedAt !== undefined) throw new GatewayError('conflict', 'The API key is revoked.')
    return record
  }

  /** Takes effect here before anybody hears of it. */
  const change = async (id: string, fields: Parameters<ApiKeyStore['update']>[1]): Promise<ApiKeyRecord> => {
    const record = await store.update(id, { ...fields, updatedAt: clock() })
    await changes.tell({ keyId: id })
    if (record === undefined) throw new GatewayError('not_found', 'There is no API key with this id.')
    return record
  }

  const insert = async (settings: Pick<ApiKeyRecord, 'id' | 'userId' | 'name' | 'scopes' | 'limits' | 'models' | 'budget' | 'parentId' | 'createdBy' | 'expiresAt'>): Promise<NewKey> => {
    const secret = createKeySecret()
    const now = clock()
    const record: ApiKeyRecord = {
      ...settings,
      hash: hashSecret(secret),
      hint: hintOf(secret),
      createdAt: now,
      updatedAt: now,
      revokedAt: undefined,
      lastUsedAt: undefined,
    }
    await store.insert(record)
    return { record, secret }
  }

  return {
    /**
     * Hot path: answers at once, without a promise, for keys it knows; the same object until the key changes.
     * Undefined: not a valid key. Throws or rejects with `unavailable` when that cannot be known.
     */
    authenticate: (secret: string): Principal | undefined | Promise<Principal | undefined> => {
      const hash = hashSecret(secret)
      const known = cache.peek(hash)
      if (known !== undefined) return admit(known)
      if (adminHash !== undefined && timingSafeEqual(Buffer.from(hash), adminHash)) return environmentAdmin
      if (!hasKeyShape(secret)) return undefined
      const key = cache.get(hash)
      return key instanceof Promise ? key.then(admit) : admit(key)
    },

    create: async (caller: Principal, settings: KeySettings): Promise<NewKey> => {
      const maker = await readMaker(caller)
      return insert({
        id: createId('key'),
        userId: caller.userId,
        name: readName(settings.name),
        scopes: readScopes(settings.scopes, maker),
        limits: readLimits(settings.limits, maker),
        models: readModels(settings.models, maker),
        budget: readBudget(settings.budget, maker),
        expiresAt: readExpiry(settings.expiresAt, maker, clock()),
        createdBy: caller.id,
        parentId: maker.record?.id,
      })
    },

    list: async (caller: Principal, query: KeyQuery): Promise<Page<ApiKeyRecord>> => {
      if (caller.isAdmin) return store.list(query)
      const isOthers = caller.userId === undefined || (query.userId ?? caller.userId) !== caller.userId
      return isOthers ? { data: [], nextCursor: undefined } : store.list({ ...query, userId: caller.userId })
    },

    /** Those of one account, for its export. */
    listOwn: (userId: string, query: PageQuery): Promise<Page<ApiKeyRecord>> => store.list({ ...query, userId }),

    get: find,

    update: async (caller: Principal, id: string, settings: KeyChange): Promise<ApiKeyRecord> => {
      const maker = await readMaker(caller)
      await findActive(caller, id)
      const isOwnBound = caller.id === id || caller.parents?.some(parent => parent.id === id) === true
      const bound = bounds.find(name => name in settings)
      if (isOwnBound && bound !== undefined) throw new GatewayError('forbidden', 'A key cannot change what bounds itself.', { param: bound })
      return change(id, {
        ...settings.name === undefined ? {} : { name: readName(settings.name) },
        ...settings.scopes === undefined ? {} : { scopes: readScopes(settings.scopes, maker) },
        ...'limits' in settings ? { limits: readLimits(settings.limits, maker) } : {},
        ...'models' in settings ? { models: readModels(settings.models, maker) } : {},
        ...'budget' in settings ? { budget: readBudget(settings.budget, maker) } : {},
        ...'expiresAt' in settings ? { expiresAt: readExpiry(settings.expiresAt, maker, clock()) } : {},
      })
    },

    /** A new secret under the same id. The old one stops at once, or after the grace period. */
    rotate: async (caller: Principal, id: string, { graceSeconds = 0 }: { graceSeconds?: number | undefined } = {}): Promise<NewKey> => {
      if (!(Number.isSafeInteger(graceSeconds) && graceSeconds >= 0 && graceSeconds <= maxGraceSeconds)) {
        throw new GatewayError('invalid_request', `The grace period is 0 to ${maxGraceSeconds} seconds.`, { param: 'graceSeconds' })
      }
      const { hash } = await findActive(caller, id)
      const secret = createKeySecret()
      const previous = graceSeconds > 0
        ? { previousHash: hash, previousExpiresAt: clock() + graceSeconds * 1000 }
        : { previousHash: undefined, previousExpiresAt: undefined }
      return { record: await change(id, { hash: hashSecret(secret), hint: hintOf(secret), ...previous }), secret }
    },

    /** For ever, at once, with all that it made: they may do what it may. The rows stay, to tell what they were. */
    revoke: async (caller: Principal, id: string): Promise<ApiKeyRecord> => {
      const record = await find(caller, id)
      if (record.revokedAt !== undefined) return record
      const revoked = await change(id, { revokedAt: clock(), previousHash: undefined, previousExpiresAt: undefined })
      await Promise.all((await store.revokeChildren(id, clock())).map(childId => changes.tell({ keyId: childId })))
      return revoked
    },

    /** On the first start without ADMIN_API_KEY: makes an admin key and returns its secret. Otherwise undefined. */
    ensureAdminKey: async (): Promise<string | undefined> => {
      if (adminHash !== undefined || !await store.isEmpty()) return undefined
      try {
        const { secret } = await insert({ id: firstKeyId, userId: undefined, name: 'admin', scopes: ['admin'], limits: undefined, createdBy: undefined, expiresAt: undefined })
        return secret
      } catch (thrown) {
        if (thrown instanceof GatewayError && thrown.kind === 'conflict') return undefined
        throw thrown
      }
    },

    /** Writes when each key was last used. Happens by itself every minute. */
    flush: used.flush,

    /** Stops the timer and flushes. */
    close: used.close,
  }
}

const isTheirs = (caller: Principal, { userId }: ApiKeyRecord): boolean =>
  caller.isAdmin || (caller.userId !== undefined && caller.userId === userId)
