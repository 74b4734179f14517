import type { CreateUser, UpdateUser } from '@parlance/client'
import { queryOptions } from '@tanstack/react-query'
import { collect } from '../../account/parts/collect.ts'
import { client } from '../../session/session.ts'
import { usePages } from '../../account/parts/use-pages.ts'

export const usersKey = ['admin', 'users'] as const

/** Everybody's accounts, newest first. */
export const useUsers = (q: string) => usePages([...usersKey, 'list', q], (page, options) => client.users.list({ ...page, ...q !== '' && { q } }, options))

export const userQuery = (id: string) => queryOptions({
  queryKey: [...usersKey, 'one', id],
  queryFn: ({ signal }) => client.users.get(id, { signal }),
})

export const createUser = (body: CreateUser) => client.users.create(body)
export const updateUser = (id: string, body: UpdateUser) => client.users.update(id, body)
export const deleteUser = (id: string) => client.users.delete(id)

/** What accounts are called, by id. */
export const userNamesQuery = queryOptions({
  queryKey: [...usersKey, 'names'],
  queryFn: async ({ signal }) => new Map((await collect(client.users.all({}, { signal }))).map(({ id, username }) => [id, username])),
  staleTime: 5 * 60_000,
})
