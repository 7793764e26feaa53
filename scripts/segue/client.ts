import { createSegueClient, type SegueClient } from '~server/client'
import { createServiceToken, type ServiceRole } from '~server/accounts/identity/service-token'
import { findServiceSecret, type Settings } from './settings'

export const SUBJECT = 'segue-cli'
/** A token of a single request: long enough for a clock that is off and a queue that is full. */
const REQUEST_TTL_SECONDS = 60
/** Jobs and lists of the instance itself are shown to operators; what retention would remove, too. */
const OPERATORS_QUERIES = new Set([
  'acts.list',
  'import.lists',
  'job.get',
  'job.list',
  'job.watch',
  'playlist.summary',
  'retention.preview',
])

/** A client that signs each request with a fresh token of the least right it needs; a guest without a secret. */
export function createToolClient(settings: Settings): SegueClient {
  let secret: Promise<string | null> | null = null
  return createSegueClient({
    url: settings.url,
    token: async ({ type, path }) => {
      secret ??= findServiceSecret(settings)
      const key = await secret
      if (key === null) return null
      const needsOperator = type === 'mutation' || OPERATORS_QUERIES.has(path)
      const role: ServiceRole = needsOperator ? 'operator' : 'reader'
      return createServiceToken({ secret: key, subject: SUBJECT, role, ttlSeconds: REQUEST_TTL_SECONDS })
    },
  })
}
