import { describe, expect, it, vi } from 'vitest'
import { DomainError } from '../domain/errors'
import type { FeatureValues } from '../domain/features/features'
import { incomingTrack } from '../catalog/testing/fakes'
import type { AskedTrack } from './source'
import { createSpotifyAnalysisSource, createSpotifyFeatureSource } from './spotify-source'

const asked = (letters: string): AskedTrack[] =>
  [...letters].map((letter) => ({ ...incomingTrack(letter), spotifyId: letter.padStart(22, '0') }))
const forbidden = () => new DomainError('SPOTIFY_FORBIDDEN', 'no')
const DAY_MS = 24 * 3600 * 1000

function house() {
  let time = 0
  const audioFeatures = vi.fn((ids: string[]) =>
    Promise.resolve(new Map<string, FeatureValues>(ids.map((id) => [id, { energy: 0.5 }]))),
  )
  const audioFeaturesOf = vi.fn((): Promise<FeatureValues | null> => Promise.resolve({ energy: 0.4 }))
  const source = createSpotifyFeatureSource({ audioFeatures, audioFeaturesOf }, () => time)
  return { source, audioFeatures, audioFeaturesOf, pass: (ms: number) => (time += ms) }
}

describe('Spotify’s audio features', () => {
  it('are asked for many at once', async () => {
    const { source, audioFeatures, audioFeaturesOf } = house()
    const { found } = await source.ask(asked('abc'), undefined)
    expect([found.size, audioFeatures.mock.calls.length, audioFeaturesOf.mock.calls.length]).toEqual([
      3, 1, 0,
    ])
    expect(found.values().next().value).toMatchObject({ source: 'spotify', extractor: 'spotify-web-api' })
  })

  it('are asked for one by one for a day where many at once are refused', async () => {
    const { source, audioFeatures, audioFeaturesOf, pass } = house()
    audioFeatures.mockRejectedValueOnce(forbidden())
    expect((await source.ask(asked('abc'), undefined)).found.size).toBe(3)
    expect(audioFeaturesOf).toHaveBeenCalledTimes(3)
    await source.ask(asked('d'), undefined)
    expect(audioFeatures).toHaveBeenCalledTimes(1)
    pass(DAY_MS)
    await source.ask(asked('e'), undefined)
    expect(audioFeatures).toHaveBeenCalledTimes(2)
  })

  it('are closed for a day where one is refused as well, and only one is tried', async () => {
    const { source, audioFeatures, audioFeaturesOf } = house()
    audioFeatures.mockRejectedValue(forbidden())
    audioFeaturesOf.mockRejectedValue(forbidden())
    const { found, unknown, fault } = await source.ask(asked('abc'), undefined)
    expect([found.size, unknown]).toEqual([0, []])
    expect(fault?.restSeconds).toBe(DAY_MS / 1000)
    expect(audioFeaturesOf).toHaveBeenCalledTimes(1)
  })

  it('rest as long as Spotify asks in any other trouble', async () => {
    const { source, audioFeatures } = house()
    audioFeatures.mockRejectedValue(
      new DomainError('SPOTIFY_RATE_LIMITED', 'slow', { retryAfterSeconds: 77 }),
    )
    expect((await source.ask(asked('a'), undefined)).fault).toMatchObject({
      restSeconds: 77,
      message: 'slow',
    })
  })

  it('are unknown where there are none', async () => {
    const { source, audioFeatures } = house()
    audioFeatures.mockResolvedValue(new Map([[asked('a')[0]?.spotifyId ?? '', {}]]))
    const { found, unknown } = await source.ask(asked('ab'), undefined)
    expect([found.size, unknown.length]).toEqual([0, 2])
  })
})

describe('Spotify’s audio analysis', () => {
  it('is asked for track by track', async () => {
    const audioAnalysis = vi.fn((id: string): Promise<FeatureValues | null> =>
      Promise.resolve(id.endsWith('a') ? { section_rate: 3, structure_partial: 0 } : null),
    )
    const { found, unknown } = await createSpotifyAnalysisSource({ audioAnalysis }).ask(
      asked('ab'),
      undefined,
    )
    expect([...found.values()]).toMatchObject([
      { source: 'spotify', extractor: 'spotify-web-api audio-analysis', values: { section_rate: 3 } },
    ])
    expect(unknown).toHaveLength(1)
  })
})
