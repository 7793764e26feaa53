import { describe, expect, it, vi } from 'vitest'
import { DomainError } from '../domain/errors'
import type { AudioAnalysis } from '../domain/sound-analysis'
import type { SandboxOptions } from '../sandbox'
import { readSongId } from '../sandbox/look-alikes/itunes-songs'
import type { Fault } from '../sandbox/faults'
import type { AudioAnalyser } from '../catalog/ports'
import { analyseAudio } from '~workers/dsp/analyse-audio'
import { createAudioAnalyser } from '../audio/analyse-any'
import { loadAacDecoder } from '../audio/m4a/aac-decoder'
import { createUnpack } from '../audio/unpack'
import { detectContainer } from '~workers/dsp/decode/detect'
import { createItunesSource } from './itunes'
import { OutgoingFault } from '../outgoing/outgoing-fault'
import { connectLookAlike } from './testing/sandbox-line'

const unpack = createUnpack({ ffmpeg: null, loadAac: () => loadAacDecoder() })

/** What is heard is the matter of other tests; here one real analysis stands for all. */
let analysis: Promise<AudioAnalysis> | undefined
const listen = (bytes: Uint8Array<ArrayBuffer>): Promise<AudioAnalysis> =>
  detectContainer(bytes) === 'wav'
    ? (analysis ??= analyseAudio(bytes))
    : Promise.reject(new DomainError('AUDIO_UNSUPPORTED', 'No audio.'))

function connect(options: Partial<SandboxOptions> = {}, analyse: AudioAnalyser['analyse'] = listen) {
  const wired = connectLookAlike('/itunes', options)
  const heard = vi.fn<AudioAnalyser['analyse']>(analyse)
  const create = (line = wired.line) =>
    createItunesSource({
      line,
      preview: {
        audio: createAudioAnalyser({ analyse: heard }, unpack),
        maxBytes: 8_000_000,
        timeoutMs: 5000,
      },
      country: 'US',
      concurrency: 2,
      now: () => 1000,
    })
  return { ...wired, create, source: create(), heard }
}

/** A line whose search answers with these songs, and whose previews are missing. */
function answering(body: unknown, type = 'text/javascript; charset=utf-8', status = 200) {
  const wired = connect()
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const get = vi.fn<typeof wired.line.get>((url, request) => {
    if (!url.includes('/search?')) return wired.line.get(url, request)
    const { types } = request
    if (status === 200 && !types.some((prefix) => type.startsWith(prefix))) {
      return Promise.reject(new OutgoingFault('wrong-type', 'not what was asked for'))
    }
    const answer = { status, headers: { 'content-type': type }, body: new TextEncoder().encode(text) }
    return Promise.resolve(answer)
  })
  return { ...wired, get, source: wired.create({ ...wired.line, get }) }
}

describe('iTunes', () => {
  it('has previews of what it knows heard and forgets them; what it has not is unknown', async () => {
    const { source, tracks, asked, heard } = connect()
    const { found, unknown, failed, fault } = await source.ask(tracks(10), undefined)
    expect([fault, failed.size]).toEqual([null, 0])
    expect(found.size + unknown.length).toBe(10)
    expect(found.size).toBeGreaterThan(4)
    expect(unknown.length).toBeGreaterThan(0)
    expect(heard).toHaveBeenCalledTimes(found.size)
    const [set] = found.values()
    expect(set).toMatchObject({
      source: 'dsp',
      extractor: 'segue-dsp-2 on itunes preview',
      fetchedAt: new Date(1000),
    })
    expect(set?.values).toHaveProperty('mfcc_mean_1')
    expect(JSON.stringify(set)).not.toContain('http')
    const searched = asked.filter(({ pathname }) => pathname === '/itunes/search')
    expect(searched).toHaveLength(10)
    expect(Object.fromEntries(searched[0]?.searchParams ?? [])).toMatchObject({
      media: 'music',
      entity: 'song',
      country: 'US',
    })
  })

  it('takes of a list the very recording, though imitations, live takes and clean twins come first', async () => {
    const { source, track, asked, sandbox } = connect()
    const some = Array.from({ length: 40 }, (_, index) => track(100 + index))
    expect(some.filter(({ explicit }) => explicit).length).toBeGreaterThan(4)
    const { found } = await source.ask(some, undefined)
    expect(found.size).toBeGreaterThan(20)
    const previews = asked.filter(({ pathname }) => pathname.includes('/itunes-assets/'))
    expect(previews).toHaveLength(found.size)
    const recordings = new Set([...found.keys()].map((id) => sandbox.catalogue.track(id)?.recording))
    for (const { pathname } of previews) {
      const { index, variant } = readSongId(Number(/mzaf_(\d+)/.exec(pathname)?.[1]))
      expect(variant, 'the song itself').toBe(0)
      expect(recordings).toContain(sandbox.catalogue.trackAt(index).recording)
    }
  })

  it('has nothing to say of a track that only near-misses of are sold', async () => {
    const { track } = connect()
    const { name, artists, durationMs } = track(0)
    const artistName = artists[0]?.name
    const preview = { kind: 'song', previewUrl: 'http://127.0.0.1:4010/itunes/itunes-assets/x.m4a' }
    const { source, get } = answering({
      resultCount: 5,
      results: [
        { ...preview, trackName: `${name} (Karaoke Version)`, artistName, trackTimeMillis: durationMs },
        { ...preview, trackName: name, artistName: 'A Tribute', trackTimeMillis: durationMs },
        { ...preview, trackName: name, artistName, trackTimeMillis: (durationMs ?? 0) + 9000 },
        { ...preview, kind: 'music-video', trackName: name, artistName, trackTimeMillis: durationMs },
        { kind: 'song', trackName: name, artistName, trackTimeMillis: durationMs },
      ],
    })
    expect(await source.ask([track(0)], undefined)).toMatchObject({
      found: new Map(),
      unknown: [track(0).spotifyId],
    })
    expect(get).toHaveBeenCalledTimes(1)
  })

  it.each([
    ['no results', { resultCount: 0, results: [] }],
    ['results that are none', { resultCount: 3, results: [null, 7, { wrapperType: 'artist' }] }],
  ])('does not know a track where there are %s', async (_, body) => {
    const { source, track } = answering(body)
    const { unknown, fault } = await source.ask([track(0)], undefined)
    expect([unknown, fault]).toEqual([[track(0).spotifyId], null])
  })

  it.each([
    ['of another shape', '{"songs":[]}', 'text/javascript', 200, 'its answer has a shape we do not know'],
    ['no JSON', '\n\n\n{"resultCount":1,"resul', 'text/javascript', 200, 'its answer is not JSON'],
    ['a page', '<!doctype html>', 'text/html', 200, 'its answer is not JSON'],
    [
      'an error',
      '{"errorMessage":"Invalid value(s)"}',
      'text/javascript',
      400,
      'it refuses to answer (status 400)',
    ],
    ['trouble', 'Service Unavailable', 'text/plain', 503, 'it is in trouble (status 503)'],
  ])('is left alone where its answer is %s', async (_, body, type, status, message) => {
    const { source, tracks } = answering(body, type, status)
    const { fault, found } = await source.ask(tracks(3), undefined)
    expect([fault?.message, found.size]).toEqual([message, 0])
  })

  it('is not asked again for a minute after its 403, which is not tried again', async () => {
    const wired = connect()
    wired.sandbox.inject({ group: 'itunes', times: 99, fault: { kind: 'rate-limit' } })
    const { fault } = await wired.create({ ...wired.line, maxRetries: 5 }).ask(wired.tracks(8), undefined)
    expect([fault?.message, fault?.restSeconds]).toEqual(['it asks us to slow down', 60])
    // As many as are under way at once.
    expect(wired.asked.length).toBeLessThanOrEqual(2)
  })

  it.each<Fault>([{ kind: 'html' }, { kind: 'truncated' }, { kind: 'error', status: 503 }])(
    'passes over a preview that is $kind',
    async (fault) => {
      const { source, tracks, sandbox } = connect()
      sandbox.inject({ group: 'preview', times: 1, fault })
      const answer = await source.ask(tracks(8), undefined)
      expect([answer.failed.size, answer.fault]).toEqual([1, null])
      expect(answer.found.size).toBeGreaterThan(2)
    },
  )

  it('passes over previews that are gone, that are no AAC, and for which there is no time', async () => {
    const gone = connect()
    const get: typeof gone.line.get = (url, request) =>
      gone.line.get(url.replace(/mzaf_\d+/, 'mzaf_1999999990'), request)
    const { failed } = await gone.create({ ...gone.line, get }).ask(gone.tracks(6), undefined)
    expect(new Set(failed.values())).toEqual(new Set(['its preview is not there any more']))

    const other = connect()
    const garbled: typeof other.line.get = async (url, request) => {
      const answer = await other.line.get(url, request)
      return url.includes('.m4a') ? { ...answer, body: answer.body.fill(0) } : answer
    }
    const broken = await other.create({ ...other.line, get: garbled }).ask(other.tracks(6), undefined)
    expect(new Set(broken.failed.values())).toEqual(new Set(['its preview cannot be listened to']))
    expect([...broken.failed.keys()].every((id) => broken.unknown.includes(id))).toBe(true)

    const busy = connect({}, () => Promise.reject(new DomainError('BUSY', 'busy')))
    const late = await busy.source.ask(busy.tracks(6), undefined)
    expect(new Set(late.failed.values())).toEqual(new Set(['there was no time to listen to its preview']))
    expect(late.unknown.some((id) => late.failed.has(id))).toBe(false)
  })

  it('fetches previews from nowhere but the hosts it is told', async () => {
    const { name, artists, durationMs, explicit } = connect().track(0)
    const { source, track } = answering({
      results: [
        {
          kind: 'song',
          trackName: name,
          artistName: artists[0]?.name,
          trackTimeMillis: durationMs,
          trackExplicitness: explicit ? 'explicit' : 'notExplicit',
          previewUrl: 'https://audio-ssl.itunes.apple.com.evil.example/a.m4a',
        },
      ],
    })
    const { failed } = await source.ask([track(0)], undefined)
    expect(failed.get(track(0).spotifyId)).toContain('outside of the source')
  })

  it('says of a track without artist or length that it cannot be looked for', () => {
    const { source, track } = connect()
    expect(source.refuses?.({ ...track(0), artists: [] })).toBe('it has no artist to look for')
    expect(source.refuses?.({ ...track(0), durationMs: null })).toBe('it has no length to tell it by')
    expect(source.refuses?.({ ...track(0), isrc: null })).toBeNull()
  })

  it('ends with its caller', async () => {
    const { source, tracks, heard } = connect()
    const reason = new Error('gone')
    await expect(source.ask(tracks(4), AbortSignal.abort(reason))).rejects.toBe(reason)
    expect(heard).not.toHaveBeenCalled()
  })
})
