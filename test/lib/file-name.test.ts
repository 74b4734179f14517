import t from 'tap'
import { toAttachment, toFileName } from '../../src/lib/file-name.ts'

const names: [title: string, name: string][] = [
  ['Holiday plans', 'Holiday plans'],
  ['../../etc/passwd', 'etc passwd'],
  ['..\\..\\boot.ini', 'boot.ini'],
  ['a"b\r\nSet-Cookie: x', 'a b Set-Cookie x'],
  ['  ..hidden. ', 'hidden'],
  ['CON', 'CON_'],
  ['\u202Egnp.exe', 'gnp.exe'],
  ['Žluťoučký kůň 🐎', 'Žluťoučký kůň 🐎'],
  ['', 'chat'],
  ['///', 'chat'],
  ['🐎'.repeat(100), '🐎'.repeat(80)],
  ['half \ud83d', 'half �'],
]
for (const [title, name] of names) {
  t.test(`${JSON.stringify(title.slice(0, 40))} is a safe name`, async t => {
    t.equal(toFileName(title, 'chat'), name)
    const header = toAttachment(`${name}.json`)
    t.match(header, /^attachment; filename="[\x20-\x21\x23-\x7e]+"; filename\*=UTF-8''[\w%.~!-]+$/)
    t.equal(decodeURIComponent(header.slice(header.indexOf("''") + 2)), `${name}.json`)
  })
}
