import type { Actor, AuditOutcome } from '../accounts/domain/audit'
import type { DomainError } from '../domain/errors'
import type { Context } from './context'

/** Who asks, as the log of acts names them; null for somebody who is nobody here. */
export async function findActor({ caller, listener, guestsMayImport }: Context): Promise<Actor | null> {
  if (caller.kind === 'service') return { kind: 'tool', id: caller.subject }
  const user = await listener.findUser()
  if (user) return { kind: 'user', id: user.id }
  // Strangers' attempts are in the log of requests; here they could fill the table.
  return guestsMayImport ? { kind: 'guest', id: 'own machine' } : null
}

/** What became of an act that was refused or failed. */
export function toOutcome({ status }: DomainError): AuditOutcome {
  return status === 401 || status === 403 ? 'refused' : 'failed'
}
