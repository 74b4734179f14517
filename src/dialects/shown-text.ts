import { scrub } from '../lib/secrets.ts'

const longest = 1000

/** An upstream's own words, fit to be shown: no credential, no control characters, at most 1,000 characters. */
export function toShown (message: string): string {
  const words = message.length > longest * 4 ? message.slice(0, longest * 4) : message
  // eslint-disable-next-line no-control-regex -- control characters are what has to go
  const shown = scrub(words).replace(/[\u0000-\u0008\u000B-\u001F\u007F]/g, ' ').trim()
  return shown.length > longest ? `${shown.slice(0, longest - 1)}…` : shown
}

/** Whether a body is a web page, which no caller wants to read in JSON. */
export const isHtml = (body: string): boolean => /^\s*(<!doctype|<html|<head|<body|<\?xml|<title|<center)/i.test(body.slice(0, 200))
