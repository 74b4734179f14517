import { createHash } from 'node:crypto'

/** What a house is known by to those who share a Redis with it. From its key for searching, which all of its instances have. */
export const nameHouse = (searchKey: Buffer): string => createHash('sha256').update(searchKey).digest('hex').slice(0, 16)
