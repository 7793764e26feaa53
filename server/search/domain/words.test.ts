import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { toWords } from './words'

describe('the words of a name', () => {
  test.each([
    ['Beyoncé', ['beyonce']],
    ['Sigur Rós', ['sigur', 'ros']],
    ['MØ', ['mo']],
    ['Röyksopp', ['royksopp']],
    ['Straße', ['strasse']],
    ["Don’t Stop Believin'", ['dont', 'stop', 'believin']],
    ['R.E.M.', ['rem']],
    ['P!nk', ['pink']],
    ['Help!', ['help']],
    ['Ke$ha', ['kesha']],
    ['A$AP Rocky', ['asap', 'rocky']],
    ['Simon & Garfunkel', ['simon', 'and', 'garfunkel']],
    ['AC/DC', ['ac', 'dc']],
    ['夜に駆ける', ['夜', 'に', '駆', 'け', 'る']],
    ['Кино', ['кино']],
    ['???', ['???']],
    ['  ', []],
  ])('of %s are %j', (name, words) => {
    expect(toWords(name)).toEqual(words)
  })

  it('are the same in capitals and without accents', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zäöüéèñ]{1,8}( [a-zäöüéèñ]{1,8}){0,3}$/), (name) => {
        const bare = name.normalize('NFD').replace(/\p{M}/gu, '')
        expect(toWords(name.toUpperCase())).toEqual(toWords(name))
        expect(toWords(bare)).toEqual(toWords(name))
      }),
    )
  })

  it('stay as they are when they are read again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (name) => {
        const words = toWords(name)
        expect(toWords(words.join(' '))).toEqual(words)
      }),
    )
  })
})
