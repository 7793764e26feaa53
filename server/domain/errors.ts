import { z } from 'zod'
import { AUDIO_KINDS } from './sound-analysis'

/**
 * Whether what broke off is tried again. `now`: it passes in moments; a request tries again by itself, and a job as with
 * `soon`. `soon`: it passes as a rule; a job tries a few times more. `once`: the job itself may be what ends processes; one
 * more attempt. `outage`: something of ours is away; a job waits as long as it takes, and no attempt is counted. `afterSeconds`:
 * it ends at the time that the fault names, else after so long. `mended`: somebody has to change something first, for every
 * further call fails in the same way. `input`: nothing but another input helps. Without one the same fails again.
 */
export type Retry = 'now' | 'soon' | 'once' | 'outage' | 'mended' | 'input' | { afterSeconds: number }

/**
 * Every failure a reader may be told about: code → HTTP status, default hint, whether it is tried again, and what a job
 * that sits it out says (the time left follows).
 * Anything that is not a DomainError is a bug: the reader gets INTERNAL, the log gets the stack.
 */
const table = {
  // the reader's input
  LINK_MISSING: { status: 400, hint: 'Paste the link of a Spotify track or playlist.' },
  LINK_NOT_RECOGNISED: {
    status: 400,
    hint: 'Paste a link (https://open.spotify.com/track/…) or a URI (spotify:track:…).',
  },
  LINK_AMBIGUOUS: {
    status: 400,
    hint: 'Paste the whole link, so that it is clear whether it names a track or a playlist.',
  },
  LINK_UNSUPPORTED: { status: 422, hint: 'Open a track or a playlist in Spotify and copy its link instead.' },
  INPUT_INVALID: { status: 400, hint: 'Correct the named field and try again.' },
  FILE_NOT_A_TABLE: { status: 422, retry: 'input', hint: 'Upload a CSV file with a header line.' },
  FILE_LAYOUT_UNKNOWN: {
    status: 422,
    retry: 'input',
    hint: 'The header needs at least a track id or a track name with an artist; docs/importing.md lists the known layouts.',
  },
  FILE_NOTHING_STORED: {
    status: 422,
    retry: 'input',
    hint: 'Correct the file by what is said of its lines, and import it again; docs/importing.md says what is read.',
  },
  IMPORT_FILE_MISSING: {
    status: 400,
    hint: 'Choose a file of tracks: a CSV table, M3U, XSPF, JSPF or a text list.',
  },
  FILE_MEMORY_EXCEEDED: {
    status: 422,
    retry: 'input',
    hint: 'What was stored of it is kept. Split the file, or save it as a CSV table, and import it again.',
  },
  FILE_TOO_LARGE: { status: 413, hint: 'Split the file, or raise IMPORT_MAX_BYTES.' },
  CLIP_MISSING: { status: 400, hint: `Choose an audio file: ${AUDIO_KINDS}.` },
  CLIP_LINK_INVALID: { status: 404, hint: 'Upload the clip again; that takes a second.' },
  AUDIO_EMPTY: { status: 422, hint: 'Choose a file with audio in it.' },
  AUDIO_TOO_LARGE: { status: 413, hint: 'Cut a clip out of it, or convert it to MP3.' },
  AUDIO_UNSUPPORTED: { status: 415, hint: `Give a file of one of these kinds: ${AUDIO_KINDS}.` },
  AUDIO_BROKEN: { status: 422, hint: 'Save or download the file again.' },
  AUDIO_TOO_SHORT: { status: 422, hint: 'Give a longer piece; 30 s are plenty.' },
  AUDIO_TOO_LONG: { status: 422, hint: 'Cut a clip out of it; 30 s are plenty.' },
  AUDIO_SILENT: { status: 422, hint: 'Choose a part in which something sounds.' },
  AUDIO_ANALYSIS_FAILED: {
    status: 422,
    hint: 'Convert the file to WAV, or cut a clip out of it, and try again.',
  },
  BODY_TOO_LARGE: { status: 413, hint: 'Send a smaller request.' },
  BODY_TOO_SLOW: { status: 408, hint: 'Send it again, over a faster connection or in smaller parts.' },
  BODY_TYPE_UNSUPPORTED: {
    status: 415,
    hint: 'Send the body as it is, or with Content-Encoding gzip, deflate or br.',
  },
  METHOD_NOT_ALLOWED: { status: 405, hint: 'Use GET to read and POST to send.' },
  URL_TOO_LONG: { status: 414, hint: 'Ask for less at once, or send a POST.' },
  HEADERS_TOO_LARGE: { status: 431, hint: 'Delete the cookies of this site, or send fewer headers.' },
  HOST_UNKNOWN: {
    status: 421,
    hint: 'Open it at its own address. Whoever runs it names others in PUBLIC_URL or ALLOWED_HOSTS.',
  },
  // what is not there
  TRACK_NOT_FOUND: { status: 404, hint: 'Check the link: Spotify does not know this track.' },
  TRACK_NOT_IN_CATALOG: { status: 404, hint: 'Paste its Spotify link, or import a file that has it.' },
  TRACK_WITHOUT_FEATURES: {
    status: 422,
    hint: 'No source could describe how this track sounds. Try another release of it.',
  },
  PLAYLIST_NOT_FOUND: { status: 404, hint: 'Check the link, and that the playlist is public.' },
  PLAYLIST_OF_SPOTIFY: {
    status: 404,
    hint: 'Copy its tracks into a playlist of your own and paste the link of that one.',
  },
  PLAYLIST_NOT_READABLE: {
    status: 403,
    hint: 'Copy the tracks into a playlist of your own, ask to become a collaborator, or import a CSV file of it.',
  },
  JOB_NOT_FOUND: { status: 404, hint: 'It may have been cleaned up. Start it again.' },
  NOTHING_TO_RETRY: { status: 409, hint: 'Every track of this job that can be described is described.' },
  TOO_MANY_WATCHERS: {
    status: 503,
    hint: 'Close a page that shows a job, or look at the job now and then instead.',
  },
  UPLOAD_GONE: { status: 410, retry: 'input', hint: 'Upload it again; what was imported of it is kept.' },
  JOB_NOT_ACTIVE: { status: 409, hint: '`segue jobs` shows what is under way.' },
  JOB_NOT_RESUMABLE: { status: 409, hint: 'Start it again from where it was started.' },
  JOB_LOST: {
    status: 500,
    retry: 'once',
    hint: 'Resume it; where that ends the same way, the log of that process says why.',
  },
  INDEX_VERSION_NOT_FOUND: {
    status: 404,
    hint: 'Run `segue index status` to see the versions that are kept.',
  },
  INDEX_VERSION_REFUSED: {
    status: 409,
    hint: 'The index in use stays. `segue index status` shows why; mend the catalog and build again.',
  },
  PAGE_NOT_FOUND: { status: 404, hint: 'Start again from the front page.' },
  JOURNEY_NOT_POSSIBLE: {
    status: 422,
    hint: 'Ask for a shorter journey, loosen the filters, or allow more tracks of an artist.',
  },
  VERSIONS_UNCHANGED: {
    status: 409,
    hint: '`segue versions TRACK` shows the releases and what was decided.',
  },
  // the state of the house
  CATALOG_EMPTY: { status: 409, hint: 'Import a file of tracks or paste a playlist link first.' },
  INDEX_NOT_READY: {
    status: 503,
    retry: 'soon',
    hint: 'The index is being loaded. Try again in a few seconds.',
  },
  ALREADY_RUNNING: { status: 409, hint: 'Wait until it is done.' },
  BUSY: {
    status: 503,
    retry: 'now',
    waiting: 'too many wait for Spotify; the next try is in',
    hint: 'Too many requests are waiting. Try again in a moment.',
  },
  TIMED_OUT: { status: 504, retry: 'soon', hint: 'Try again; if it happens often, the machine is too busy.' },
  DATABASE_UNREACHABLE: {
    status: 503,
    retry: 'outage',
    hint: 'Check that Postgres runs and that DATABASE_URL is right.',
  },
  DISK_FULL: {
    status: 507,
    retry: 'outage',
    hint: 'Make room on that disk, or raise what it holds; nothing that was stored is lost.',
  },
  BACKUP_UNUSABLE: { status: 422, hint: 'Nothing was changed. Take another backup.' },
  DATABASE_TOO_OLD: { status: 503, hint: 'Use PostgreSQL 14 or newer.' },
  REDIS_UNREACHABLE: {
    status: 503,
    retry: 'outage',
    hint: 'Check that Redis runs and that REDIS_URL is right.',
  },
  LOCKED: {
    status: 409,
    retry: 'soon',
    hint: 'Another request works on the same thing. Wait until it is done.',
  },
  LOCK_LOST: { status: 503, retry: 'soon', hint: 'Start it again: it goes on where it stopped.' },
  CONFIG_INVALID: { status: 500, hint: 'Correct the setting and start again.' },
  DATA_DIR_IN_USE: {
    status: 500,
    hint: 'Stop that process, or choose another folder with DATA_DIR.',
  },
  PORT_IN_USE: { status: 500, hint: 'Stop the other program, or choose another port with PORT.' },
  CANCELLED: { status: 499, hint: 'The request was cancelled.' },
  // who asks
  TOKEN_MISSING: { status: 401, hint: 'Send `Authorization: Bearer` with a token from `segue token`.' },
  TOKEN_EXPIRED: {
    status: 401,
    hint: 'Service tokens live five minutes at most. Make a new one with `segue token`.',
  },
  TOKEN_INVALID: {
    status: 401,
    hint: 'Make a token with `segue token`; both sides need the same SERVICE_SECRET.',
  },
  TOKEN_WRONG_AUDIENCE: {
    status: 401,
    hint: 'The token was made for another service. Make one with `segue token`.',
  },
  TOKEN_REPLAYED: {
    status: 401,
    hint: 'A token opens one writing request only. Make a new one with `segue token`.',
  },
  LISTENER_UNKNOWN: {
    status: 401,
    hint: 'Click in a browser, or name a listener in the header x-segue-listener.',
  },
  USER_UNKNOWN: {
    status: 404,
    hint: 'Give the Spotify id, as “Download everything” on /me shows it.',
  },
  ACCOUNT_NOT_ALLOWED: { status: 403, hint: 'Ask whoever runs this instance to let you in.' },
  FORBIDDEN: { status: 403, hint: 'This needs the right of an operator.' },
  SIGN_IN_NEEDED: { status: 401, hint: 'Sign in with Spotify, then try again.' },
  SIGN_IN_AGAIN: { status: 401, hint: 'Sign in with Spotify again; nothing else is lost.' },
  SIGN_IN_TO_CONFIRM: { status: 401, hint: 'Sign in with Spotify again, then repeat it.' },
  SIGN_IN_DENIED: {
    status: 403,
    hint: 'Without it everything works that needs no playlists of yours. Sign in again whenever you like.',
  },
  SIGN_IN_STALE: {
    status: 400,
    hint: 'Start the sign-in again, in this window, and finish it within ten minutes.',
  },
  SIGN_IN_FAILED: {
    status: 502,
    hint: 'Start the sign-in again. If it fails again, tell whoever runs this instance.',
  },
  CROSS_SITE_REQUEST: { status: 403, hint: 'Send the form from the page of this instance itself.' },
  TOO_MANY_IMPORTS: {
    status: 429,
    hint: 'Wait until one of them is done, or stop one on its page; /jobs lists them.',
  },
  UPLOADS_FULL: {
    status: 429,
    hint: 'Wait until they are imported, or go on with those that were stopped; /jobs lists them.',
  },
  RATE_LIMITED: { status: 429, hint: 'Wait a moment and try again.' },
  // Spotify
  SPOTIFY_UNREACHABLE: {
    status: 502,
    retry: 'now',
    waiting: 'Spotify does not answer; the next try is in',
    hint: 'Spotify does not answer. Try again in a minute.',
  },
  SPOTIFY_RATE_LIMITED: {
    status: 503,
    retry: { afterSeconds: 60 },
    waiting: 'Spotify asks us to wait',
    hint: 'Spotify asks us to slow down. Try again in a minute.',
  },
  SPOTIFY_QUOTA_EXCEEDED: {
    status: 503,
    retry: { afterSeconds: 3600 },
    waiting: 'Spotify’s quota of this app is used up; it goes on in',
    hint: "Spotify's daily quota is used up. Try again tomorrow.",
  },
  SPOTIFY_BUDGET_SPENT: {
    status: 503,
    retry: { afterSeconds: 3600 },
    waiting: 'this instance’s own budget of calls is spent; it goes on in',
    hint: 'Wait, or raise SPOTIFY_REQUESTS_PER_DAY or the group’s entry in SPOTIFY_GROUP_LIMITS.',
  },
  SPOTIFY_FORBIDDEN: {
    status: 502,
    retry: 'mended',
    hint: 'This Spotify client id may not ask for it; the page /doctor shows what it may.',
  },
  SPOTIFY_USER_NOT_ALLOWED: {
    status: 403,
    retry: 'mended',
    hint: 'The owner of the Spotify app can add up to five people under User Management in the developer dashboard.',
  },
  SPOTIFY_PREMIUM_REQUIRED: {
    status: 502,
    retry: 'mended',
    hint: 'Renew Premium for the account that owns the Spotify app; it can take hours to count.',
  },
  SPOTIFY_SCOPE_MISSING: { status: 403, hint: 'Sign in with Spotify again and agree to what is asked for.' },
  SPOTIFY_APP_REFUSED: {
    status: 502,
    retry: 'mended',
    hint: 'Check SPOTIFY_CLIENT_ID, SPOTIFY_CLIENT_SECRET and the redirect URI in the developer dashboard.',
  },
  SPOTIFY_UNAUTHORIZED: {
    status: 502,
    retry: 'mended',
    hint: 'Check SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET.',
  },
  SPOTIFY_BAD_ANSWER: {
    status: 502,
    retry: 'soon',
    hint: 'Spotify answered something unexpected. Try again in a minute.',
  },
  INTERNAL: { status: 500, retry: 'soon', hint: 'It is written to the log with the request id shown here.' },
} as const satisfies Record<string, ErrorRow>

type ErrorRow = { status: number; hint: string; retry?: Retry; waiting?: string }
export type ErrorCode = keyof typeof table
const rows: Record<ErrorCode, ErrorRow> = table

/** Whether what a fault broke off is tried again; undefined where the same fails again. */
export const retryOf = (code: ErrorCode): Retry | undefined => rows[code].retry
/** What a job says that sits out a fault; undefined for one that is not sat out. */
export const waitingTextOf = (code: ErrorCode): string | undefined => rows[code].waiting
export const ErrorCodeSchema = z.enum(Object.keys(table) as [ErrorCode, ...ErrorCode[]])

/** What crosses the wire: a code to branch on, a sentence to read, a way out. */
export type ErrorBody = { error: { code: ErrorCode; message: string; hint: string; requestId?: string } }

type Options = { hint?: string; cause?: unknown; retryAfterSeconds?: number }

/** An expected failure. `message` is a sentence for the reader; `hint` says what to do about it. */
export class DomainError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly hint: string
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, message: string, options: Options = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'DomainError'
    this.code = code
    this.status = table[code].status
    this.hint = options.hint ?? table[code].hint
    this.retryAfterSeconds = options.retryAfterSeconds
  }

  toBody(requestId?: string): ErrorBody {
    const { code, message, hint } = this
    return { error: { code, message, hint, ...(requestId ? { requestId } : {}) } }
  }
}

/**
 * True for a DomainError of any bundle: the page bundle and the server bundle each carry a copy of this class, so
 * `instanceof` would say no to an error that crossed from one to the other.
 */
export function isDomainError(error: unknown): error is DomainError {
  return error instanceof Error && error.name === 'DomainError' && 'code' in error
}

/** The DomainError in a chain of causes, or INTERNAL with no detail of what went wrong. */
export function toDomainError(error: unknown): DomainError {
  for (let e: unknown = error, depth = 0; e instanceof Error && depth < 5; e = e.cause, depth++) {
    if (isDomainError(e)) return e
  }
  return new DomainError('INTERNAL', 'Something went wrong on our side.', { cause: error })
}
