/** A line that no test runs here: why not, and where it is proved instead. */
export type Exception = { page: string; line: string; why: string; proof: string }

const start = { why: 'serves until it is stopped', proof: 'test/process' }

export const exceptions: readonly Exception[] = [
  { page: 'README.md', line: 'npm start', ...start },
  { page: 'README.md', line: 'npm test', why: 'is what runs this', proof: '.ci/run' },
  { page: 'docs/operations.md', line: 'npm start', ...start },
]
