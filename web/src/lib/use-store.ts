import { useSyncExternalStore } from 'react'
import type { Store } from './store.ts'

/** The value of a store, or a part of it; the component is drawn again when that changes. */
export function useStore<T> (store: Pick<Store<T>, 'get' | 'subscribe'>): T
export function useStore<T, Part> (store: Pick<Store<T>, 'get' | 'subscribe'>, select: (value: T) => Part): Part
export function useStore<T> (store: Pick<Store<T>, 'get' | 'subscribe'>, select: (value: T) => unknown = value => value): unknown {
  return useSyncExternalStore(store.subscribe, () => select(store.get()))
}
