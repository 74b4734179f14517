// Lets one of several commands at a time install or build.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from './pinned-node.mjs'

const folder = join(root, '.build')

/** Does the work while no other process holds the lock of this name. A lock whose holder died is taken over. */
export const withLock = async (name, work) => {
  const path = join(folder, `${name.replaceAll(' ', '-')}.lock`)
  mkdirSync(folder, { recursive: true })
  for (let isToldOf = false; !tryLock(path);) {
    if (dropIfDead(path)) continue
    if (!isToldOf) console.error(`Waiting for another command (process ${readHolder(path)}) to ${name} …`)
    isToldOf = true
    await sleep(200)
  }
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}

const tryLock = path => {
  const own = `${path}.${process.pid}`
  try {
    // a link appears whole or not at all: nobody ever reads a lock without its holder
    writeFileSync(own, String(process.pid))
    linkSync(own, path)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    return false
  } finally {
    rmSync(own, { force: true })
  }
}

/** True when it is worth trying again at once. */
const dropIfDead = path => {
  const holder = readHolder(path)
  if (holder === undefined) return true
  if (isAlive(holder)) return false
  const grave = `${path}.${process.pid}.grave`
  try {
    renameSync(path, grave)
    // another waiter may have been quicker and hold the lock by now: give it back
    if (readHolder(grave) !== holder) linkSync(grave, path)
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error
  } finally {
    rmSync(grave, { force: true })
  }
  return true
}

const readHolder = path => {
  try {
    return Number(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

const isAlive = pid => {
  // in a container that was restarted the old holder may have had our own number
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
