/** What a browser calls itself, in words: `Firefox · Linux`. Empty when it is nothing that we know. */
export function nameDevice (userAgent: string): string {
  const find = (names: readonly (readonly [pattern: RegExp, name: string])[]): string | undefined => names.find(([pattern]) => pattern.test(userAgent))?.[1]
  return [find(browsers), find(systems)].filter(Boolean).join(' · ')
}

/** Those that pretend to be another come first. */
const browsers = [
  [/\bEdgA?\//, 'Edge'], [/\bOPR\//, 'Opera'], [/\bVivaldi\//, 'Vivaldi'], [/\bSamsungBrowser\//, 'Samsung Internet'], [/\bFxiOS\/|\bFirefox\//, 'Firefox'],
  [/\bCriOS\/|Chrom(e|ium)\//, 'Chrome'], [/\bVersion\/.*Safari\//, 'Safari'], [/\bcurl\//, 'curl'], [/\bnode\b/i, 'Node.js'], [/\bpython/i, 'Python'],
] as const

const systems = [[/\biPhone\b/, 'iPhone'], [/\biPad\b/, 'iPad'], [/\bAndroid\b/, 'Android'], [/\bCrOS\b/, 'ChromeOS'], [/\bWindows\b/, 'Windows'], [/\bMac OS X\b|\bMacintosh\b/, 'macOS'], [/\bLinux\b/, 'Linux']] as const
