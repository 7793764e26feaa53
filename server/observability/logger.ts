import { pino, type DestinationStream, type Logger } from 'pino'
import pretty from 'pino-pretty'

export type { Logger } from 'pino'

/** Keys whose values never reach a log, at any depth the log lines of this program have. */
const SECRET_KEYS = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'secret',
  'token',
  'access_token',
  'refresh_token',
  'accessToken',
  'refreshToken',
  'client_secret',
  'clientSecret',
  'code_verifier',
  'DATABASE_URL',
  'REDIS_URL',
  'SERVICE_SECRET',
  'SPOTIFY_CLIENT_SECRET',
]
/** An OAuth code is a secret; the `code` of an error is what one looks for. */
const OAUTH_CODES = ['query.code', 'body.code', '*.query.code', '*.body.code']
const REDACT = [
  ...SECRET_KEYS.flatMap((key) => [`["${key}"]`, `*["${key}"]`, `*.*["${key}"]`]),
  ...OAUTH_CODES,
]

type Options = {
  level: string
  destination?: DestinationStream
  /** For somebody who reads along in a terminal: lines of text in place of JSON. */
  readable?: boolean
  /** Said in each line. */
  about?: Record<string, string>
}

/** JSON lines on stdout, or on `destination`; secrets are redacted by key from the first line on. */
export function createLogger({ level, destination, readable = false, about }: Options): Logger {
  const out = destination ?? pino.destination(1)
  return pino(
    {
      level,
      base: about ?? null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: REDACT, censor: '[redacted]' },
      serializers: { err: pino.stdSerializers.err },
    },
    readable
      ? pretty({ destination: out, sync: true, singleLine: true, translateTime: 'SYS:HH:MM:ss' })
      : out,
  )
}
