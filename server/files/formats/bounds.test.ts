import { describe, expect, test } from 'vitest'
import { readAll, rowsOf, skippedOf } from '../test-support'
import { createJsonBounds } from './json/json-bounds'

const MB = 1024 * 1024
const XSPF = '<playlist xmlns="http://xspf.org/ns/0/"><trackList>'
const TRACK = '<track><title>A</title><creator>B</creator></track>'

describe('what would grow without end', () => {
  test.each([
    ['nested lists', '['.repeat(6 * MB)],
    ['nested objects', '{"a":'.repeat(MB)],
    ['an endless number', `[{"a":${'1'.repeat(6 * MB)}`],
    ['nested elements', XSPF + '<a>'.repeat(2 * MB)],
    ['an endless comment', `${XSPF}<!-- ${'<a>'.repeat(2 * MB)}`],
    ['an endless attribute', `${XSPF}<a b="${'x'.repeat(6 * MB)}`],
    ['an endless text', `${XSPF}<track><title>${'x'.repeat(6 * MB)}`],
    ['an endless CDATA section', `${XSPF}<track><title><![CDATA[${'x'.repeat(6 * MB)}`],
    [
      'an endless doctype',
      `<!DOCTYPE playlist [${'<!-- x -->'.repeat(MB)}<playlist xmlns="http://xspf.org/ns/0/">`,
    ],
  ])('%s are refused', async (_what, text) => {
    await expect(readAll(text)).rejects.toMatchObject({ code: 'FILE_NOT_A_TABLE' })
  })

  test('ends the reading behind the tracks before it, and is named', async () => {
    const events = await readAll(`${XSPF}${TRACK}${'<a>'.repeat(MB)}`)
    expect(rowsOf(events)).toHaveLength(1)
    expect(skippedOf(events)).toMatchObject([{ reason: 'the file breaks off here; export it again' }])
    const json = await readAll(`[{"endTime":"x","artistName":"B","trackName":"A"},${'['.repeat(MB)}`)
    expect(rowsOf(json)).toHaveLength(1)
    expect(skippedOf(json)).toHaveLength(1)
  })

  test('does not hide what stands behind a long text', async () => {
    const entry = (text: string) => `{"endTime":"${text}","artistName":"B","trackName":"A"}`
    const events = await readAll(`[${entry('é'.repeat(MB))},${entry('\\u00e9\\n'.repeat(MB))},${entry('x')}]`)
    expect(rowsOf(events).map(({ line }) => line)).toEqual([1, 2, 3])
  })
})

test('a text of JSON that is within its bounds passes as it is', () => {
  const text = Buffer.from(JSON.stringify([{ 'a"\\': [1.5e10, null, true, 'é"\\\u0000\ud83c'] }, []]))
  expect(createJsonBounds().take(text)).toBe(text)
})
