import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ClipRecommendation } from '~server/clip/domain/clip'
import { makeSilentMp3, makeWav } from '~workers/dsp/testing/files'
import { concat, makeChord, makeClicks, makeNoise } from '~workers/dsp/testing/signals'
import { inRoot } from '../../scripts/lib/paths.mjs'
import { startTestServer, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { makeClient, readError } from './support/api'

const RATE = 22_050
const MAX_BYTES = 1024 * 1024
/** No clip of these tests takes so long to arrive, however busy the machine. */
const UPLOAD_TIMEOUT_MS = 5000

/** A minor at 120 BPM. */
function makeMusic(seconds: number): Uint8Array<ArrayBuffer> {
  const chord = makeChord([57, 60, 64], seconds, RATE)
  makeClicks(120, seconds, RATE).forEach((x, i) => (chord[i] = (chord[i] ?? 0) + 0.5 * x))
  return makeWav([chord], { rate: RATE })
}

const music = makeMusic(15)
let database: TestDatabase
let server: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer({
    databaseUrl: database.url,
    seeded: true,
    env: {
      TEST_CLIP_MAX_BYTES: String(MAX_BYTES),
      TEST_CLIP_MAX_SECONDS: '60',
      TEST_CLIP_UPLOAD_TIMEOUT_MS: String(UPLOAD_TIMEOUT_MS),
      AUDIO_THREADS: '1',
      TEST_AUDIO_QUEUE: '2',
    },
  })
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

function postBody(bytes: Uint8Array<ArrayBuffer>, query = ''): Promise<Response> {
  const headers = { 'content-type': 'audio/wav' }
  return fetch(`${server.url}/api/clip${query}`, { method: 'POST', headers, body: bytes })
}

function postForm(
  fields: Record<string, string | Uint8Array<ArrayBuffer>>,
  to = '/api/clip',
): Promise<Response> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') form.append(name, value)
    else form.append(name, new Blob([value]), 'my clip.mp3')
  }
  return fetch(server.url + to, { method: 'POST', body: form, redirect: 'manual' })
}

const readAnswer = async (response: Response) => ClipRecommendation.parse(await response.json())

describe('a clip', () => {
  it('gives tracks that are like it in what was heard, with parts that add up to the score', async () => {
    const { clip, tracks, catalogSize, seeds } = await readAnswer(await postBody(music, '?k=20'))
    expect(clip.heard).toMatchObject({ durationS: 15, partial: [], values: { key: 9, mode: 0 } })
    expect(clip.heard.values.tempo).toBeCloseTo(120, -1)
    expect(clip.known).toEqual(expect.arrayContaining(['loudness', 'rhythm', 'harmony']))
    expect(clip.unknown).toEqual(expect.arrayContaining(['form', 'era']))
    expect([catalogSize, seeds]).toEqual([300, []])
    expect(tracks).toHaveLength(20)
    const scores = tracks.map(({ score }) => score)
    expect(scores).toEqual([...scores].sort((a, b) => b - a))
    for (const { score, parts, confidence, reasons } of tracks) {
      const sum = Object.values(parts).reduce((total, part) => total + part, 0)
      expect(Math.abs(sum - score)).toBeLessThan(1e-6)
      for (const group of clip.unknown) expect(parts[group]).toBe(0)
      expect(confidence).toBeLessThan(0.6)
      expect(reasons.map(({ group }) => group).filter((group) => clip.unknown.includes(group))).toEqual([])
    }
    expect(tracks[0]?.reasons.length).toBeGreaterThan(0)
  })

  it('is answered alike as a body, as a form, by the typed client and by its token', async () => {
    const byBody = await readAnswer(await postBody(music, '?k=5&mode=discover&weight-rhythm=2&yearFrom=1990'))
    const choices = { k: '5', mode: 'discover', 'weight-rhythm': '2', yearFrom: '1990' }
    expect(await readAnswer(await postForm({ ...choices, clip: music }))).toEqual(byBody)
    const client = makeClient(server)
    const { token } = await client.clip.hear.mutate(music)
    const asked = { k: 5, mode: 'discover', weights: { rhythm: 2 }, yearFrom: 1990 } as const
    expect(await client.clip.find.query({ ...asked, clip: token })).toEqual(byBody)
    expect(byBody.clip.token).toBe(token)
    expect(byBody.weights.rhythm).toBe(2)
    const artists = byBody.tracks.map(({ track }) => track.artists[0]?.name)
    expect(new Set(artists).size).toBe(5)
    for (const { track } of byBody.tracks) expect(track.releaseYear).toBeGreaterThanOrEqual(1990)
  })

  it('sent by the form of the page leads to an address that keeps the choices', async () => {
    const answer = await postForm({ mode: 'discover', k: '7', genre: '', clip: music }, '/clip')
    expect(answer.status).toBe(303)
    const location = answer.headers.get('location') ?? ''
    expect(location).toMatch(/^\/clip\?clip=[\w.-]+&mode=discover&k=7$/)
    const page = await (await fetch(server.url + location)).text()
    expect(page).toContain('What was heard')
    expect(page.match(/data-score=/g)).toHaveLength(7)
  })

  it('that ends too early is answered from what is there, and says so', async () => {
    const { clip } = await readAnswer(await postBody(music.slice(0, 44 + 7.5 * 2 * RATE)))
    expect(clip.heard).toMatchObject({ durationS: 7.5, partial: ['truncated'] })
  })

  it('leaves nothing behind', async () => {
    await postForm({ clip: music })
    const kept = await readdir(server.dataDir, { recursive: true })
    expect(kept.filter((file) => /upload|clip|\.(mp3|wav)$/i.test(file))).toEqual([])
    expect(server.stdout()).not.toContain('my clip')
  })
})

const text = new TextEncoder()
type Case = [what: string, send: () => Promise<Response>, status: number, code: string, words: RegExp]
const refused: Case[] = [
  ['what is no audio', () => postBody(text.encode('no audio')), 415, 'AUDIO_UNSUPPORTED', /not audio/],
  [
    'half an Ogg file',
    () => postForm({ clip: text.encode(`OggS${'x'.repeat(99)}`) }),
    422,
    'AUDIO_BROKEN',
    /Ogg file ends/,
  ],
  ['a WAV file without sound', () => postBody(music.slice(0, 44)), 422, 'AUDIO_BROKEN', /holds none|decoded/],
  ['silence', () => postBody(makeSilentMp3({ frames: 200 })), 422, 'AUDIO_SILENT', /silent/],
  [
    'a quarter of a second',
    () => postForm({ clip: makeMusic(0.25) }),
    422,
    'AUDIO_TOO_SHORT',
    /less than 0\.5 s/,
  ],
  [
    'more than a minute',
    () => postBody(makeWav([makeNoise(61, 8000)], { rate: 8000 })),
    422,
    'AUDIO_TOO_LONG',
    /61 s long; up to 60 s/,
  ],
  [
    'more than 1 MB',
    () => postBody(new Uint8Array(MAX_BYTES + 1)),
    413,
    'AUDIO_TOO_LARGE',
    /larger than 1 MB/,
  ],
  [
    '20 MB in a form',
    () => postForm({ clip: new Uint8Array(20 * MAX_BYTES) }),
    413,
    'AUDIO_TOO_LARGE',
    /larger than 1 MB/,
  ],
  ['an empty body', () => postBody(new Uint8Array(0)), 422, 'AUDIO_EMPTY', /empty/],
  ['an empty file', () => postForm({ clip: new Uint8Array(0) }), 422, 'AUDIO_EMPTY', /empty/],
  ['a form without a file', () => postForm({ k: '5' }), 400, 'CLIP_MISSING', /No file/],
  ['the file in another field', () => postForm({ file: music }), 400, 'INPUT_INVALID', /field "clip"/],
  [
    'a k of a hundred and one',
    () => postForm({ k: '101', clip: music }),
    400,
    'INPUT_INVALID',
    /at most 100/,
  ],
  ['another mode', () => postBody(music, '?mode=loud'), 400, 'INPUT_INVALID', /mode must be/],
]

describe('POST /api/clip', () => {
  it.each(refused)('refuses %s with a sentence', async (_what, send, status, code, words) => {
    const error = await readError(await send())
    expect(error).toMatchObject({ status, code })
    expect(error.message).toMatch(words)
  })

  it('says that it takes a POST', async () => {
    expect(await readError(await fetch(`${server.url}/api/clip`))).toMatchObject({ status: 400 })
  })

  it('refuses a token that it did not make', async () => {
    const { clip } = await readAnswer(await postBody(music))
    for (const token of [clip.token.slice(1), `${clip.token}x`, 'x']) {
      const answer = await fetch(`${server.url}/clip?clip=${token}`)
      expect(answer.status).toBe(404)
      expect(await answer.text()).toContain('This link of a clip is not complete')
    }
  })

  it('tells those who find the queue full to come back, and answers the others', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => postBody(music)))
    const busy = answers.filter(({ status }) => status === 503)
    expect(answers.filter(({ status }) => status === 200).length).toBe(8 - busy.length)
    expect(busy.length).toBeGreaterThan(0)
    for (const answer of busy) expect(answer.headers.get('retry-after')).toBe('2')
    expect((await postBody(music)).status).toBe(200)
  })

  it('gives up a sender that does not go on, and says so before it hangs up', async () => {
    const { hostname, port } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    socket.write(`POST /api/clip HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Length: 100000\r\n\r\nRIFF`)
    let answer = ''
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
    await new Promise((resolve) => socket.on('close', resolve))
    expect(answer).toContain('408 Request Timeout')
    expect(answer).toContain('"code":"BODY_TOO_SLOW"')
  })

  it('leaves the server as it was after all of that', async () => {
    expect((await readAnswer(await postBody(music))).tracks).toHaveLength(10)
    const unexpected = server.logs().filter(({ level }) => level === 'error' || level === 'fatal')
    expect(unexpected).toEqual([])
  })
})

describe('segue recommend --clip', () => {
  const Document = z.object({ clip: z.object({ token: z.string() }), tracks: z.array(z.unknown()) })
  const run = (cwd: string, ...args: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const env = { NODE_ENV: 'production' as const, PATH: process.env['PATH'] ?? '', SEGUE_URL: server.url }
      const all = [inRoot('build', 'cli', 'index.mjs'), 'recommend', ...args]
      execFile(process.execPath, all, { env, cwd }, (error, out, err) => {
        resolve({ code: error ? Number(error.code) : 0, out, err })
      })
    })
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'segue-clip-'))
    await writeFile(path.join(folder, 'a clip.wav'), music)
    await writeFile(
      path.join(folder, 'silence.wav'),
      makeWav([concat(new Float32Array(RATE))], { rate: RATE }),
    )
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('prints what was heard and what is like it', async () => {
    const { code, out, err } = await run(folder, '--clip', 'a clip.wav', '--k', '3')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^Like a clip \(\d+ BPM, A minor, -?\d+\.\d LUFS; not known: .*length/)
    expect(out).toMatch(/ {2}3 {2}\d\.\d{3}/)
    const { out: json } = await run(folder, '--clip', 'a clip.wav', '--k', '3', '--json')
    expect(Document.parse(JSON.parse(json)).tracks).toHaveLength(3)
  })

  it('says what is wrong', async () => {
    expect(await run(folder, '--clip', 'silence.wav')).toMatchObject({
      code: 1,
      err: expect.stringContaining('it is silent') as string,
    })
    expect(await run(folder, '--clip', 'none.wav')).toMatchObject({ code: 1 })
    expect(await run(folder)).toMatchObject({ code: 2 })
    expect(await run(folder, 'spotify:track:x', '--clip', 'a clip.wav')).toMatchObject({ code: 2 })
  })
})
