import { expect, it, vi } from 'vitest'
import type { TrackFailure } from '../domain/job-event'
import { describeTracks, type DescribeTracksDeps } from './describe-tracks'
import type { Progress, TrackDescription } from '../catalog/ports'
import { createMemoryCatalog, featureSet, incomingTrack } from '../catalog/testing/fakes'

it('stores what the sources know now, and leaves the rest as failures of both jobs', async () => {
  const memory = createMemoryCatalog()
  const tracks = ['1', '2', '3'].map((id) => incomingTrack(id))
  const failed: TrackFailure[] = [
    ...tracks.map(({ spotifyId, name }, i) => ({ position: i, track: spotifyId, name, reason: 'then' })),
    { position: 9, track: null, name: 'a local file', reason: 'not at Spotify' },
  ]
  const known = tracks[1]?.spotifyId
  const remove = vi.fn(() => Promise.resolve())
  const forgetMisses = vi.fn(() => Promise.resolve())
  const deps: DescribeTracksDeps = {
    catalog: memory.catalog,
    precedence: ['spotify'],
    failures: { list: () => Promise.resolve(failed), remove },
    tracks: {
      findIncoming: (ids) =>
        Promise.resolve(
          new Map(
            tracks.flatMap((track) =>
              ids.includes(track.spotifyId ?? '') ? [[track.spotifyId ?? '', track]] : [],
            ),
          ),
        ),
    },
    forgetMisses,
    features: {
      describe: (asked) =>
        Promise.resolve(
          new Map(
            asked.map(({ spotifyId }): [string, TrackDescription] => [
              spotifyId ?? '',
              spotifyId === known ? { sets: [featureSet()], reason: null } : { sets: [], reason: 'now' },
            ]),
          ),
        ),
    },
    index: { follow: () => Promise.resolve() },
  }
  const left: TrackFailure[] = []
  const progress: Progress = () => undefined
  progress.addFailures = (list) => left.push(...list)
  const report = await describeTracks(deps, 'j1', { progress, signal: new AbortController().signal })
  expect(report).toMatchObject({ read: 3, searchable: 1, undescribed: 2 })
  expect(forgetMisses).toHaveBeenCalledWith(tracks.map(({ spotifyId }) => spotifyId))
  expect(remove).toHaveBeenCalledWith('j1', [1])
  expect(left.map(({ position, reason }) => [position, reason])).toEqual([
    [0, 'now'],
    [2, 'now'],
  ])
  expect(memory.tracks.size).toBe(1)
})
