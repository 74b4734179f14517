/** What a file system says of what is not there or not for us to see. FreeBSD says EMLINK of a link that must not be followed, NFS says ESTALE of what has just gone. */
const codes = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EMLINK', 'ESTALE', 'EACCES', 'EPERM', 'ENAMETOOLONG', 'ENXIO'])

/** For `catch`: undefined in the place of what is not there. Anything else, such as a broken disk, is thrown on. */
export function absent (thrown: NodeJS.ErrnoException): undefined {
  if (thrown.code === undefined || !codes.has(thrown.code)) throw thrown
}
