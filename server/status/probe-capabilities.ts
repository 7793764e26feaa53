import { ProbeAnswer } from './domain/capabilities'
import type { ResultStore } from '../similar/result-cache'

export type ProbeCapabilitiesDeps<Name extends string> = {
  /** Asks Spotify one thing. Never throws: what fails is an answer too. */
  ask: (capability: Name, signal: AbortSignal) => Promise<Omit<ProbeAnswer, 'at'>>
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
 * What a client id, or a user, may do at Spotify. Answers are kept for a day; that Spotify did not answer, or has refused
 * the app as a whole, for a minute. Where the first is not open, it stands for all, and nothing else is asked.
 */
export async function probeCapabilities<Name extends string>(
  deps: ProbeCapabilitiesDeps<Name>,
  [first, ...rest]: readonly [Name, ...Name[]],
): Promise<Record<Name, ProbeAnswer>> {
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const decisive = await probe(deps, first, signal)
  const found = await Promise.all(
    rest.map(async (capability): Promise<[Name, ProbeAnswer]> => {
      return [capability, decisive.state === 'open' ? await probe(deps, capability, signal) : decisive]
    }),
  )
  return Object.fromEntries([[first, decisive], ...found]) as Record<Name, ProbeAnswer>
}

async function probe<Name extends string>(
  { ask, store, owner, now = Date.now }: ProbeCapabilitiesDeps<Name>,
  capability: Name,
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
