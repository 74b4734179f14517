import fc from 'fast-check'
import '../helpers/seeded.ts'
import t from 'tap'
import { jsonElements } from '../../src/lib/json-elements.ts'

const cut = (text: string): string[] => [...jsonElements(Buffer.from(text))].map(bytes => bytes.toString())

t.test('a list is cut into what stands between its commas', async t => {
  t.strictSame(cut('[{"a":[1,2]},"x,]\\"",[],\n 3 ]').map(text => text.trim()), ['{"a":[1,2]}', '"x,]\\""', '[]', '3'])
  t.strictSame(cut(' [ ] '), [])
  t.strictSame(cut('\ufeff {"a":1} '), ['{"a":1} '])
  t.strictSame(cut('["\\\\","\\\\\\""]'), ['"\\\\"', '"\\\\\\""'])
})

t.test('what is broken spoils itself and not what comes before it', async t => {
  t.strictSame(cut('[{"a":nonsense},{"b":2}]'), ['{"a":nonsense}', '{"b":2}'])
  const elements = jsonElements(Buffer.from('[1,{"open":'))
  t.equal(elements.next().value?.toString(), '1')
  t.throws(() => elements.next(), SyntaxError as never)
})

t.test('any list of values is cut as JSON.parse reads it', async t => {
  fc.assert(fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 1, 4), (values, indent) => {
    const elements = cut(JSON.stringify(values, null, indent)).map(text => JSON.parse(text))
    return JSON.stringify(elements) === JSON.stringify(values)
  }), { numRuns: 500 })
})
