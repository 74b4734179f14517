/** How user names and e-mail addresses are compared: what looks alike in another case or width is the same. */
export const loginKey = (text: string): string => text.normalize('NFKC').trim().toLowerCase()
