import type { ProbeAnswer } from './capabilities'
import type { Check } from './doctor'
import { SCOPE_NAMES, SCOPES } from '../../accounts/domain/scopes'

/** What is asked of Spotify with the token of somebody who is signed in. The first decides whether the rest is asked. */
export const USER_CAPABILITIES = ['profile', 'own-playlists', 'liked'] as const
export type UserCapability = (typeof USER_CAPABILITIES)[number]
export type UserProbeAnswers = Record<UserCapability, ProbeAnswer>

/** The ways in that need no token of anybody. */
const WITHOUT_SPOTIFY = 'import a CSV file, or paste the titles'
const RENEW = 'The owner renews Premium; it can take hours to count.'
const ADD_USER =
  'The app’s owner adds this person’s name and e-mail under User Management at developer.spotify.com; there is room for five.'
const AGAIN = 'Sign out, sign in with Spotify again, and agree to everything that is asked for.'

/**
 * A check for everything that Spotify may keep from a signed-in person, in words. `others` is what the app as such is
 * told of other people's public playlists.
 */
export function toUserChecks(
  answers: UserProbeAnswers,
  { scopes, others }: { scopes: readonly string[]; others: ProbeAnswer },
): Check[] {
  return [
    toAllowListCheck(answers.profile),
    toPremiumCheck(answers.profile),
    toScopesCheck(scopes),
    toPlaylistsCheck(answers['own-playlists'], others),
    toLikedCheck(answers.liked),
  ]
}

function toAllowListCheck({ state, code, message }: ProbeAnswer): Check {
  const check = { id: 'allow-list', title: 'Among the app’s users' }
  if (state === 'open') {
    const detail = 'Spotify answers with this sign-in; a development app may have five users.'
    return { ...check, state: 'yes', detail, remedy: null }
  }
  if (code !== 'SPOTIFY_USER_NOT_ALLOWED') {
    return { ...check, state: 'unknown', detail: message, remedy: null }
  }
  return { ...check, state: 'no', detail: message, remedy: `${ADD_USER} Until then: ${WITHOUT_SPOTIFY}.` }
}

/** Of Premium, Spotify lets an app see one thing: whether it answers at all. */
function toPremiumCheck({ state, code, message }: ProbeAnswer): Check {
  const check = { id: 'user-premium', title: 'Premium' }
  if (code === 'SPOTIFY_PREMIUM_REQUIRED') return { ...check, state: 'no', detail: message, remedy: RENEW }
  const detail =
    'The owner’s is all that counts. Apps are not told whether this person has it; nothing needs it.'
  return { ...check, state: state === 'open' ? 'yes' : 'unknown', detail, remedy: null }
}

function toScopesCheck(scopes: readonly string[]): Check {
  const check = { id: 'scopes', title: 'What was agreed to' }
  const say = (names: typeof SCOPE_NAMES) => names.map((name) => `${SCOPES[name]} (${name})`).join(', ')
  const granted = SCOPE_NAMES.filter((name) => scopes.includes(name))
  const missing = SCOPE_NAMES.filter((name) => !scopes.includes(name))
  const all = `To read ${say(granted)}.`
  if (missing.length === 0) return { ...check, state: 'yes', detail: all, remedy: null }
  const detail = `Not to read ${say(missing)}${granted.length > 0 ? `; to read ${say(granted)}` : ''}.`
  return { ...check, state: 'no', detail, remedy: AGAIN }
}

function toPlaylistsCheck({ state, code, message }: ProbeAnswer, others: ProbeAnswer): Check {
  const check = { id: 'own-playlists', title: 'Whose playlists' }
  const own = 'Those that this person owns or edits with others'
  if (state === 'unknown') return { ...check, state, detail: message, remedy: null }
  if (state === 'closed') return { ...check, state: 'no', detail: message, remedy: toWay(code) }
  if (others.state === 'open') {
    return { ...check, state: 'yes', detail: `${own}, and every public one.`, remedy: null }
  }
  if (others.state === 'unknown') return { ...check, state: 'yes', detail: `${own}.`, remedy: null }
  const detail = `${own}; others are closed to this kind of app.`
  const remedy = `For others: copy the tracks into an own playlist, become a collaborator, ${WITHOUT_SPOTIFY}.`
  return { ...check, state: 'yes', detail, remedy }
}

function toLikedCheck({ state, code, message }: ProbeAnswer): Check {
  const check = { id: 'liked', title: 'Liked Songs' }
  if (state === 'open') return { ...check, state: 'yes', detail: 'They can be read.', remedy: null }
  if (state === 'unknown') return { ...check, state, detail: message, remedy: null }
  return { ...check, state: 'no', detail: message, remedy: toWay(code) }
}

function toWay(code: ProbeAnswer['code']): string {
  if (code === 'SPOTIFY_USER_NOT_ALLOWED') return ADD_USER
  if (code === 'SPOTIFY_PREMIUM_REQUIRED') return RENEW
  return code === 'SPOTIFY_SCOPE_MISSING' || code === 'SIGN_IN_AGAIN'
    ? AGAIN
    : `Without it: ${WITHOUT_SPOTIFY}.`
}
