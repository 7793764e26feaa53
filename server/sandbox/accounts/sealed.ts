/** Codes and tokens that carry their own contents under a MAC, so that they outlive a restart of the sandbox. */
import { createHmac, timingSafeEqual } from 'node:crypto'

import { z } from 'zod'

const Grant = z.object({ user: z.string(), scope: z.string(), client: z.string() })
const Code = Grant.extend({
  type: z.literal('code'),
  id: z.string(),
  redirectUri: z.string(),
  challenge: z.string().nullable(),
  expires: z.number(),
})
const Access = z.object({
  type: z.literal('access'),
  user: z.string().nullable(),
  scope: z.string(),
  expires: z.number(),
})
/** `family` is one sign-in, `generation` counts its refreshes, `consented` is when the user agreed (ms). */
const Refresh = Grant.extend({
  type: z.literal('refresh'),
  family: z.string(),
  generation: z.number(),
  consented: z.number(),
})
const Payload = z.discriminatedUnion('type', [Code, Access, Refresh])

export type Payload = z.infer<typeof Payload>
export type Sealer = {
  seal(payload: Payload): string
  /** Null for anything this sandbox did not seal as that type. */
  open<T extends Payload['type']>(type: T, token: string): Extract<Payload, { type: T }> | null
}

/** Spotify's codes and refresh tokens begin with AQ, its access tokens with BQ. */
const PREFIX = { code: 'AQ', refresh: 'AQ', access: 'BQ' } as const

export function createSealer(key: string): Sealer {
  const sign = (text: string): Buffer => createHmac('sha256', key).update(text).digest()
  return {
    seal: (payload) => {
      const text = Buffer.from(JSON.stringify(payload)).toString('base64url')
      return `${PREFIX[payload.type]}${text}-${sign(text).toString('hex')}`
    },
    open: <T extends Payload['type']>(type: T, token: string) => {
      const parts = /^[AB]Q([\w-]+)-([0-9a-f]{64})$/.exec(token)
      if (parts?.[1] === undefined || parts[2] === undefined) return null
      if (!timingSafeEqual(sign(parts[1]), Buffer.from(parts[2], 'hex'))) return null
      const payload = Payload.parse(JSON.parse(Buffer.from(parts[1], 'base64url').toString()))
      return payload.type === type ? (payload as Extract<Payload, { type: T }>) : null
    },
  }
}
