import { describe, expect, it, vi } from 'vitest'
import { keepTracks } from './kept-tracks'
import type { TrackRepository } from './track.repository'

/** A repository that knows track 7 as `public` until it is removed. */
function make() {
  let isThere = true
  const findSearchableIds = vi.fn((publicIds: string[]) =>
    Promise.resolve(new Map(isThere && publicIds.includes('public') ? [['public', '7']] : [])),
  )
  const findCandidates = () =>
    Promise.resolve(
      new Map(
        isThere
          ? [['7', { id: '7', publicId: 'public', recording: '7', mask: 1, artistId: null, popularity: 3 }]]
          : [],
      ),
    )
  const kept = keepTracks({ findSearchableIds, findCandidates } as unknown as TrackRepository)
  const remove = () => {
    isThere = false
    kept.changes.forget(['7'])
  }
  return { ...kept, findSearchableIds, remove }
}

describe('own ids of tracks', () => {
  it('are asked for once while the track is kept', async () => {
    const { tracks, findSearchableIds } = make()
    await tracks.findSearchableIds(['public'])
    await tracks.findCandidates(['7'])
    expect(await tracks.findSearchableIds(['public', 'other'])).toEqual(new Map([['public', '7']]))
    expect(findSearchableIds.mock.calls).toEqual([[['public']], [['other']]])
  })

  it('are asked for again once the track changed, and are none where it is gone', async () => {
    const { tracks, remove } = make()
    await tracks.findSearchableIds(['public'])
    await tracks.findCandidates(['7'])
    remove()
    expect(await tracks.findSearchableIds(['public'])).toEqual(new Map())
  })
})
