import { describe, expect, it, vi } from 'vitest'
import type { ProbeAnswer } from './domain/capabilities'
import type { ErrorCode } from '../domain/errors'
import { SCOPE_NAMES } from '../accounts/domain/scopes'
import type { UserProbeAnswers } from './domain/user-capabilities'
import { examineUser, type ExaminedUser } from './examine-user'

const now = Date.parse('2026-11-22T12:00:00Z')
const answer = (state: ProbeAnswer['state'], code: ErrorCode | null = null, message = 'x'): ProbeAnswer => ({
  state,
  code,
  message,
  at: '2026-11-22T11:00:00.000Z',
})
const open = answer('open')
const all = (one: ProbeAnswer): UserProbeAnswers => ({ profile: one, 'own-playlists': one, liked: one })

async function look(
  { answers = all(open), others = open }: { answers?: UserProbeAnswers; others?: ProbeAnswer } = {},
  overrides: Partial<ExaminedUser> = {},
) {
  const probe = vi.fn(() => Promise.resolve(answers))
  const user = {
    name: 'Mirela',
    connected: true,
    authorizedAt: new Date(now),
    scopes: [...SCOPE_NAMES],
    probe,
    ...overrides,
  }
  const checks = await examineUser(user, { others, now })
  const find = (id: string) => checks.find((check) => check.id === id)
  return { checks, find, probe, states: Object.fromEntries(checks.map(({ id, state }) => [id, state])) }
}

describe('what Spotify lets a person do', () => {
  it('is nobody’s matter where nobody is signed in', async () => {
    const checks = await examineUser(null, { others: open, now })
    expect(checks).toMatchObject([{ id: 'sign-in', state: 'off', remedy: null }])
  })

  it('leaves nothing to do where all is well', async () => {
    const { states, checks } = await look()
    expect(states).toEqual({
      'sign-in': 'yes',
      'allow-list': 'yes',
      'user-premium': 'yes',
      scopes: 'yes',
      'own-playlists': 'yes',
      liked: 'yes',
    })
    expect(checks.filter(({ remedy }) => remedy !== null)).toEqual([])
  })

  it.each([
    ['2026-11-22', '181 more days', false],
    ['2026-06-11', '19 more days', false],
    ['2026-06-10', '18 more days', true],
    ['2026-05-23', '1 more day;', true],
  ])('names the days until the next sign-in, and warns in time: agreed on %s', async (date, words, warns) => {
    const { find } = await look({}, { authorizedAt: new Date(`${date}T12:00:00Z`) })
    expect(find('sign-in')).toMatchObject({ state: 'yes', detail: expect.stringContaining(words) as unknown })
    expect(find('sign-in')?.remedy !== null).toBe(warns)
  })

  it.each([{ authorizedAt: new Date('2026-05-22T11:00:00Z') }, { connected: false }])(
    'is not asked with a sign-in that is over: %j',
    async (over) => {
      const { checks, probe } = await look({}, over)
      expect(checks).toMatchObject([{ id: 'sign-in', state: 'no', remedy: expect.any(String) as unknown }])
      expect(probe).not.toHaveBeenCalled()
    },
  )

  it('tells somebody who is not on the list who can put them there, and the ways in until then', async () => {
    const refused = answer('closed', 'SPOTIFY_USER_NOT_ALLOWED', 'You are not on the list.')
    const { states, find } = await look({ answers: all(refused) })
    expect(states).toMatchObject({ 'allow-list': 'no', 'own-playlists': 'no', liked: 'no' })
    expect(find('allow-list')?.remedy).toMatch(/User Management.*CSV/)
  })

  it('tells a lapsed Premium of the owner from the rest', async () => {
    const lapsed = answer('closed', 'SPOTIFY_PREMIUM_REQUIRED', 'The owner has no Premium.')
    const { states, find } = await look({ answers: all(lapsed) })
    expect(states).toMatchObject({ 'user-premium': 'no', 'allow-list': 'unknown' })
    expect(find('user-premium')?.remedy).toContain('renews')
  })

  it('names what was not agreed to, what that is for, and how to agree', async () => {
    const refused = answer('closed', 'SPOTIFY_SCOPE_MISSING', 'The sign-in does not allow this.')
    const { states, find } = await look(
      { answers: { ...all(open), liked: refused } },
      { scopes: ['playlist-read-private', 'playlist-read-collaborative'] },
    )
    expect(states).toMatchObject({ scopes: 'no', liked: 'no', 'own-playlists': 'yes' })
    expect(find('scopes')?.detail).toContain('Liked Songs (user-library-read)')
    for (const id of ['scopes', 'liked']) expect(find(id)?.remedy, id).toContain('agree')
  })

  it.each([
    [open, /every public one/, false],
    [answer('closed', 'SPOTIFY_FORBIDDEN'), /others are closed/, true],
    [answer('unknown'), /owns or edits with others\.$/, false],
  ] as const)('says whose playlists can be read', async (others, words, hasWay) => {
    const { find } = await look({ others })
    expect(find('own-playlists')?.detail).toMatch(words)
    expect(find('own-playlists')?.remedy !== null).toBe(hasWay)
  })

  it('says that nothing is known while Spotify does not answer', async () => {
    const { states } = await look({ answers: all(answer('unknown', 'SPOTIFY_UNREACHABLE')) })
    for (const id of ['allow-list', 'user-premium', 'own-playlists', 'liked']) {
      expect(states[id], id).toBe('unknown')
    }
  })
})
