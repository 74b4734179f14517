import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { createDataDir, startProcess } from '../helpers/server-process.ts'
import { runCli } from './run-cli.ts'

t.test('says what there is, and refuses what there is not', async t => {
  for (const args of [['help'], ['--help']]) t.match(await runCli(args), { code: 0, stdout: /Usage: parlance .*backup <file>/s })
  t.match(await runCli([]), { code: 2, stdout: /Usage/ })
  for (const name of ['backups', 'constructor']) t.match(await runCli([name]), { code: 2, stderr: new RegExp(`no command “${name}”`) })
  t.match(await runCli(['doctor', '--fast']), { code: 1, stderr: /Unknown option '--fast'/ })
  t.match(await runCli(['migrate'], { PORT: 'x' }), { code: 1, stderr: /^PORT is "x"/ })
})

t.test('migrate runs once', async t => {
  const DATA_DIR = await createDataDir(t)
  t.match(await runCli(['migrate'], { DATA_DIR }), { code: 0, stdout: /^Ran 0001-/ })
  t.match(await runCli(['migrate'], { DATA_DIR }), { code: 0, stdout: 'The database is up to date.\n' })
})

t.test('create-admin makes an admin who can sign in, and lets one in again who is locked out', async t => {
  const DATA_DIR = await createDataDir(t)
  const made = await runCli(['create-admin', 'ada', 'ada@example.com'], { DATA_DIR })
  t.match(made, { code: 0, stdout: /Made the admin ada\.\nThe password is \S{20}/ })
  const { call } = await startProcess(t, { DATA_DIR })
  const signIn = (password: string) => call('/api/v1/auth/login', { method: 'POST', body: { login: 'ada', password } })
  t.match(await signIn(/password is (\S+)/.exec(made.stdout)![1]!), { status: 200, json: { user: { role: 'admin' } } })

  const file = join(DATA_DIR, 'password')
  await writeFile(file, 'correct horse battery\n')
  t.match(await runCli(['create-admin', 'ada', 'ada@example.com', '--password-file', file], { DATA_DIR }), { code: 0, stdout: /ada is admin, with a new password/ })
  t.match(await signIn('correct horse battery'), { status: 200 })
  t.match(await runCli(['create-admin', 'ada', 'ada@example.com', '--password-file', '-'], { DATA_DIR }, 'from the standard input'), { code: 0 })
  t.match(await signIn('from the standard input'), { status: 200 })
})

for (const [what, args, message] of [
  ['a name that is none', ['create-admin', 'a b', 'ada@example.com'], /user name has 3 to 32/],
  ['an address that is none', ['create-admin', 'ada', 'nowhere'], /no|not an e-mail/],
  ['nobody', ['create-admin'], /Say who/],
  ['a password file that is not there', ['create-admin', 'ada', 'ada@example.com', '--password-file', '/nowhere'], /ENOENT/],
] as const) {
  t.test(`create-admin refuses ${what}`, async t => {
    t.match(await runCli(args, { DATA_DIR: await createDataDir(t) }), { code: /[12]/, stderr: message })
  })
}
