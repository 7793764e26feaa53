import { randomUUID } from 'node:crypto'
import { SignJWT, errors, jwtVerify } from 'jose'
import { z } from 'zod'
import { DomainError } from '../../domain/errors'

export const AUDIENCE = 'segue'
export const MAX_TTL_SECONDS = 300
/** Clocks of two machines of one house may differ by this much. */
const CLOCK_TOLERANCE_SECONDS = 5

/** reader: asks. operator: also changes the catalog and the index. */
export const ServiceRole = z.enum(['reader', 'operator'])
export type ServiceRole = z.infer<typeof ServiceRole>
export type ServiceCaller = { subject: string; role: ServiceRole; jti: string; expiresAt: Date }

type NewToken = {
  secret: string
  subject: string
  role?: ServiceRole
  ttlSeconds?: number
  audience?: string
}

/**
 * A JWT (HS256, RFC 7519) that opens the API for at most five minutes; with its `jti` it opens one writing request.
 * Throws DomainError INPUT_INVALID for a life that is too long or not positive.
 */
export async function createServiceToken(token: NewToken): Promise<string> {
  const ttl = token.ttlSeconds ?? 60
  if (!Number.isInteger(ttl) || ttl < 1 || ttl > MAX_TTL_SECONDS) {
    throw new DomainError('INPUT_INVALID', `A service token lives 1 to ${String(MAX_TTL_SECONDS)} seconds.`)
  }
  const now = Math.floor(Date.now() / 1000)
  return new SignJWT({ role: token.role ?? 'operator' })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(token.subject)
    .setAudience(token.audience ?? AUDIENCE)
    .setJti(randomUUID())
    .setIssuedAt(now)
    .setExpirationTime(now + ttl)
    .sign(new TextEncoder().encode(token.secret))
}

const Claims = z.object({
  sub: z.string().min(1).max(200),
  jti: z.string().min(8).max(100),
  iat: z.number(),
  exp: z.number(),
  role: ServiceRole,
})

/**
 * The caller that a token names. Throws DomainError TOKEN_EXPIRED, TOKEN_WRONG_AUDIENCE or TOKEN_INVALID (forged,
 * another algorithm, missing claims, or made to live longer than five minutes).
 */
export async function verifyServiceToken(token: string, secret: string): Promise<ServiceCaller> {
  const claims = Claims.safeParse(await verified(token, secret))
  if (!claims.success) throw new DomainError('TOKEN_INVALID', 'The service token lacks claims that it needs.')
  const { sub, jti, iat, exp, role } = claims.data
  if (exp - iat > MAX_TTL_SECONDS) {
    throw new DomainError('TOKEN_INVALID', 'The service token was made to live longer than five minutes.')
  }
  return { subject: sub, role, jti, expiresAt: new Date(exp * 1000) }
}

async function verified(token: string, secret: string): Promise<unknown> {
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      algorithms: ['HS256'],
      audience: AUDIENCE,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      maxTokenAge: MAX_TTL_SECONDS,
    })
    return payload
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      throw new DomainError('TOKEN_EXPIRED', 'The service token has expired.')
    }
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') {
      throw new DomainError('TOKEN_WRONG_AUDIENCE', 'The service token is meant for another service.')
    }
    throw new DomainError('TOKEN_INVALID', 'The service token is not valid.')
  }
}
