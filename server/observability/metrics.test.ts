import { describe, expect, it } from 'vitest'
import type { IndexReading } from './index-metrics'
import { createMetrics } from './metrics'
import { quietReadings } from './testing/readings'

describe('the metrics', () => {
  it('count requests by route and status, with their time', async () => {
    const metrics = createMetrics(quietReadings)
    metrics.observeRequest({ method: 'GET', route: '/t/:id', status: 200 }, 0.02)
    metrics.observeRequest({ method: 'GET', route: '/t/:id', status: 200 }, 3)
    metrics.observeRequest({ method: 'GET', route: '/t/:id', status: 404 }, 0.001)
    const text = await metrics.read()
    expect(text).toContain('segue_http_request_seconds_count{method="GET",route="/t/:id",status="200"} 2')
    expect(text).toContain(
      'segue_http_request_seconds_bucket{le="0.025",method="GET",route="/t/:id",status="200"} 1',
    )
    expect(text).toContain('segue_http_request_seconds_count{method="GET",route="/t/:id",status="404"} 1')
  })

  it('read gauges when somebody looks, and count failures by code', async () => {
    let queued = 5
    const metrics = createMetrics({ ...quietReadings, queuedSearches: () => queued })
    expect(await metrics.read()).toMatch(/^segue_index_queue 5$/m)
    queued = 6
    metrics.countError('BUSY')
    const text = await metrics.read()
    expect(text).toMatch(/^segue_index_queue 6$/m)
    expect(text).toContain('segue_errors_total{code="BUSY"} 1')
  })

  it('say what the index in use is, and nothing where there is none', async () => {
    const exact: IndexReading = {
      version: 3,
      kind: 'flat',
      count: 120,
      builtWith: 100,
      nlist: null,
      nprobe: null,
      recall: null,
      recallTarget: 0.98,
      drift: { share: 0.2, distance: 0.05 },
      builtAt: new Date(Date.now() - 60_000),
    }
    let index: IndexReading | null = null
    const metrics = createMetrics({ ...quietReadings, index: () => index })
    expect(await metrics.read()).not.toMatch(/^segue_index_(tracks|version|kind)\b/m)
    index = exact
    const first = await metrics.read()
    for (const line of [
      'segue_index_tracks 120',
      'segue_index_version 3',
      'segue_index_built_tracks 100',
      'segue_index_kind{kind="flat"} 1',
      'segue_index_recall_ratio 1',
      'segue_index_recall_target_ratio 0.98',
      'segue_index_drift_ratio 0.2',
      'segue_index_drift_distance 0.05',
    ]) {
      expect(first.split('\n')).toContain(line)
    }
    expect(first).toMatch(/^segue_index_age_seconds 6\d(\.\d+)?$/m)
    expect(first).not.toMatch(/^segue_index_lists/m)
    index = { ...exact, kind: 'ivf', nlist: 64, nprobe: 9, recall: 0.985 }
    const second = await metrics.read()
    expect(second).toMatch(/^segue_index_lists 64$/m)
    expect(second).toMatch(/^segue_index_lists_searched 9$/m)
    expect(second).toMatch(/^segue_index_recall_ratio 0\.985$/m)
    expect(second).not.toContain('kind="flat"')
  })

  it('count how questions were answered, and the share that was not computed', async () => {
    const resultCache = () => ({ hits: 5, joined: 1, misses: 3, fallbacks: 1 })
    const text = await createMetrics({ ...quietReadings, resultCache }).read()
    expect(text).toContain('segue_result_cache_total{outcome="hit"} 5')
    expect(text).toContain('segue_result_cache_total{outcome="fallback"} 1')
    expect(text).toMatch(/^segue_result_cache_hit_ratio 0\.6$/m)
    expect(await createMetrics(quietReadings).read()).toMatch(/^segue_result_cache_hit_ratio 0$/m)
  })

  it('are those of one instance: two do not share a registry', async () => {
    const [one, two] = [createMetrics(quietReadings), createMetrics(quietReadings)]
    one.countError('BUSY')
    expect(await two.read()).not.toContain('BUSY')
  })
})
