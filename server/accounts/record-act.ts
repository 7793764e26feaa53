import { createHmac } from 'node:crypto'
import { toNetwork, type Act, type AuditEntry } from './domain/audit'

type Deps = {
  audit: { add: (entry: Omit<AuditEntry, 'at'>) => Promise<void> }
  /** What names are hashed with: who reads the log cannot try names out. */
  secret: string
  warn: (error: unknown) => void
}

/** Keeps who did what. An act that cannot be kept is not undone: the failure is logged. */
export async function recordAct(
  { audit, secret, warn }: Deps,
  { actor, address, ...act }: Act,
): Promise<void> {
  const hash = createHmac('sha256', `${secret} audit`)
    .update(`${actor.kind} ${actor.id}`)
    .digest('hex')
    .slice(0, 16)
  const entry = {
    actor: `${actor.kind}-${hash}`,
    origin: toNetwork(address),
    ...act,
    detail: act.detail ?? null,
  }
  await audit.add(entry).catch(warn)
}
