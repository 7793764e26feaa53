import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { z } from 'zod'
import { AUDIENCE, createServiceToken, type ServiceRole } from '~server/accounts/identity/service-token'
import { createSegueClient, type SegueClient } from '~server/client'
import { isActiveJob } from '~server/domain/job'
import { Recommendation } from '~server/similar/domain/recommendation'
import { until, type TestServer } from '../../setup/server'

export const ErrorBody = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    message: z.string().min(10),
    hint: z.string().min(10),
    requestId: z.string(),
  }),
})

type Headers = Record<string, string>

/** POSTs to /api/recommend; a body that is a text is sent as it is. */
export function postRecommend(server: TestServer, body: unknown, headers: Headers = {}): Promise<Response> {
  return fetch(`${server.url}/api/recommend`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

/** Recommendations for a link. @throws where the answer is none. */
export async function recommend(server: TestServer, url: string, k = 10): Promise<Recommendation> {
  const response = await postRecommend(server, { url, k })
  const body: unknown = await response.json()
  if (!response.ok) throw new Error(JSON.stringify(body))
  return Recommendation.parse(body)
}

/** The error of an answer, after checking what holds for every error. */
export async function readError(response: Response) {
  const text = await response.text()
  if (/\n\s+at |\.m?[jt]s:\d+/.test(text)) throw new Error(`a stack reached the reader: ${text}`)
  const { error } = ErrorBody.parse(JSON.parse(text))
  const id = response.headers.get('x-request-id')
  if (error.requestId !== id) throw new Error(`the ids of the request differ: ${error.requestId} and ${id}`)
  return { status: response.status, ...error }
}

export function makeToken(
  server: TestServer,
  role: ServiceRole = 'operator',
  ttlSeconds = 60,
): Promise<string> {
  return createServiceToken({ secret: server.serviceSecret, subject: 'integration-test', role, ttlSeconds })
}

/** A token with claims and an algorithm of our own choice, signed with the right secret. */
export function forgeToken(
  server: TestServer,
  claims: Record<string, unknown>,
  alg = 'HS256',
): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  const all = {
    sub: 'x',
    jti: randomUUID(),
    role: 'operator',
    aud: AUDIENCE,
    iat: now,
    exp: now + 60,
    ...claims,
  }
  return new SignJWT(all).setProtectedHeader({ alg }).sign(new TextEncoder().encode(server.serviceSecret))
}

/** How ready a server is, with the reasons. */
export async function askReady(server: TestServer): Promise<Response> {
  return fetch(`${server.url}/api/ready`, { headers: { authorization: `Bearer ${await makeToken(server)}` } })
}

/** The typed client with a fresh operator's token for each call. */
export function makeClient(server: TestServer): SegueClient {
  return createSegueClient({ url: server.url, token: () => makeToken(server) })
}

/** Waits until a job is over and gives it. */
export async function endOfJob(client: SegueClient, id: string, timeoutMs?: number) {
  let job = await client.job.get.query({ id })
  await until(
    `job ${id}`,
    async () => {
      job = await client.job.get.query({ id })
      return !isActiveJob(job)
    },
    timeoutMs,
  )
  return job
}
