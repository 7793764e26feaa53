import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createIdCodec, SPOTIFY_ID } from './id-codec'
import type { IdKind } from './id-codec'

const kinds: IdKind[] = ['track', 'album', 'artist', 'playlist', 'episode', 'show']
const anyIndex = fc.integer({ min: 0, max: 2 ** 31 - 1 })

describe('ids of the catalogue', () => {
  it('are 22 base-62 characters and give back their kind and index', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(...kinds), anyIndex, (seed, kind, index) => {
        const codec = createIdCodec(seed)
        const id = codec.encode(kind, index)
        expect(id).toMatch(SPOTIFY_ID)
        expect(codec.decode(id)).toEqual({ kind, index })
      }),
    )
  })

  it('mean nothing under another seed', () => {
    fc.assert(
      fc.property(anyIndex, fc.integer(), fc.integer(), (index, seed, other) => {
        fc.pre((seed | 0) !== (other | 0))
        expect(createIdCodec(other).decode(createIdCodec(seed).encode('track', index))).toBeNull()
      }),
    )
  })

  it('do not survive a changed character', () => {
    const codec = createIdCodec(1)
    fc.assert(
      fc.property(
        anyIndex,
        fc.integer({ min: 0, max: 21 }),
        fc.constantFrom('a', 'Z', '0', '9', 'k'),
        (index, at, character) => {
          const id = codec.encode('track', index)
          const changed = id.slice(0, at) + character + id.slice(at + 1)
          expect(codec.decode(changed)).toEqual(changed === id ? { kind: 'track', index } : null)
        },
      ),
    )
  })

  it('are told from any other text', () => {
    const codec = createIdCodec(1)
    fc.assert(fc.property(fc.string(), (text) => codec.decode(text) === null))
    expect(codec.decode('ZZZZZZZZZZZZZZZZZZZZZZ')).toBeNull()
    expect(codec.decode('37i9dQZF1DWXIcbzpLauPS')).toBeNull()
  })
})
