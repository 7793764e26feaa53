import type { RequestHandler } from 'express'
import { DomainError } from '../../domain/errors'
import type { AppOptions, Readiness } from '../options'
import { scopeOf, type RequestScope } from '../request-scope'

/** What a process shows to those who watch over it, whatever its role. */

export const showHealth: RequestHandler = (_request, response) => {
  response.json({ status: 'ok' })
}

/** What is ready and what is not; the reasons are the operator's. */
export function showReadiness({ readiness }: Pick<AppOptions, 'readiness'>): RequestHandler {
  return (request, response, next) => {
    const answer = async () => {
      const [state, isOperator] = await Promise.all([readiness(), isOperators(scopeOf(request))])
      response.status(state.ready ? 200 : 503).json(isOperator ? state : withoutReasons(state))
    }
    answer().catch(next)
  }
}

function withoutReasons({ ready, parts }: Readiness) {
  const states = Object.entries(parts).map(([name, { status }]) => [name, { status }] as const)
  return { ready, parts: Object.fromEntries(states) }
}

async function isOperators({ caller, listener }: RequestScope): Promise<boolean> {
  if (caller.kind === 'service') return caller.role === 'operator'
  if (caller.kind !== 'browser') return false
  // Without the database nobody can be known.
  const user = await listener.findUser().catch(() => null)
  return user?.role === 'operator'
}

/** For the operator: with a service token, or where only this machine reaches an instance that is open. */
export function showMetrics({
  metrics,
  local,
  openAccess,
}: Pick<AppOptions, 'metrics' | 'local' | 'openAccess'>): RequestHandler {
  return (request, response, next) => {
    const { caller, isDirect } = scopeOf(request)
    if (!(openAccess && local && isDirect) && caller.kind !== 'service') {
      throw new DomainError('TOKEN_MISSING', 'The metrics of this instance need a service token.')
    }
    metrics.read().then((text) => response.type(metrics.contentType).send(text), next)
  }
}
