import { describe, expect, it } from 'vitest'
import { createReccoBeatsSource } from './reccobeats'
import { SourceFault } from './source'
import { connectLookAlike } from './testing/sandbox-line'

const connect = () => {
  const wired = connectLookAlike('/reccobeats/v1')
  return { ...wired, source: createReccoBeatsSource(wired.line, () => 1000) }
}

describe('ReccoBeats', () => {
  it('joins its answer to the tracks by href, and names those that it left out', async () => {
    const { source, tracks, sandbox } = connect()
    const asked = tracks(30)
    const { found, unknown, fault } = await source.ask(asked, undefined)
    expect(fault).toBeNull()
    expect([...found.keys(), ...unknown].sort()).toEqual(asked.map(({ spotifyId }) => spotifyId).sort())
    expect(found.size).toBeGreaterThan(8)
    expect(unknown.length).toBeGreaterThan(3)
    for (const [id, set] of found) {
      const { time_signature: _, ...features } = sandbox.catalogue.track(id)?.features ?? {}
      expect(set).toEqual({
        source: 'reccobeats',
        extractor: 'reccobeats-v1',
        fetchedAt: new Date(1000),
        values: features,
      })
    }
  })

  it('never sends more than it takes', async () => {
    const { source, line } = connect()
    const tooMany = connectLookAlike('/reccobeats/v1').tracks(41)
    expect(source.batchSize).toBeLessThanOrEqual(40)
    await expect(createReccoBeatsSource(line).ask(tooMany, undefined)).rejects.toThrow(/status 400/)
  })

  it('waits as long as its own error says, and asks again', async () => {
    const { source, sandbox, asked, tracks } = connect()
    sandbox.inject({ group: 'reccobeats', times: 1, fault: { kind: 'rate-limit', retryAfter: 0 } })
    expect((await source.ask(tracks(10), undefined)).found.size).toBeGreaterThan(0)
    expect(asked).toHaveLength(2)
  })

  it('rests as long as it is told where that is too long to wait', async () => {
    const { source, sandbox, asked, tracks } = connect()
    sandbox.inject({ group: 'reccobeats', times: 1, fault: { kind: 'rate-limit', retryAfter: 3600 } })
    await expect(source.ask(tracks(3), undefined)).rejects.toMatchObject({ restSeconds: 3600 })
    expect(asked).toHaveLength(1)
  })

  it.each([
    { kind: 'error', status: 503 },
    { kind: 'html' },
    { kind: 'truncated' },
    { kind: 'silent-429' },
  ] as const)('gets over $kind, and gives up after its retries', async (fault) => {
    const { source, sandbox, asked, tracks } = connect()
    sandbox.inject({ group: 'reccobeats', times: 1, fault })
    expect((await source.ask(tracks(5), undefined)).found.size).toBeGreaterThan(0)
    sandbox.inject({ group: 'reccobeats', times: 9, fault })
    await expect(source.ask(tracks(5), undefined)).rejects.toThrow(SourceFault)
    expect(asked).toHaveLength(2 + 3)
  })

  it('leaves out what is not about a track that was asked for, and values that cannot be', async () => {
    const { line, track } = connectLookAlike('/reccobeats/v1')
    const { spotifyId } = track(0)
    const content = [
      null,
      {},
      { href: 'https://open.spotify.com/track/0000000000000000000000', energy: 0.5 },
      { href: `https://open.spotify.com/track/${spotifyId}`, energy: 7, tempo: 120 },
    ]
    const body = new TextEncoder().encode(JSON.stringify({ content }))
    const get = () => Promise.resolve({ status: 200, headers: {}, body })
    const { found } = await createReccoBeatsSource({ ...line, get }).ask([track(0)], undefined)
    expect([...found].map(([id, { values }]) => [id, values])).toEqual([[spotifyId, { tempo: 120 }]])
  })
})
