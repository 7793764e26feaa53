import { z } from 'zod'
import type { ResultStore } from '../similar/result-cache'
import { createCoalescer } from './coalesce'
import { NOT_FOUND, type Keep, type NotFound, type SpotifyHttp } from './http'

type Options = {
  http: SpotifyHttp
  store: ResultStore
  /** Whose answers these are: another app, or another user, may get others. */
  owner: string
  /** How long what Spotify says of a track or a page of an unchanged playlist is kept. */
  metadataSeconds: number
  /** How long “there is no such thing” is kept. */
  negativeSeconds: number
}

const Kept = z.union([z.object({ found: z.unknown() }), z.object({ missing: z.literal(true) })])

/**
 * Asks Spotify once for equal questions at the same time, and keeps the answers to those that say they may be kept.
 * What is kept is what the schema read, so that a page of a playlist takes a tenth of its body. A store that is away
 * costs nobody an answer.
 */
export function createCachedHttp({ http, store, ...options }: Options): SpotifyHttp {
  const flights = createCoalescer()
  const schemas = new Map<z.ZodType, number>()

  /** Equal paths that are read with other schemas give other answers. */
  const numberOf = (schema: z.ZodType): number => {
    const number = schemas.get(schema) ?? schemas.size
    schemas.set(schema, number)
    return number
  }

  async function ask<T extends z.ZodType>(
    path: string,
    schema: T,
    signal: AbortSignal,
    keep?: Keep,
  ): Promise<z.output<T> | NotFound> {
    if (!keep) return http.get(path, schema, signal)
    const key = `spotify:${options.owner}:${keep.kind}:${keep.version ?? ''}:${path}`
    const kept = readKept(await store.read(key).catch(() => null), schema)
    if (kept !== null) return kept.answer
    const answer = await http.get(path, schema, signal)
    const missing = answer === NOT_FOUND
    const seconds = missing ? options.negativeSeconds : options.metadataSeconds
    // Nobody waits for the store to take it.
    if (seconds > 0) {
      const text = JSON.stringify(missing ? { missing: true } : { found: answer })
      store.write(key, text, seconds).catch(() => undefined)
    }
    return answer
  }

  return {
    get: (path, schema, signal, keep) =>
      flights.run(
        `${String(numberOf(schema))} ${keep?.version ?? ''} ${path}`,
        (all) => ask(path, schema, all, keep),
        signal,
      ),
  }
}

/** What was kept, where it is still what the schema reads; null otherwise. */
function readKept<T extends z.ZodType>(
  text: string | null,
  schema: T,
): { answer: z.output<T> | NotFound } | null {
  if (text === null) return null
  try {
    const kept = Kept.safeParse(JSON.parse(text))
    if (!kept.success) return null
    if ('missing' in kept.data) return { answer: NOT_FOUND }
    const parsed = schema.safeParse(kept.data.found)
    return parsed.success ? { answer: parsed.data } : null
  } catch {
    return null
  }
}
