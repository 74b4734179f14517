import { test } from 'tap'
import { readDataUrl, writeDataUrl } from '../../src/dialects/data-url.ts'

test('a data URL is taken apart and put together', async t => {
  t.same(readDataUrl('data:image/png;base64,AAAA'), { mediaType: 'image/png', data: 'AAAA' })
  t.same(readDataUrl('data:text/plain;charset=utf-8;base64,AAAA'), { mediaType: 'text/plain', data: 'AAAA' })
  t.equal(writeDataUrl('image/png', 'AAAA'), 'data:image/png;base64,AAAA')
})

test('other addresses are not taken for one', async t => {
  for (const url of ['https://example.com/;base64,AAAA', 'data:text/plain,hello', 'data:']) t.equal(readDataUrl(url), undefined)
})
