import type { Sql } from '~db/client'
import type { Probes } from './check-readiness'

type Deps = {
  sql: Sql
  redis: { ping: () => Promise<string> } | null
  keeper: { getLive: () => { version: { version: number }; count: number } }
  describeJobs: () => string
  spotify: 'sandbox' | 'connected'
}

/** How each part that Segue stands on is asked whether it is there. */
export function createProbes({ sql, redis, keeper, describeJobs, spotify }: Deps): Probes {
  return {
    postgres: async () => {
      await sql`select 1`
      return 'answers'
    },
    redis: redis ? async () => `answers ${(await redis.ping()).toLowerCase()}` : null,
    index: () => {
      const { version, count } = keeper.getLive()
      return Promise.resolve(`version ${String(version.version)}, ${String(count)} tracks`)
    },
    jobs: () => Promise.resolve(describeJobs()),
    spotify: () => Promise.resolve(spotify === 'sandbox' ? 'sandbox' : 'client id set'),
  }
}
