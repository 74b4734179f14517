import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** Whether there is a browser to drive. */
export const hasChromium = (): boolean => existsSync(executablePath)

export const launchChromium = (): Promise<Browser> => chromium.launch({ executablePath, args: flags })
