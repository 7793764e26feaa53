import { z } from 'zod'
import type { Check } from './doctor'
import { ErrorCodeSchema } from '../../domain/errors'

/** What is asked of Spotify to find out what a client id may do. */
export const CAPABILITIES = ['tracks', 'batch', 'playlists', 'features', 'analysis'] as const
export type Capability = (typeof CAPABILITIES)[number]

/**
 * What Spotify said: it answered; it keeps this from us; or nobody knows, because it did not answer or there was nothing
 * to ask with. `at` is when.
 */
export const ProbeAnswer = z.object({
  state: z.enum(['open', 'closed', 'unknown']),
  code: ErrorCodeSchema.nullable(),
  message: z.string(),
  at: z.string(),
})
export type ProbeAnswer = z.infer<typeof ProbeAnswer>
export type ProbeAnswers = Record<Capability, ProbeAnswer>

type Words = { title: string; open: string; closed: string; remedy: string }

const WORDS: Record<Capability, Words> = {
  tracks: {
    title: 'Tracks can be read',
    open: 'Spotify accepts this app and shows it tracks.',
    closed: 'Spotify shows this app no tracks.',
    remedy: 'Import files of tracks, or try the sandbox: start without SPOTIFY_CLIENT_ID.',
  },
  batch: {
    title: 'Many tracks in one call',
    open: 'Up to 50 tracks come with one call: a development app made before 11 February 2026, or extended quota.',
    closed: 'Single tracks are a call each: this is a development app under the rules of February 2026.',
    remedy:
      'Nothing has to be done. Playlists still bring 50 tracks a call; paste playlists rather than single tracks.',
  },
  playlists: {
    title: 'Other people’s public playlists',
    open: 'Every public playlist can be read, save Spotify’s own.',
    closed: 'Only playlists that the signed-in person owns or edits with others can be read.',
    remedy:
      'Copy the tracks into a playlist of your own, become a collaborator, import a CSV file, or paste the titles.',
  },
  features: {
    title: 'Audio features from Spotify',
    open: 'Spotify describes how tracks sound, 100 a call.',
    closed: 'Spotify closed audio features to apps like this one in November 2024.',
    remedy: 'Import files that carry the values (docs/importing.md), or use another source of features.',
  },
  analysis: {
    title: 'Audio analysis from Spotify',
    open: 'Spotify gives the beats, sections and timbre of tracks.',
    closed: 'Spotify closed audio analysis to apps like this one in November 2024.',
    remedy: 'Audio files of your own can be analysed here: `segue analyse`.',
  },
}

/** Causes that have nothing to do with the endpoint, and close all of them alike. */
const SAID_ONCE = new Set(['SPOTIFY_PREMIUM_REQUIRED', 'SPOTIFY_USER_NOT_ALLOWED', 'SPOTIFY_APP_REFUSED'])

/** A check for each capability, in words, and what the answers say of the owner's Premium. */
export function toCapabilityChecks(answers: ProbeAnswers): Check[] {
  const checks = CAPABILITIES.map((capability) => toCheck(capability, answers[capability]))
  const [first, ...rest] = checks
  return first ? [first, toPremiumCheck(answers.tracks), ...rest] : []
}

function toCheck(id: Capability, { state, code, message }: ProbeAnswer): Check {
  const { title, open, closed, remedy } = WORDS[id]
  if (state === 'open') return { id, title, state: 'yes', detail: open, remedy: null }
  if (state === 'unknown') return { id, title, state: 'unknown', detail: message, remedy: null }
  const general = code !== null && SAID_ONCE.has(code)
  return { id, title, state: 'no', detail: general ? message : closed, remedy }
}

/** Spotify does not show who has Premium, but refuses a development app whose owner has none. */
function toPremiumCheck({ state, code, message }: ProbeAnswer): Check {
  const check = { id: 'premium', title: 'Premium of the app’s owner', remedy: null }
  if (state === 'open') {
    return {
      ...check,
      state: 'yes',
      detail: 'Spotify answers; it refuses a development app whose owner has none.',
    }
  }
  if (code !== 'SPOTIFY_PREMIUM_REQUIRED') {
    return { ...check, state: 'unknown', detail: 'It shows only once Spotify answers this app.' }
  }
  const remedy = 'Renew Premium for the account that owns the app; it can take hours to count.'
  return { ...check, state: 'no', detail: message, remedy }
}
