import { describe, expect, it, vi } from 'vitest'
import { DomainError } from '../domain/errors'
import type { AudioAnalysis } from '../domain/sound-analysis'
import type { AudioAnalyser } from '../catalog/ports'
import { analyseAudio } from '~workers/dsp/analyse-audio'
import { createDeezerSource } from './deezer'
import { SourceFault } from './source'
import { connectLookAlike } from './testing/sandbox-line'
import type { SandboxOptions } from '../sandbox'

/** What is heard is the matter of other tests; here one real analysis stands for all. */
let analysis: Promise<AudioAnalysis> | undefined
const listen = (bytes: Uint8Array<ArrayBuffer>): Promise<AudioAnalysis> => (analysis ??= analyseAudio(bytes))

function connect(options: Partial<SandboxOptions> = {}, analyse: AudioAnalyser['analyse'] = listen) {
  const wired = connectLookAlike('/deezer', options)
  const heard = vi.fn<AudioAnalyser['analyse']>(analyse)
  const source = createDeezerSource({
    line: wired.line,
    preview: { audio: { analyse: heard }, maxBytes: 8_000_000, timeoutMs: 5000 },
    concurrency: 2,
    now: () => 1000,
  })
  return { ...wired, source, heard }
}

describe('Deezer', () => {
  it('has previews heard and forgets them; what it has not is unknown', async () => {
    const { source, tracks, asked, heard } = connect()
    const { found, unknown, failed, fault } = await source.ask(tracks(12), undefined)
    expect([fault, failed.size]).toEqual([null, 0])
    expect(found.size + unknown.length).toBe(12)
    expect(found.size).toBeGreaterThan(4)
    expect(unknown.length).toBeGreaterThan(0)
    expect(heard).toHaveBeenCalledTimes(found.size)
    expect(asked.filter(({ pathname }) => pathname.includes('/preview/'))).toHaveLength(found.size)
    const [set] = found.values()
    expect(set).toMatchObject({
      source: 'dsp',
      extractor: 'segue-dsp-2 on deezer preview',
      fetchedAt: new Date(1000),
    })
    expect(set?.values).toHaveProperty('mfcc_mean_1')
    expect(JSON.stringify(set)).not.toContain('http')
  })

  it('asks anew for the address of a preview that has run out', async () => {
    let now = 1_000_000
    const clock = () => (now += 500_000)
    const { source, tracks, asked } = connect({ now: clock })
    const { found } = await source.ask(tracks(4), undefined)
    expect(found.size).toBeGreaterThan(0)
    now = 0
    const late = connect({ now: () => (now += 1_000_000) })
    const answer = await late.source.ask(tracks(4), undefined)
    expect(answer.found.size).toBe(0)
    expect([...answer.failed.values()]).toContain('the address of its preview had run out')
    expect(late.asked.length).toBeGreaterThan(asked.length)
  })

  it('takes its quota for what it is though the status is 200, and keeps what it had', async () => {
    const wired = connect()
    const { found } = await wired.source.ask(wired.tracks(4), undefined)
    const source = createDeezerSource({
      line: { ...wired.line, maxRetries: 0 },
      preview: { audio: { analyse: listen }, maxBytes: 8_000_000, timeoutMs: 5000 },
      concurrency: 1,
    })
    let calls = 0
    const heard = createDeezerSource({
      line: {
        ...wired.line,
        maxRetries: 0,
        get: (url, request) => {
          if (url.includes('isrc:') && ++calls === 4) {
            wired.sandbox.inject({ group: 'deezer', times: 1, fault: { kind: 'quota' } })
          }
          return wired.line.get(url, request)
        },
      },
      preview: { audio: { analyse: listen }, maxBytes: 8_000_000, timeoutMs: 5000 },
      concurrency: 1,
    })
    const answer = await heard.ask(wired.tracks(8), undefined)
    expect(answer.fault?.message).toBe('its quota is used up')
    expect(answer.found.size + answer.unknown.length).toBe(3)
    expect([...answer.found.keys()].every((id) => found.has(id))).toBe(true)
    wired.sandbox.inject({ group: 'deezer', times: 1, fault: { kind: 'rate-limit' } })
    expect((await source.ask(wired.tracks(1), undefined)).fault?.restSeconds).toBeGreaterThanOrEqual(5)
  })

  it('leaves the source alone after an error of its own', async () => {
    const { line, track } = connectLookAlike('/deezer')
    const body = new TextEncoder().encode(JSON.stringify({ error: { type: 'X', message: 'y', code: 200 } }))
    const source = createDeezerSource({
      line: { ...line, get: () => Promise.resolve({ status: 200, headers: {}, body }) },
      preview: { audio: { analyse: listen }, maxBytes: 1, timeoutMs: 1 },
      concurrency: 1,
    })
    const { fault } = await source.ask([track(0), track(1)], undefined)
    expect(fault).toBeInstanceOf(SourceFault)
    expect(fault?.message).toBe('it answers with error 200')
  })

  it.each([
    [new DomainError('AUDIO_BROKEN', 'broken'), 'its preview cannot be listened to', true],
    [new DomainError('BUSY', 'busy'), 'there was no time to listen to its preview', false],
  ] as const)('passes over a track that cannot be heard (%s)', async (error, reason, isFinal) => {
    const { source, tracks } = connect({}, () => Promise.reject(error))
    const { found, failed, unknown } = await source.ask(tracks(6), undefined)
    expect(found.size).toBe(0)
    expect(failed.size).toBeGreaterThan(0)
    expect(new Set(failed.values())).toEqual(new Set([reason]))
    expect([...failed.keys()].every((id) => unknown.includes(id))).toBe(isFinal)
  })

  it.each(['html', 'truncated'] as const)('passes over a preview that is %s', async (kind) => {
    const { source, tracks, sandbox } = connect()
    sandbox.inject({ group: 'preview', times: 1, fault: { kind } })
    const { failed, fault } = await source.ask(tracks(6), undefined)
    expect([failed.size, fault]).toEqual([1, null])
  })

  it('says of a track without ISRC that it cannot be looked for', () => {
    const { source, track } = connect()
    expect(source.refuses?.({ ...track(0), isrc: null })).toBe('it has no ISRC to look for')
    expect(source.refuses?.(track(0))).toBeNull()
  })
})
