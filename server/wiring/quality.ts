import type { Sql } from '~db/client'
import type { Scaler } from '../domain/features/scaler'
import { VECTOR_SPEC } from '../domain/features/vector-spec'
import { DomainError } from '../domain/errors'
import { createEvaluateAfterBuild } from '../jobs/evaluate-after-build'
import type { Enqueue } from '../jobs/enqueue'
import type { Logger } from '../observability/logger'
import type { Resources } from '../process/resources'
import { GATE_MIN_TRACKS } from '../quality/domain/gate'
import { MIN_PLAYLISTS, MIN_TRACKS, RunEvaluation } from '../quality/domain/limits'
import { readEvaluationCatalog } from '../quality/evaluation-catalog.repository'
import { createEvaluationPool } from '../quality/evaluation-pool'
import { judgeScaler } from '../quality/judge-scaler'
import { createQualityRepository } from '../quality/quality.repository'
import { startEvaluation } from '../quality/start-evaluation'
import type { Env } from './env'

type Wiring = { sql: Sql; log: Logger; enqueue: Enqueue; resources: Resources; filename: string }

/** Without a build for this long, the catalog has settled and is worth measuring. */
const EVALUATE_AFTER_MS = 10_000

/** What measures an index: before it takes over, and after it has. */
export function openQuality(env: Env, { sql, log, enqueue, resources, filename }: Wiring) {
  const evaluations = resources.use(createEvaluationPool({ filename }))
  const ending = new AbortController()
  resources.defer(() => {
    ending.abort(new DomainError('CANCELLED', 'The process is stopped.'))
  })
  const quality = createQualityRepository(sql)
  const afterBuild = resources.use(
    createEvaluateAfterBuild(
      {
        log,
        isWorthwhile: async () => (await quality.countPlaylists(MIN_TRACKS, MIN_PLAYLISTS)) >= MIN_PLAYLISTS,
        start: () => startEvaluation(enqueue, RunEvaluation.parse({}), 'nightly'),
      },
      EVALUATE_AFTER_MS,
    ),
  )
  const readMeasured = () => readEvaluationCatalog(sql, VECTOR_SPEC.version)
  const judging = { ...quality, ...evaluations, readCatalog: readMeasured, signal: ending.signal, log }
  const seconds = env.index.gateSeconds
  const judge = (scalers: { current: Scaler; next: Scaler }) => judgeScaler(judging, scalers, { seconds })
  return {
    quality,
    evaluations,
    readMeasured,
    /** What the index asks before a version takes over, and tells after. */
    ofIndex: {
      ...(seconds > 0 && { gate: { judge, minTracks: GATE_MIN_TRACKS } }),
      ...(env.index.evaluateAfterBuild && {
        onBuilt: () => {
          afterBuild.onBuilt()
        },
      }),
    },

    /** A process that was stopped before it measured, or an older program, left a version without figures. */
    async catchUp(live: number | undefined): Promise<void> {
      if (env.process.role === 'web' || !env.index.evaluateAfterBuild || live === undefined) return
      if ((await quality.findLatest())?.version !== live) afterBuild.onBuilt()
    },
  }
}
