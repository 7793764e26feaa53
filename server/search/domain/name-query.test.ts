import { expect, it, test } from 'vitest'
import { parseNameQuery } from './name-query'

test.each([
  ['Ed Sheeran - Shape of You', ['ed', 'sheeran', 'shape', 'of', 'you'], []],
  ['Shape of You - 2011 Remaster', ['shape', 'of', 'you'], ['2011', 'remaster']],
  ['Rihanna feat. Drake - Work', ['rihanna', 'work'], ['drake']],
  ['Work - Rihanna ft. Drake', ['work', 'rihanna'], ['drake']],
  ['Work (feat. Drake) - Rihanna', ['work', 'rihanna'], ['drake']],
  ['Work (Live) - Rihanna', ['work', 'live', 'rihanna'], []],
  ['Remastered', ['remastered'], []],
])('%s asks for %j, and besides for %j', (text, words, optional) => {
  expect(parseNameQuery(text)).toEqual({ words, optional })
})

it('asks for nothing where there are no words', () => {
  expect(parseNameQuery('   ')).toEqual({ words: [], optional: [] })
})
