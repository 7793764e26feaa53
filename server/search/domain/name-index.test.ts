import fc from 'fast-check'
import { beforeEach, describe, expect, it, test } from 'vitest'
import { createNameIndex, type NameIndex } from './name-index'
import { parseNameQuery } from './name-query'

const TRACKS: [name: string, artists: string[], popularity: number | null][] = [
  ['Halo', ['Beyoncé'], 77],
  ['Formation', ['Beyoncé'], 70],
  ['Hello', ['Adele'], 73],
  ['Hello', ['Ice Cube', 'Dr. Dre'], 55],
  ['Hello Darkness', ['Nobody Known'], 99],
  ['Blinding Lights', ['The Weeknd'], 98],
  ['All Star', ['Smash Mouth'], 60],
  ['Somebody', ['Some Other Band'], 20],
  ['Work (feat. Drake)', ['Rihanna', 'Drake'], 80],
  ['Bohemian Rhapsody - 2011 Remaster', ['Queen'], null],
]

let index: NameIndex
beforeEach(() => {
  index = createNameIndex()
  index.change(TRACKS.map(([name, artists, popularity], id) => ({ id, name, artists, popularity })))
})
const search = (text: string, limit = 5) => index.search(parseNameQuery(text), limit)
const find = (text: string) => search(text).hits.map(({ id }) => id)

describe('search by name', () => {
  test.each([
    ['artist and title', 'Beyoncé - Halo', 0],
    ['title and artist', 'halo beyonce', 0],
    ['a letter that is missing', 'blindng lights', 5],
    ['a letter too many', 'blindinng lights', 5],
    ['a wrong letter', 'the weekmd blinding lights', 5],
    ['swapped letters', 'belyonce halo', 0],
    ['a space that is missing', 'allstar smash mouth', 6],
    ['a space too many', 'some body', 7],
    ['the start of words', 'bohem rhap', 9],
    ['a guest that the name lacks', 'Beyoncé feat. Jay-Z - Halo', 0],
    ['no guest where the name has one', 'rihanna work', 8],
    ['a version that the name lacks', 'All Star - Remastered 2011', 6],
    ['another artist of the track', 'dr dre hello', 3],
  ])('finds the track by %s', (_what, text, id) => {
    expect(find(text)[0]).toBe(id)
  })

  it('puts full titles before parts of titles, and of equal matches the better known first', () => {
    expect(find('hello')).toEqual([2, 3, 4])
    expect(find('beyonce')).toEqual([0, 1])
  })

  it('says what was named in full', () => {
    expect(search('adele hello').hits[0]).toMatchObject({ id: 2, covered: 'name' })
    expect(search('hello').hits.map(({ covered }) => covered)).toEqual(['title', 'title', 'part'])
  })

  it('counts the tracks that fit as well as the best', () => {
    expect(search('hello', 1)).toMatchObject({ total: 3, hits: [{ id: 2 }] })
  })

  it('finds nothing for words that no name has, and nothing without words', () => {
    expect(search('xqzzy')).toEqual({ hits: [], total: 0 })
    expect(search('')).toEqual({ hits: [], total: 0 })
  })

  it('finds a track by its new name only once it is renamed, and not at all once it is gone', () => {
    index.change([{ id: 0, name: 'Corona', artists: ['Beyoncé'], popularity: 77 }], [1])
    expect(find('beyonce')).toEqual([0])
    expect(find('halo')).toEqual([])
    expect(find('beyonce corona')[0]).toBe(0)
    expect(index.size()).toBe(TRACKS.length - 1)
  })

  it('gives the same answer to a question that is asked again', () => {
    const first = search('hello adele')
    search('the weeknd')
    expect(search('hello adele')).toEqual(first)
  })

  it('finds every track by its own name in full, whatever the name', () => {
    const Name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
      .filter((name) => name.trim() !== '')
    fc.assert(
      fc.property(fc.array(fc.tuple(Name, Name), { minLength: 1, maxLength: 20 }), (names) => {
        const own = createNameIndex()
        own.change(names.map(([name, artist], id) => ({ id, name, artists: [artist], popularity: null })))
        for (const [name, artist] of names) {
          const { hits } = own.search(parseNameQuery(`${artist} - ${name}`), names.length)
          const found = hits.map(({ id }) => names[id]?.join(' '))
          const query = parseNameQuery(`${artist} - ${name}`)
          if (query.words.length > 0) expect(found).toContain(`${name} ${artist}`)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('takes any text for a question', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const { hits, total } = search(text)
        expect(hits.length).toBeLessThanOrEqual(5)
        expect(total).toBeLessThanOrEqual(TRACKS.length)
      }),
    )
  })
})
