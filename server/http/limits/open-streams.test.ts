import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toDomainError } from '../../domain/errors'
import { createMetrics } from '../../observability/metrics'
import { quietReadings } from '../../observability/testing/readings'
import { createErrorHandler } from '../error-handler'
import { checkRequest } from '../gate/gate'
import { requestScope } from '../request-scope'
import { captureLog, serve } from '../testing/app'
import { createOpenStreams, type OpenStreams } from './open-streams'

const MAX = 3
const metrics = createMetrics(quietReadings)

let streams: OpenStreams
let server: Awaited<ReturnType<typeof serve>>
beforeEach(async () => {
  streams = createOpenStreams({ max: 100, maxPerAddress: MAX })
  server = await serve((app) => {
    app.use(requestScope({ log: captureLog().log, metrics }))
    app.use(checkRequest({ hosts: { names: new Set(), anyAddress: false }, trustProxyHops: 0 }))
    app.use(streams.handler)
    app.use((_request, response) => {
      response.writeHead(200).write('begun')
    })
    app.use(createErrorHandler({ toDomainError, metrics }))
  })
})
afterEach(() => server.close())

const open = (path: string) => fetch(server.url + path)

describe('streams of one address', () => {
  it.each([
    '/api/trpc/job.watch',
    '/api/trpc/job%2Ewatch',
    '/api/trpc/job%2ewatch?input=1',
    '/api/trpc/%6aob.%77atch',
    '/api/trpc/job.list,job.watch',
    '/api/trpc/job.list%2Cjob.watch?batch=1',
  ])('are bounded, %s among them', async (path) => {
    for (let i = 0; i < MAX; i++) expect((await open('/api/trpc/job.watch')).status).toBe(200)
    const refused = await open(path)
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('10')
    expect((await open('/api/trpc/job.list')).status).toBe(200)
  })

  it('end when the server stops, and no other begins', async () => {
    const stream = await open('/api/trpc/job%2Ewatch')
    const other = await open('/api/trpc/job.list')
    streams.close()
    await expect(stream.text()).rejects.toThrow()
    expect((await open('/api/trpc/job%2ewatch')).status).toBe(503)
    expect(other.bodyUsed).toBe(false)
  })
})
