import { sep } from 'node:path'

/** How many names a path may have, that of the file included. */
export const maxDepth = 10
const maxLength = 500

/** Whether a name is that of a Markdown file. */
export const isMarkdown = (name: string): boolean => /\.(?:md|markdown)$/i.test(name)

/** Whether a file or folder is left out: what begins with a dot is hidden, and so are `.` and `..`. */
export const isHidden = (name: string): boolean => name === '' || name.startsWith('.')

/** Whether a path, relative to the library's folder and with slashes, may be that of a document. Nothing in it is decoded or normalised. */
export function isDocumentPath (path: string): boolean {
  const names = path.split('/')
  return path.length <= maxLength && names.length <= maxDepth && isMarkdown(path) && path.isWellFormed() && !/[\p{Cc}\\]/u.test(path) && !names.some(isHidden)
}

/** Whether a file lies somewhere below a folder. Both are real paths. */
export const isBelow = (folder: string, file: string): boolean => file.startsWith(folder.endsWith(sep) ? folder : folder + sep)
