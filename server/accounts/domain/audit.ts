import { z } from 'zod'

export const AuditOutcome = z.enum(['done', 'refused', 'failed'])
export type AuditOutcome = z.infer<typeof AuditOutcome>

/** An act as it is kept. `actor` is a keyed hash: equal for equal people, and no name. */
export const AuditEntry = z.object({
  at: z.string(),
  actor: z.string(),
  origin: z.string().nullable(),
  act: z.string(),
  outcome: AuditOutcome,
  detail: z.string().nullable(),
})
export type AuditEntry = z.infer<typeof AuditEntry>

/** Who acts: somebody who is signed in, a tool by its name, or the instance's own machine. */
export type Actor = { kind: 'user' | 'tool' | 'guest' | 'account'; id: string }
export type Act = {
  actor: Actor
  address: string | null
  act: string
  outcome: AuditOutcome
  detail?: string | null
}

/** The network of an address: the first 24 bits of IPv4, the first 48 of IPv6; null for what is neither. */
export function toNetwork(address: string | null): string | null {
  if (address === null) return null
  const v4 = /^(?:::ffff:)?(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/i.exec(address)?.[1]
  if (v4 !== undefined) return `${v4}.0/24`
  if (!/^[0-9a-f:]{2,39}$/i.test(address)) return null
  const [head = ''] = address.split('::')
  const groups = head.split(':').filter((group) => group !== '')
  return `${groups.slice(0, 3).join(':')}::/48`
}
