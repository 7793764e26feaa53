import { describe, expect, it } from 'vitest'
import { CAPABILITIES, type ProbeAnswer, type ProbeAnswers } from './domain/capabilities'
import { Doctor } from './domain/doctor'
import type { ErrorCode } from '../domain/errors'
import { examine, type ExamineDeps } from './examine'
import type { ExaminedUser } from './examine-user'

const now = Date.parse('2026-11-22T12:00:00Z')
const answer = (state: ProbeAnswer['state'], code: ErrorCode | null = null, message = 'x'): ProbeAnswer => ({
  state,
  code,
  message,
  at: '2026-11-22T11:00:00.000Z',
})
const all = (one: ProbeAnswer): ProbeAnswers => ({
  tracks: one,
  batch: one,
  playlists: one,
  features: one,
  analysis: one,
})
const open = answer('open')
const closed = answer('closed', 'SPOTIFY_FORBIDDEN')
const down = (status: 'ok' | 'down' | 'off', detail = 'answers') => ({ status, detail })

async function look(overrides: Partial<ExamineDeps> = {}, user: ExaminedUser | null = null) {
  const deps: ExamineDeps = {
    probe: () => Promise.resolve(all(open)),
    resting: () => Promise.resolve([]),
    readiness: () =>
      Promise.resolve({
        ready: true,
        parts: { postgres: down('ok'), redis: down('off'), index: down('ok') },
      }),
    readDisk: () => Promise.resolve({ freeBytes: 5e9, totalBytes: 1e10 }),
    publicUrl: 'http://127.0.0.1:3000',
    sandbox: false,
    sources: ['spotify', 'file', 'metadata'],
    now: () => now,
    ...overrides,
  }
  const doctor = Doctor.parse(await examine(deps, user))
  const checks = [...doctor.spotify, ...doctor.user, ...doctor.house]
  const find = (id: string) => checks.find((check) => check.id === id)
  const states = Object.fromEntries(checks.map(({ id, state }) => [id, state]))
  return { find, states, checks }
}

describe('the examination of an instance', () => {
  it('of which all is well has nothing to do', async () => {
    const { states, checks } = await look()
    for (const id of [
      ...CAPABILITIES,
      'premium',
      'quota',
      'redirect',
      'postgres',
      'index',
      'disk',
      'sources',
    ]) {
      expect(states[id], id).toBe('yes')
    }
    expect(states).toMatchObject({ redis: 'off', 'sign-in': 'off' })
    expect(checks.filter(({ remedy }) => remedy !== null)).toEqual([])
  })

  it('of a new development app says what is closed, and the next best way for each', async () => {
    const answers = { ...all(closed), tracks: open }
    const { states, find } = await look({ probe: () => Promise.resolve(answers) })
    expect(states).toMatchObject({
      tracks: 'yes',
      premium: 'yes',
      batch: 'no',
      playlists: 'no',
      features: 'no',
      analysis: 'no',
      sources: 'no',
    })
    for (const id of ['batch', 'playlists', 'features', 'analysis', 'sources']) {
      expect(find(id)?.remedy, id).toMatch(/\w{4}/)
    }
    expect(find('sources')?.detail).toContain('file, metadata')
  })

  it('finds more than one source where another describes tracks', async () => {
    const answers = { ...all(closed), tracks: open }
    const { states } = await look({
      probe: () => Promise.resolve(answers),
      sources: ['spotify', 'reccobeats', 'file'],
    })
    expect(states).toMatchObject({ sources: 'yes' })
  })

  it('says that nothing is known while Spotify does not answer', async () => {
    const silent = answer('unknown', 'SPOTIFY_UNREACHABLE', 'Spotify does not answer.')
    const { states, find } = await look({ probe: () => Promise.resolve(all(silent)) })
    for (const id of [...CAPABILITIES, 'premium']) expect(states[id], id).toBe('unknown')
    expect(find('features')?.detail).toBe('Spotify does not answer.')
  })

  it('tells a lapsed Premium from closed endpoints', async () => {
    const lapsed = answer('closed', 'SPOTIFY_PREMIUM_REQUIRED', 'The owner has no Premium.')
    const { states, find } = await look({ probe: () => Promise.resolve(all(lapsed)) })
    expect(states).toMatchObject({ premium: 'no', tracks: 'no' })
    expect(find('premium')?.remedy).toContain('Renew')
    expect(find('features')?.detail).toBe('The owner has no Premium.')
  })

  it('names what is stopped, and when it goes on', async () => {
    const reason = { message: 'Spotify’s quota of this app for “search” is used up until 23:00 UTC.' }
    const { find } = await look({
      resting: () => Promise.resolve([{ group: 'search', until: now + 3_600_000, reason }]),
    })
    expect(find('quota')).toMatchObject({ state: 'no', detail: reason.message })
    expect(find('quota')?.remedy).toContain('2026-11-22 13:00 UTC')
  })

  it.each([
    ['http://localhost:3000', 'no'],
    ['http://0.0.0.0:3000', 'no'],
    ['http://192.168.1.5:3000', 'no'],
    ['http://127.0.0.1:3000', 'yes'],
    ['http://[::1]:3000', 'yes'],
    ['https://segue.example.org', 'yes'],
  ])('says whether Spotify sends people back to %s: %s', async (publicUrl, state) => {
    const { find } = await look({ publicUrl })
    expect(find('redirect')?.state).toBe(state)
    expect(find('redirect')?.remedy === null).toBe(state === 'yes')
  })

  it('has in it what Spotify lets the signed-in person do', async () => {
    const probe = () => Promise.resolve({ profile: open, 'own-playlists': open, liked: open })
    const user = { name: 'Mirela', connected: true, authorizedAt: new Date(now), scopes: [], probe }
    const { states } = await look({}, user)
    expect(states).toMatchObject({ 'sign-in': 'yes', 'allow-list': 'yes', scopes: 'no', liked: 'yes' })
  })

  it('names a part that is down and a disk that is full or silent', async () => {
    const parts = {
      postgres: down('down', 'connection refused'),
      redis: down('down', 'away'),
      index: down('off'),
    }
    const { find } = await look({
      readiness: () => Promise.resolve({ ready: false, parts }),
      readDisk: () => Promise.resolve({ freeBytes: 1e8, totalBytes: 1e10 }),
    })
    expect(find('postgres')).toMatchObject({ state: 'no', detail: 'Connection refused.' })
    expect(find('redis')?.remedy).toContain('REDIS_URL')
    expect(find('index')?.remedy).toContain('Import')
    expect(find('disk')).toMatchObject({
      state: 'no',
      detail: expect.stringContaining('0.1 of 9.3 GB') as unknown,
    })
    const silent = await look({ readDisk: () => Promise.reject(new Error('no such call')) })
    expect(silent.states).toMatchObject({ disk: 'unknown' })
  })
})
