import { spawnSync } from 'node:child_process'

/** Whether this machine lets the tests mount in a namespace of their own, which nobody else sees. */
export const canMount = (): boolean => process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt'], { stdio: 'ignore' }).status === 0
