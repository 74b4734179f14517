/**
 * Reads a TAP stream line by line: one line for each test file as it ends, with what failed in it.
 * `counts` are tap's own; undefined until its summary has come. `failedFiles` are those with something that failed.
 */
export const createTapReport = print => {
  const report = { counts: undefined, failedFiles: [], write }
  let block = []
  let isFileDetail = false

  function write (line) {
    // what tap adds below a failed file is how it was started
    if (line === '  ---') isFileDetail = true
    if (isFileDetail) {
      isFileDetail = line !== '  ...'
      return
    }
    const summary = /^# \{ total: (\d+).*\}$/.exec(line)
    if (summary) {
      const count = name => Number(new RegExp(`${name}: (\\d+)`).exec(line)?.[1] ?? 0)
      // a file that broke before its first assertion counts too
      report.counts = { total: Number(summary[1]), passed: count('pass'), failed: Math.max(count('fail'), report.failedFiles.length), skipped: count('skip') + count('todo') }
      return
    }
    const result = /^(not )?ok \d+ - (.*?)(?: # (.*))?$/.exec(line)
    if (!result) {
      block.push(line)
      return
    }
    const [, isFailed, file, directive = ''] = result
    const mark = isFailed ? '✗' : directive.startsWith('SKIP') ? '–' : '✓'
    print(`${mark} ${file}${directive && ` (${directive.replace(/^(time=|SKIP )/, '')})`}`)
    if (isFailed) {
      report.failedFiles.push(file)
      for (const failure of block.filter(isTelling)) print(failure)
    }
    block = []
  }
  return report
}

const isTelling = line => line.trim() !== '' && !/^\s*(ok \d|1\.\.\d|# (time|Subtest)|TAP version)/.test(line)
