import { CAPABILITIES, ProbeAnswer, type Capability, type ProbeAnswers } from '../domain/capabilities'
import type { ResultStore } from './result-cache'

export type ProbeCapabilitiesDeps = {
  /** Asks Spotify one thing. Never throws: what fails is an answer too. */
  ask: (capability: Capability, signal: AbortSignal) => Promise<Omit<ProbeAnswer, 'at'>>
  store: ResultStore
  /** Whose capabilities these are: a client id, and a user where one is signed in. */
  owner: string
  now?: () => number
}

/** Spotify opens and closes endpoints to a client id by hand, if ever. */
const KEPT_SECONDS = 24 * 3600
/** What a person may be mending this minute is asked again soon, but not with every look. */
const DOUBTFUL_SECONDS = 60
/** A page waits for this; Spotify being away is an answer as well. */
const TIMEOUT_MS = 8000

/**
 * What this client id, and this user, may do at Spotify. Answers are kept for a day; that Spotify did not answer, or has
 * refused the app as a whole, for a minute. Where it does not even show a track, nothing else is asked.
 */
export async function probeCapabilities(deps: ProbeCapabilitiesDeps): Promise<ProbeAnswers> {
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const tracks = await probe(deps, 'tracks', signal)
  if (tracks.state !== 'open') return toAnswers(() => tracks)
  const found = new Map(
    await Promise.all(
      CAPABILITIES.map(
        async (capability) =>
          [capability, capability === 'tracks' ? tracks : await probe(deps, capability, signal)] as const,
      ),
    ),
  )
  return toAnswers((capability) => found.get(capability) ?? tracks)
}

async function probe(
  { ask, store, owner, now = Date.now }: ProbeCapabilitiesDeps,
  capability: Capability,
  signal: AbortSignal,
): Promise<ProbeAnswer> {
  const key = `spotify:${owner}:probe:${capability}`
  const kept = parseAnswer(await store.read(key).catch(() => null))
  if (kept) return kept
  const answer = { ...(await ask(capability, signal)), at: new Date(now()).toISOString() }
  const definite = answer.state === 'open' || answer.code === 'SPOTIFY_FORBIDDEN'
  // Nobody waits for the store to take it.
  store.write(key, JSON.stringify(answer), definite ? KEPT_SECONDS : DOUBTFUL_SECONDS).catch(() => undefined)
  return answer
}

function parseAnswer(text: string | null): ProbeAnswer | null {
  try {
    return text === null ? null : ProbeAnswer.parse(JSON.parse(text))
  } catch {
    return null
  }
}

function toAnswers(answer: (capability: Capability) => ProbeAnswer): ProbeAnswers {
  return {
    tracks: answer('tracks'),
    batch: answer('batch'),
    playlists: answer('playlists'),
    features: answer('features'),
    analysis: answer('analysis'),
  }
}
