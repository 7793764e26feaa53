import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Recommendation } from '../similar/domain/recommendation'
import { VECTOR_SPEC } from '../domain/features/vector-spec'
import type { Env } from './env'
import type { Logger } from '../observability/logger'
import type { Redis } from '../redis/client'
import { createMemoryResultStore, createRedisResultStore } from '../redis/result-store'
import type { AnswerBasis } from '../similar/answer-key'
import { createResultCache, type ResultStore } from '../similar/result-cache'
import type { IndexManager } from '../vector-index/index-manager'

/** Keeps nothing; the same question at the same time is still computed once. */
const NO_STORE: ResultStore = { read: () => Promise.resolve(null), write: () => Promise.resolve() }

/** The cache of recommendations, and what its keys say of the state they hold for. */
export async function createAnswerCache(env: Env, log: Logger, redis: Redis | null, keeper: IndexManager) {
  // The bundle this runs from: a new program finds no answer that an old one gave.
  const bundle = await readFile(fileURLToPath(import.meta.url))
  const program = createHash('sha256').update(bundle).digest('base64url')
  return {
    cache: createResultCache(openStore(env, log, redis), parseAnswer),
    findBasis: (): AnswerBasis | null => {
      const live = keeper.findLive()
      if (!live) return null
      const { version, checksum } = live.version
      return { program, spec: VECTOR_SPEC.version, version, checksum, changeSeq: live.lastSeq }
    },
  }
}

/** A kept answer, field for field as the fresh one was: a parsed copy would have the schema's order of fields. */
function parseAnswer(text: string): Recommendation {
  const answer: unknown = JSON.parse(text)
  Recommendation.parse(answer)
  return answer as Recommendation
}

function openStore(env: Env, log: Logger, redis: Redis | null): ResultStore {
  const ttlSeconds = env.redis.resultCacheSeconds
  const maxBytes = env.limits.resultCacheBytes
  if (ttlSeconds === 0) return NO_STORE
  if (!redis) return createMemoryResultStore({ ttlSeconds, maxBytes })
  return createRedisResultStore(redis, log, { ttlSeconds, timeoutMs: env.limits.resultCacheTimeoutMs })
}
