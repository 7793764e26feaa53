import { describe, expect, it, vi } from 'vitest'
import { CAPABILITIES, type Capability, type ProbeAnswer } from './domain/capabilities'
import { probeCapabilities } from './probe-capabilities'
import type { ResultStore } from '../similar/result-cache'

type Answer = Omit<ProbeAnswer, 'at'>
const open: Answer = { state: 'open', code: null, message: 'Spotify answers.' }
const closed: Answer = { state: 'closed', code: 'SPOTIFY_FORBIDDEN', message: 'no' }
const silent: Answer = { state: 'unknown', code: 'SPOTIFY_UNREACHABLE', message: 'away' }

function make(answers: Partial<Record<Capability, Answer>>, owner = 'app') {
  const kept = new Map<string, string>()
  const seconds = new Map<string, number | undefined>()
  const store: ResultStore = {
    read: (key) => Promise.resolve(kept.get(key) ?? null),
    write: (key, text, ttl) => {
      kept.set(key, text)
      seconds.set(key, ttl)
      return Promise.resolve()
    },
  }
  const ask = vi.fn((capability: Capability) => Promise.resolve(answers[capability] ?? open))
  return { ask, kept, seconds, store, run: () => probeCapabilities({ ask, store, owner }, CAPABILITIES) }
}

describe('what a client id may do', () => {
  it('is asked once, and known for a day', async () => {
    const { ask, run, seconds } = make({ features: closed })
    const first = await run()
    expect(first).toMatchObject({ tracks: { state: 'open' }, features: { state: 'closed' } })
    expect(await run()).toEqual(first)
    expect(ask).toHaveBeenCalledTimes(5)
    expect(new Set(seconds.values())).toEqual(new Set([24 * 3600]))
  })

  it('is asked again soon where Spotify did not answer, or somebody may be mending it', async () => {
    const lapsed: Answer = { state: 'closed', code: 'SPOTIFY_PREMIUM_REQUIRED', message: 'no Premium' }
    for (const answer of [silent, lapsed]) {
      const { seconds, run } = make({ tracks: answer })
      expect((await run()).analysis).toMatchObject(answer)
      expect([...seconds]).toEqual([['spotify:app:probe:tracks', 60]])
    }
  })

  it('is not asked further where Spotify does not even show a track', async () => {
    const { ask, run } = make({ tracks: silent })
    const answers = await run()
    expect(ask).toHaveBeenCalledTimes(1)
    expect(Object.values(answers).map(({ state }) => state)).toEqual(Array(5).fill('unknown'))
  })

  it('is asked where the store is away or holds something else', async () => {
    const { ask } = make({})
    const away = () => Promise.reject(new Error('away'))
    for (const read of [away, () => Promise.resolve('{"state":"maybe"}')]) {
      const answers = await probeCapabilities(
        { ask, store: { read, write: away }, owner: 'app' },
        CAPABILITIES,
      )
      expect(answers.features.state).toBe('open')
    }
  })
})
