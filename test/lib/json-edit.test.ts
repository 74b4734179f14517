import fc from 'fast-check'
import '../helpers/seeded.ts'
import { test } from 'tap'
import { editJson, shortenInPlace } from '../../src/lib/json-edit.ts'

const edit = (text: string, changes: Record<string, unknown>): string =>
  editJson(Buffer.from(text), JSON.parse(text), changes).toString()

test('leaves the bytes alone when nothing changes', async t => {
  const bytes = Buffer.from('{ "a" : 1 }')
  t.equal(editJson(bytes, { a: 1 }, {}), bytes)
})

const cases: [name: string, text: string, changes: Record<string, unknown>, expected: string][] = [
  ['sets a string in place', '{ "model" : "a\\"b" , "x":[1] }', { model: 'c' }, '{ "model" : "c" , "x":[1] }'],
  ['sets a number before a bracket', '{"x":[1],"n":3}', { n: 1 }, '{"x":[1],"n":1}'],
  ['sets null, which is a value', '{"n":3}', { n: null }, '{"n":null}'],
  ['adds a field in front', ' {"a":1}', { b: { c: 2 } }, ' {"b":{"c":2},"a":1}'],
  ['adds to an empty object', '{}', { a: 1 }, '{"a":1}'],
  ['writes anew when a field is removed', '{"a":1, "b":2}', { a: undefined }, '{"b":2}'],
  ['writes anew when the key stands elsewhere too', '{"tools":[{"model":1}], "model":"a"}', { model: 'b' }, '{"tools":[{"model":1}],"model":"b"}'],
  ['takes the first of a key that is there twice, before any bracket', '{"model":"a", "model":"b"}', { model: 'c' }, '{"model":"c", "model":"b"}'],
  ['writes anew when a key is there twice behind a bracket', '{"x":[],"model":"a", "model":"b"}', { model: 'c' }, '{"x":[],"model":"c"}'],
  ['writes anew when the key is spelled with escapes', '{"\\u006dodel":"a", "x":"model"}', { model: 'c' }, '{"model":"c","x":"model"}'],
  ['does not take a quoted key inside a text for the key', '{"text":"say \\"model\\":\\"x\\"","model":"a"}', { model: 'b' }, '{"text":"say \\"model\\":\\"x\\"","model":"b"}'],
  ['replaces an array by writing anew', '{"list": [1,2]}', { list: [2, 1] }, '{"list":[2,1]}'],
  ['puts elements in front of an array', '{"n":1.0,"list" : [ 1.0, "é" ]}', { list: [0, 'x', 1, 'é'] }, '{"n":1.0,"list" : [0,"x", 1.0, "é" ]}'],
  ['puts elements into an empty array', '{"list":[ ],"n":1.0}', { list: [1, 2] }, '{"list":[1,2 ],"n":1.0}'],
  ['writes anew when an array that grows is there twice', '{"x":[],"list":1, "list":[1.0]}', { list: [0, 1] }, '{"x":[],"list":[0,1]}'],
  ['writes anew when only the second of a key that is there twice is the array', '{"list":1,"list":[1.0]}', { list: [0, 1] }, '{"list":[0,1]}'],
  ['replaces an object by writing anew', '{"o": {"a":1}}', { o: { b: 2 } }, '{"o":{"b":2}}'],
]
for (const [name, text, changes, expected] of cases) {
  test(name, async t => { t.equal(edit(text, changes), expected) })
}

test('means the same as an edit of the parsed object, whatever the object and however it is spaced', async t => {
  const object = fc.dictionary(fc.oneof(fc.constantFrom('model', 'stream', 'messages'), fc.string()).filter(key => key !== '__proto__'), fc.jsonValue())
  const changes = fc.record({ model: fc.string(), stream: fc.option(fc.boolean(), { nil: undefined }), extra: fc.jsonValue() }, { requiredKeys: [] })
  fc.assert(fc.property(object, changes, fc.constantFrom(undefined, 1, '\t'), (value, change, space) => {
    const text = JSON.stringify(value, null, space)
    t.strictSame(JSON.parse(edit(text, change)), JSON.parse(JSON.stringify({ ...JSON.parse(text), ...change })))
  }))
})

test('elements in front of an array mean the same, however the array is spaced', async t => {
  fc.assert(fc.property(fc.array(fc.jsonValue()), fc.array(fc.jsonValue(), { minLength: 1 }), fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (list, added, other, space) => {
    const text = JSON.stringify({ other, list }, null, space)
    const value = JSON.parse(text)
    const edited = editJson(Buffer.from(text), value, { list: [...added, ...value.list] }).toString()
    t.strictSame(JSON.parse(edited), JSON.parse(JSON.stringify({ other, list: [...added, ...list] })))
  }))
})

test('shortens a text in the bytes themselves, or leaves them alone', async t => {
  const cases: [text: string, model: string, expected: string | undefined][] = [
    [' {"stream":false, "model" : "up/model" ,"messages":["é"]}', 'model', ' {"stream":false, "model" : "model" ,"messages":["é"]}'],
    ['{"model":"a"}', 'a', '{"model":"a"}'],
    ['{"model":"é/b"}', 'b', '{"model":"b"}'],
    ['{"model":"a"}', 'longer', undefined],
    ['{"other":1}', 'a', undefined],
  ]
  for (const [text, model, expected] of cases) {
    const bytes = Buffer.from(text)
    t.equal(shortenInPlace(bytes, 'model', model)?.toString(), expected)
    if (expected === undefined) t.equal(bytes.toString(), text)
  }
})
