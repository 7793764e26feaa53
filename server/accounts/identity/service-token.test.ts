import fc from 'fast-check'
import { SignJWT } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { AUDIENCE, MAX_TTL_SECONDS, createServiceToken, verifyServiceToken } from './service-token'

const secret = 'a-secret-of-more-than-thirty-two-letters'
const other = 'another-secret-of-thirty-two-letters-too'
const key = new TextEncoder().encode(secret)
const now = () => Math.floor(Date.now() / 1000)

/** A token of our own making: what an attacker or a careless tool could send. */
function sign(claims: Record<string, unknown>, { alg = 'HS256', aud = AUDIENCE } = {}): Promise<string> {
  const at = now()
  const all = { sub: 'tool', jti: 'a-token-id', role: 'reader', iat: at, exp: at + 60, aud, ...claims }
  return new SignJWT(all).setProtectedHeader({ alg, typ: 'JWT' }).sign(key)
}

describe('a service token', () => {
  afterEach(() => vi.useRealTimers())

  it('names its caller, once per token', async () => {
    const make = () => createServiceToken({ secret, subject: 'nightly', role: 'reader', ttlSeconds: 60 })
    const [first, second] = [
      await verifyServiceToken(await make(), secret),
      await verifyServiceToken(await make(), secret),
    ]
    expect(first).toMatchObject({ subject: 'nightly', role: 'reader' })
    expect(Math.abs(first.expiresAt.getTime() - Date.now() - 60_000)).toBeLessThan(2000)
    expect(first.jti).not.toBe(second.jti)
  })

  it('is an operator’s unless told otherwise, because tools that write are what tokens are for', async () => {
    const token = await createServiceToken({ secret, subject: 'cli' })
    expect((await verifyServiceToken(token, secret)).role).toBe('operator')
  })

  it.each([0, -1, 1.5, MAX_TTL_SECONDS + 1, Number.NaN])(
    'is not made for a life of %s s',
    async (ttlSeconds) => {
      await expect(createServiceToken({ secret, subject: 'x', ttlSeconds })).rejects.toMatchObject({
        code: 'INPUT_INVALID',
      })
    },
  )

  it('is refused after its end, and says that it has expired', async () => {
    const token = await createServiceToken({ secret, subject: 'x', ttlSeconds: 30 })
    vi.useFakeTimers({ now: Date.now() + 36_000 })
    await expect(verifyServiceToken(token, secret)).rejects.toMatchObject({
      code: 'TOKEN_EXPIRED',
      status: 401,
    })
  })

  it('is accepted within the tolerance for two clocks', async () => {
    const token = await createServiceToken({ secret, subject: 'x', ttlSeconds: 30 })
    vi.useFakeTimers({ now: Date.now() + 33_000 })
    await expect(verifyServiceToken(token, secret)).resolves.toMatchObject({ subject: 'x' })
  })

  it('is refused under another secret', async () => {
    const token = await createServiceToken({ secret: other, subject: 'x' })
    await expect(verifyServiceToken(token, secret)).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  })

  it('is refused for another audience, and says so', async () => {
    const token = await createServiceToken({ secret, subject: 'x', audience: 'another-service' })
    await expect(verifyServiceToken(token, secret)).rejects.toMatchObject({ code: 'TOKEN_WRONG_AUDIENCE' })
  })

  it('is refused under another algorithm, the right secret or not', async () => {
    for (const alg of ['HS384', 'HS512']) {
      await expect(verifyServiceToken(await sign({}, { alg }), secret)).rejects.toMatchObject({
        code: 'TOKEN_INVALID',
      })
    }
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const body = part({
      sub: 'x',
      jti: '12345678',
      role: 'operator',
      aud: AUDIENCE,
      iat: now(),
      exp: now() + 60,
    })
    const unsigned = `${part({ alg: 'none', typ: 'JWT' })}.${body}.`
    await expect(verifyServiceToken(unsigned, secret)).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  })

  it('is refused where somebody with the secret made it live longer than five minutes', async () => {
    const token = await sign({ exp: now() + MAX_TTL_SECONDS + 1 })
    await expect(verifyServiceToken(token, secret)).rejects.toMatchObject({
      code: 'TOKEN_INVALID',
      message: expect.stringContaining('five minutes') as unknown,
    })
  })

  it('is refused where it was issued in the future', async () => {
    await expect(
      verifyServiceToken(await sign({ iat: now() + 3600, exp: now() + 3660 }), secret),
    ).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  })

  it.each(['sub', 'jti', 'role', 'iat', 'exp', 'aud'])('is refused without the claim %s', async (claim) => {
    await expect(verifyServiceToken(await sign({ [claim]: undefined }), secret)).rejects.toMatchObject({
      status: 401,
    })
  })

  it('is refused with a role that nobody has', async () => {
    await expect(verifyServiceToken(await sign({ role: 'root' }), secret)).rejects.toMatchObject({
      code: 'TOKEN_INVALID',
    })
  })

  it('is refused after any change of its text', async () => {
    const token = await createServiceToken({ secret, subject: 'tool' })
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: token.length - 1 }),
        fc.constantFrom(...'ABCXYZabcxyz0189-_.='),
        fc.constantFrom('replace', 'insert', 'delete'),
        async (at, letter, how) => {
          const tail = token.slice(how === 'insert' ? at : at + 1)
          const tampered = token.slice(0, at) + (how === 'delete' ? '' : letter) + tail
          // The last letter of a base64url text carries two unused bits: some letters there spell the same bytes.
          fc.pre(tampered !== token && !sameBytes(tampered, token))
          await expect(verifyServiceToken(tampered, secret)).rejects.toMatchObject({ status: 401 })
        },
      ),
      { numRuns: 300 },
    )
  })

  it('is refused where a text is no token at all, with no word about why', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 200 }), async (text) => {
        await expect(verifyServiceToken(text, secret)).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
      }),
    )
  })
})

function sameBytes(a: string, b: string): boolean {
  const parts = (text: string) =>
    text.split('.').map((part) => Buffer.from(part, 'base64url').toString('hex'))
  const [left, right] = [a.split('.'), b.split('.')]
  return left[0] === right[0] && left[1] === right[1] && parts(a).join('.') === parts(b).join('.')
}
