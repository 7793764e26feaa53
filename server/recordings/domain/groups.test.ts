import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { songKey } from '../../domain/song-key'
import { toGroups, type Release } from './groups'
import type { Override } from './override'
import { RECORDINGS } from './testing/recordings'

const release = (id: number, changes: Partial<Release> = {}): Release => ({
  id: String(id),
  publicId: `p${String(id)}`,
  songKey: `song ${String(id)}|somebody`,
  isrc: null,
  durationMs: 200_000,
  ...changes,
})
const split = (number: number, track: number): Override => ({
  ...{ number, kind: 'split', track: `p${String(track)}`, other: null },
})
const join = (number: number, track: number, other: number): Override => ({
  ...{ number, kind: 'join', track: `p${String(track)}`, other: `p${String(other)}` },
})
/** The groups as lists of ids, those of one release included. */
const groups = (releases: Release[], overrides: Override[] = []) => {
  const named = [...toGroups(releases, overrides)]
  return [...new Set(named.map(([, name]) => name))].map((name) =>
    named.flatMap(([id, own]) => (own === name ? [id] : [])),
  )
}

describe('toGroups', () => {
  it('joins what has one ISRC, whatever it is called', () => {
    const isrc = 'USRC17607839'
    expect(groups([release(1, { isrc }), release(2), release(3, { isrc })])).toEqual([['1', '3'], ['2']])
  })

  it('joins what has one title, artist and length', () => {
    const key = { songKey: 'halo|singer' }
    const same = [200_000, 204_900, 206_000, 260_000].map((durationMs, i) =>
      release(i + 1, { ...key, durationMs }),
    )
    expect(groups(same)).toEqual([['1', '2'], ['3'], ['4']])
    expect(groups([release(1, key), release(2, { ...key, durationMs: null })])).toEqual([['1', '2']])
    const open = [
      release(1, key),
      release(2, { ...key, durationMs: 300_000 }),
      release(3, { ...key, durationMs: null }),
    ]
    expect(groups(open)).toEqual([['1'], ['2'], ['3']])
    const nobody = { songKey: 'halo|' }
    expect(groups([release(1, nobody), release(2, nobody)])).toEqual([['1'], ['2']])
  })

  it('lets a decision go before what is derived, and the later before the earlier', () => {
    const key = { songKey: 'halo|singer' }
    const all = [release(1, key), release(2, key), release(3, key), release(4)]
    expect(groups(all, [split(1, 2)])).toEqual([['1', '3'], ['2'], ['4']])
    expect(groups(all, [join(1, 4, 1)])).toEqual([['1', '2', '3', '4']])
    expect(groups(all, [join(1, 4, 1), split(2, 4)])).toEqual([['1', '2', '3'], ['4']])
    expect(groups(all, [split(1, 2), join(2, 2, 4)])).toEqual([
      ['1', '3'],
      ['2', '4'],
    ])
    expect(groups(all, [join(1, 2, 99), split(2, 98)])).toEqual([['1', '2', '3'], ['4']])
  })

  it('gives the same groups in whatever order the releases come, and each its own name', () => {
    const some = fc
      .array(
        fc.record({
          song: fc.integer({ min: 0, max: 3 }),
          isrc: fc.option(fc.constantFrom('USRC17607831', 'USRC17607832', 'USRC17607833')),
          durationMs: fc.option(fc.integer({ min: 190_000, max: 210_000 })),
        }),
        { maxLength: 12 },
      )
      .map((rows) =>
        rows.map(({ song, ...row }, i) => release(i + 1, { ...row, songKey: `s${String(song)}|a` })),
      )
    const decisions = fc
      .array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })), {
        maxLength: 5,
      })
      .map((all) => all.map(([isSplit, a, b], i) => (isSplit || a === b ? split(i, a) : join(i, a, b))))
    fc.assert(
      fc.property(some, decisions, (releases, overrides) => {
        const found = toGroups(releases, overrides)
        expect(new Map([...toGroups([...releases].reverse(), overrides)].reverse())).toEqual(found)
        for (const [id, name] of found) {
          expect(found.get(name)).toBe(name)
          expect(Number(name)).toBeLessThanOrEqual(Number(id))
        }
      }),
    )
  })
})

describe('on labelled releases', () => {
  const releases = RECORDINGS.map(({ title, artist, durationMs, isrc = null }, i) =>
    release(i + 1, { songKey: songKey(title, artist), durationMs, isrc }),
  )
  const found = toGroups(releases, [])
  const pairs = RECORDINGS.flatMap((a, i) =>
    RECORDINGS.slice(i + 1).map((b, j) => ({
      names: `${a.title} and ${b.title}`,
      same: a.recording === b.recording,
      merged: found.get(String(i + 1)) === found.get(String(i + 2 + j)),
    })),
  )
  const merged = pairs.filter((pair) => pair.merged)

  it('merges fewer than one pair in a hundred wrongly', () => {
    const wrong = merged.filter(({ same }) => !same)
    expect(merged.length).toBeGreaterThan(300)
    expect(wrong.length / merged.length).toBeLessThan(0.01)
    // Nothing but what no title and no length can tell apart.
    expect(wrong.map(({ names }) => names)).toEqual(['Intro and Intro', 'Interlude and Interlude'])
  })

  it('finds nine pairs of ten of those that belong together', () => {
    const same = pairs.filter((pair) => pair.same)
    expect(same.filter((pair) => pair.merged).length / same.length).toBeGreaterThan(0.9)
  })
})
