import { describe, expect, it } from 'vitest'
import { createMetrics } from './metrics'

describe('the metrics', () => {
  it('count requests by route and status, with their time', async () => {
    const metrics = createMetrics({ indexedTracks: () => 0, queuedSearches: () => 0 })
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
    let tracks = 5
    const metrics = createMetrics({ indexedTracks: () => tracks, queuedSearches: () => 2 })
    expect(await metrics.read()).toMatch(/^segue_index_tracks 5$/m)
    tracks = 6
    metrics.countError('BUSY')
    const text = await metrics.read()
    expect(text).toMatch(/^segue_index_tracks 6$/m)
    expect(text).toMatch(/^segue_index_queue 2$/m)
    expect(text).toContain('segue_errors_total{code="BUSY"} 1')
  })

  it('are those of one instance: two do not share a registry', async () => {
    const readings = { indexedTracks: () => 0, queuedSearches: () => 0 }
    const [one, two] = [createMetrics(readings), createMetrics(readings)]
    one.countError('BUSY')
    expect(await two.read()).not.toContain('BUSY')
  })
})
