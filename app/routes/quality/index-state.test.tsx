import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import type { IndexState as State } from './to-index-state'
import { IndexState } from './index-state'

const version: State['versions'][number] = {
  version: 3,
  state: 'current',
  spec: 1,
  kind: 'flat',
  count: 1200,
  nlist: null,
  nprobe: null,
  efSearch: null,
  recall: null,
  builtAt: '2026-03-04T03:30:00.000Z',
  buildSeconds: 1,
  bytes: 1000,
  reason: null,
}
const state: State = {
  current: version,
  live: 1210,
  drift: { changed: 12, removed: 2, share: 0.01, distance: 0, dimension: null },
  tracks: 1300,
  searchable: 1210,
  versions: [version],
}
/** What is read, without the markup. */
const read = (changes: Partial<State>) =>
  renderToStaticMarkup(<IndexState state={{ ...state, ...changes }} />).replace(/<[^>]+>/g, ' ')

describe('IndexState', () => {
  it('says which version answers, and that it misses nothing', () => {
    const text = read({})
    expect(text).toContain('Built Mar 4, 2026 from 1,200 tracks.')
    expect(text).toContain('1,210')
    expect(text).toContain('14 came, changed or went')
    expect(text).toContain('exactly')
    expect(text).not.toContain('refused')
  })

  it('says what an approximate search finds', () => {
    const approximate = { ...version, kind: 'ivf' as const, nlist: 1264, nprobe: 16, recall: 0.985 }
    expect(read({ current: approximate })).toContain(
      'It finds 98.5\u00a0% of the true ten neighbours, looking into 16 of 1,264 groups of tracks.',
    )
  })

  it('says why a newer version does not answer, until a newer one does', () => {
    const refused = { ...version, version: 4, state: 'refused' as const, reason: 'It holds 5 vectors.' }
    expect(read({ versions: [refused, version] })).toMatch(/Version 4, built Mar 4, 2026, was refused\./)
    expect(read({ versions: [refused, version] })).toContain(
      'It holds 5 vectors. The version in use goes on.',
    )
    expect(read({ versions: [version, { ...refused, version: 2 }] })).not.toContain('refused')
  })

  it('says that there is no index yet', () => {
    expect(read({ current: null, live: 0, drift: null, versions: [] })).toContain('There is none yet')
  })
})
