import { toCapabilityChecks, type ProbeAnswers } from './domain/capabilities'
import type { Check, Doctor } from './domain/doctor'
import { CALLBACK_PATH, findRedirectFault } from '../accounts/domain/redirect-uri'
import type { checkReadiness } from './check-readiness'
import { examineUser, type ExaminedUser } from './examine-user'

export type ExamineDeps = {
  probe: () => Promise<ProbeAnswers>
  /** Groups of endpoints that are left alone now. */
  resting: () => Promise<{ group: string; until: number; reason: { message: string } }[]>
  readiness: () => ReturnType<typeof checkReadiness>
  readDisk: () => Promise<{ freeBytes: number; totalBytes: number }>
  /** Where people come back to after a sign-in. */
  publicUrl: string
  sandbox: boolean
  /** Where values of tracks come from, best first. */
  sources: readonly string[]
  now?: () => number
}

/** An index version and an upload fit in this; below it writes begin to fail. */
const LEAST_FREE_BYTES = 512 * 1024 ** 2

/** How this instance stands, what Spotify lets it and `user` do, and what to do about each “no”. */
export async function examine(deps: ExamineDeps, user: ExaminedUser | null): Promise<Doctor> {
  const [answers, { parts }, disk] = await Promise.all([deps.probe(), deps.readiness(), examineDisk(deps)])
  // Behind the probe, which may have met a quota itself.
  const quota = await toQuotaCheck(deps)
  const now = (deps.now ?? Date.now)()
  return {
    checkedAt: new Date(now).toISOString(),
    spotify: [
      ...(deps.sandbox ? [SANDBOX] : []),
      ...toCapabilityChecks(answers),
      quota,
      toRedirectCheck(deps.publicUrl),
    ],
    user: await examineUser(user, { others: answers.playlists, now }),
    house: [
      ...(['postgres', 'redis', 'index'] as const).map((id) => toPartCheck(id, parts[id])),
      disk,
      toSourcesCheck(deps.sources, answers),
    ],
  }
}

const SANDBOX: Check = {
  id: 'sandbox',
  title: 'The real Spotify',
  state: 'off',
  detail: 'This instance plays with its own sandbox, whose tracks are invented.',
  remedy:
    'Make an app at developer.spotify.com, set SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET, start again.',
}

async function toQuotaCheck({ resting }: ExamineDeps): Promise<Check> {
  const check = { id: 'quota', title: 'Rate limits' }
  const rests = await resting()
  if (rests.length === 0) {
    return { ...check, state: 'yes', detail: 'No group of calls is stopped at the moment.', remedy: null }
  }
  const detail = rests.map(({ reason }) => reason.message).join(' ')
  const until = new Date(Math.max(...rests.map((rest) => rest.until))).toISOString()
  const remedy = `All are free again at ${until.slice(0, 16).replace('T', ' ')} UTC; what is stored goes on.`
  return { ...check, state: 'no', detail, remedy }
}

function toRedirectCheck(publicUrl: string): Check {
  const uri = new URL(CALLBACK_PATH, publicUrl).href
  const check = { id: 'redirect', title: 'Redirect URI' }
  const fault = findRedirectFault(uri)
  return fault
    ? { ...check, state: 'no', detail: fault.reason, remedy: fault.hint }
    : { ...check, state: 'yes', detail: `Spotify takes ${uri}; register it letter by letter.`, remedy: null }
}

const PARTS = {
  postgres: {
    title: 'PostgreSQL',
    remedy: 'Check that Postgres runs and that DATABASE_URL is right; without it nothing can be answered.',
  },
  redis: {
    title: 'Redis',
    remedy:
      'Check that Redis runs and that REDIS_URL is right; until then nothing is read from Spotify, and questions are answered as before.',
  },
  index: {
    title: 'The index',
    remedy: 'Import a file of tracks or paste a playlist; then see `segue index status`.',
  },
} as const

type Part = Awaited<ReturnType<typeof checkReadiness>>['parts'][string]

function toPartCheck(id: keyof typeof PARTS, part: Part | undefined): Check {
  const { title, remedy } = PARTS[id]
  const { status, detail } = part ?? { status: 'off', detail: 'not configured' }
  if (status === 'ok') return { id, title, state: 'yes', detail: toSentence(detail), remedy: null }
  if (status === 'down') return { id, title, state: 'no', detail: toSentence(detail), remedy }
  const unused =
    id === 'redis' ? 'Not in use: one process keeps locks and answers in memory.' : toSentence(detail)
  return { id, title, state: 'off', detail: unused, remedy: id === 'index' ? remedy : null }
}

async function examineDisk({ readDisk }: ExamineDeps): Promise<Check> {
  const check = { id: 'disk', title: 'Room on the disk' }
  try {
    const { freeBytes, totalBytes } = await readDisk()
    const gigabytes = (bytes: number) => (bytes / 1024 ** 3).toFixed(1)
    const detail = `${gigabytes(freeBytes)} of ${gigabytes(totalBytes)} GB are free where DATA_DIR lies.`
    return freeBytes >= LEAST_FREE_BYTES
      ? { ...check, state: 'yes', detail, remedy: null }
      : { ...check, state: 'no', detail, remedy: 'Make room, or move DATA_DIR to a larger disk.' }
  } catch {
    return { ...check, state: 'unknown', detail: 'The system does not say how much is free.', remedy: null }
  }
}

function toSourcesCheck(sources: readonly string[], { features }: ProbeAnswers): Check {
  const live = sources.filter((source) => source !== 'spotify' || features.state === 'open')
  const detail = `How tracks sound comes from: ${live.join(', ') || 'nowhere'}.`
  const enough = live.some((source) => source !== 'file' && source !== 'metadata')
  return {
    id: 'sources',
    title: 'Sources of features',
    state: enough ? 'yes' : 'no',
    detail,
    remedy: enough ? null : 'New tracks stay without a sound until a file brings their values: import one.',
  }
}

const toSentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
