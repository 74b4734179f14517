/** A line that no test runs here: why not, and where it is proved instead. */
export type Exception = { page: string; line: string; why: string; proof: string }

const start = { why: 'serves until it is stopped', proof: 'test/process' }

export const exceptions: readonly Exception[] = [
  { page: 'README.md', line: 'npm start', ...start },
  { page: 'README.md', line: 'npm test', why: 'is what runs this', proof: '.ci/run' },
  { page: 'docs/start.md', line: 'git clone', why: 'is where this comes from', proof: '.ci/run' },
  { page: 'docs/start.md', line: 'cd parlance', why: 'is where this comes from', proof: '.ci/run' },
  { page: 'docs/start.md', line: 'npm start', ...start },
  { page: 'docs/operations.md', line: 'npm start', ...start },
]
