import { test } from 'tap'
import { compositionRoots, entrances, rooms } from '../house/rooms.ts'
import { pageOf } from './pages.ts'

const { text } = pageOf('docs/architecture.md')
const services = /\*Services\* are ([^.]+)\./.exec(text)![1]!.split(/, | and /)

test('the rooms of the page are those of the house, and import the same', async t => {
  const rows = [...text.matchAll(/^\| `(\w+)` \| ([^|]+) \| ?([^|]*?) ?\|$/gm)]
  const said = rows.map(([, room, , imports = '']) => [room, imports === '' ? [] : imports.split(', ').flatMap(name => name === 'services' ? services : [name])])
  t.strictSame(Object.fromEntries(said), rooms)
})

test('the page names what may import anything', async t => {
  for (const name of [...compositionRoots, ...entrances]) t.ok(text.includes(`\`${name}`), name)
})
