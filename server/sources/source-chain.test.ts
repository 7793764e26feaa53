import { describe, expect, it, vi } from 'vitest'
import type { FeatureName, FeatureSource, FeatureValues } from '../domain/features/features'
import { incomingTrack } from '../catalog/testing/fakes'
import { createSourceChain, type Misses } from './source-chain'
import { emptyAnswer, SourceFault, type AskedTrack, type Source } from './source'

type Known = Record<string, FeatureValues>

/** A source that knows the given tracks, by the first letter of their id, and notes whom it was asked about. */
function source(name: Source['name'], gives: FeatureName, known: Known, changes: Partial<Source> = {}) {
  const asked: string[][] = []
  const kept: FeatureSource = name === 'deezer' ? 'dsp' : name === 'reccobeats' ? 'reccobeats' : 'spotify'
  const made: Source = {
    name,
    title: name,
    gives,
    batchSize: 2,
    missSeconds: 60,
    ask: (tracks) => {
      asked.push(tracks.map(letterOf))
      const answer = emptyAnswer()
      for (const track of tracks) {
        const values = known[letterOf(track)]
        if (values) {
          answer.found.set(track.spotifyId, { source: kept, extractor: name, fetchedAt: new Date(0), values })
        } else answer.unknown.push(track.spotifyId)
      }
      return Promise.resolve(answer)
    },
    ...changes,
  }
  return Object.assign(made, { asked })
}

const letterOf = ({ spotifyId }: Pick<AskedTrack, 'spotifyId'>) => spotifyId.at(-1) ?? ''
const tracks = [...'abcde'].map((letter) => incomingTrack(letter))
const idOf = (letter: string) => letter.padStart(22, '0')

function house(sources: Source[]) {
  const kept = new Map<string, number>()
  let time = 0
  const misses: Misses = {
    find: (name, ids) =>
      Promise.resolve(new Set(ids.filter((id) => (kept.get(`${name} ${id}`) ?? -1) > time))),
    remember: (name, ids, seconds) => {
      for (const id of ids) kept.set(`${name} ${id}`, time + seconds * 1000)
      return Promise.resolve()
    },
  }
  const onFault = vi.fn()
  const chain = createSourceChain({ sources, misses, onFault, now: () => time })
  return { chain, onFault, pass: (seconds: number) => (time += seconds * 1000) }
}

describe('the source chain', () => {
  it('asks each source in batches about the tracks that lack what it gives', async () => {
    const first = source('reccobeats', 'energy', { a: { energy: 0.1, loudness: -5 }, b: { tempo: 99 } })
    const second = source('deezer', 'loudness', { b: { loudness: -9 }, c: { loudness: -8 } })
    const described = await house([first, second]).chain.describe(tracks)
    expect(first.asked).toEqual([['a', 'b'], ['c', 'd'], ['e']])
    expect(second.asked).toEqual([
      ['b', 'c'],
      ['d', 'e'],
    ])
    const sources = (letter: string) => described.get(idOf(letter))?.sets.map((set) => set.source)
    expect(['a', 'b', 'c', 'd'].map(sources)).toEqual([['reccobeats'], ['reccobeats', 'dsp'], ['dsp'], []])
    expect(described.get(idOf('a'))?.reason).toBeNull()
    expect(described.get(idOf('d'))?.reason).toBe(
      'reccobeats: it does not know the track; deezer: it does not know the track',
    )
  })

  it('puts what one service says in two answers into one set', async () => {
    const described = await house([
      source('spotify', 'energy', { a: { energy: 0.1, loudness: -5 } }),
      source('spotify-analysis', 'section_rate', { a: { section_rate: 3, loudness: -6 } }),
    ]).chain.describe(tracks.slice(0, 1))
    expect(described.get(idOf('a'))?.sets).toEqual([
      {
        source: 'spotify',
        extractor: 'spotify, spotify-analysis',
        fetchedAt: new Date(0),
        values: { energy: 0.1, loudness: -5, section_rate: 3 },
      },
    ])
  })

  it('does not ask again about what a source did not know, until that has run out', async () => {
    const only = source('reccobeats', 'energy', { a: { energy: 1 } })
    const { chain, pass } = house([only])
    await chain.describe(tracks)
    only.asked.length = 0
    const again = await chain.describe(tracks)
    expect(only.asked).toEqual([['a']])
    expect(again.get(idOf('b'))?.reason).toBe('reccobeats: it does not know the track')
    pass(60)
    await chain.describe(tracks)
    expect(only.asked.slice(1).flat()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('leaves a source that fails alone for a while, and its tracks to the next', async () => {
    const ask = vi.fn(() => Promise.reject(new SourceFault('it does not answer', 30)))
    const broken = source('reccobeats', 'energy', {}, { ask })
    const next = source('deezer', 'loudness', { a: { loudness: -9 } })
    const { chain, onFault, pass } = house([broken, next])
    const described = await chain.describe(tracks)
    expect(ask).toHaveBeenCalledTimes(1)
    expect(onFault).toHaveBeenCalledTimes(1)
    expect(described.get(idOf('a'))?.sets).toHaveLength(1)
    expect(described.get(idOf('b'))?.reason).toBe(
      'reccobeats: it does not answer; deezer: it does not know the track',
    )
    await chain.describe(tracks)
    expect(ask).toHaveBeenCalledTimes(1)
    pass(30)
    await chain.describe(tracks)
    expect(ask).toHaveBeenCalledTimes(2)
  })

  it('keeps what came before a fault, and takes a bug of ours for one', async () => {
    const partial = source(
      'reccobeats',
      'energy',
      {},
      {
        batchSize: 9,
        ask: ([first]) => {
          const answer = { ...emptyAnswer(), fault: new SourceFault('it is in trouble', 5) }
          const values = { energy: 1 }
          const set = { source: 'reccobeats' as const, extractor: 'x', fetchedAt: new Date(0), values }
          if (first) answer.found.set(first.spotifyId, set)
          return Promise.resolve(answer)
        },
      },
    )
    const buggy = source(
      'deezer',
      'loudness',
      {},
      { ask: () => Promise.reject(new TypeError('undefined is not')) },
    )
    const described = await house([partial, buggy]).chain.describe(tracks)
    expect(described.get(idOf('a'))?.sets).toHaveLength(1)
    expect(described.get(idOf('b'))?.reason).toBe(
      'reccobeats: it is in trouble; deezer: something went wrong on our side',
    )
  })

  it('does not ask a source about a track that it refuses', async () => {
    const refusing = source('deezer', 'loudness', {}, { refuses: () => 'it has no ISRC to look for' })
    const described = await house([refusing]).chain.describe(tracks.slice(0, 1))
    expect(refusing.asked).toEqual([])
    expect(described.get(idOf('a'))?.reason).toBe('deezer: it has no ISRC to look for')
  })

  it('says so where no source is switched on, and has nothing to say of tracks without an id', async () => {
    const described = await house([]).chain.describe([
      incomingTrack('a'),
      incomingTrack('b', { spotifyId: null }),
    ])
    expect([...described]).toEqual([[idOf('a'), { sets: [], reason: 'no source of sound is switched on' }]])
  })

  it('ends with the signal only', async () => {
    const controller = new AbortController()
    const reason = new Error('stopped')
    const stopping = source(
      'reccobeats',
      'energy',
      {},
      {
        ask: () => {
          controller.abort(reason)
          return Promise.reject(new Error('aborted'))
        },
      },
    )
    const next = source('deezer', 'loudness', {})
    const { chain, onFault } = house([stopping, next])
    await expect(chain.describe(tracks, { signal: controller.signal })).rejects.toBe(reason)
    expect([next.asked, onFault.mock.calls]).toEqual([[], []])
  })

  it('tells how many are described after each source', async () => {
    const progress = vi.fn()
    const sources = [
      source('reccobeats', 'energy', { a: { energy: 1 } }),
      source('deezer', 'loudness', { b: { loudness: -1 }, c: { loudness: -1 } }),
    ]
    await house(sources).chain.describe(tracks, { progress })
    expect(progress.mock.calls).toEqual([
      [1, 5],
      [1, 5],
      [1, 5],
      [2, 5],
      [3, 5],
      [3, 5],
    ])
  })
})
