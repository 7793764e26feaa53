import type { SessionUser } from '../accounts/domain/account'
import type { Viewer } from '../domain/viewer'
import type { Context } from './context'

/** Whether an operator asks: signed in on a page of this instance, or a tool with an operator's token. */
export function isOperator(caller: Context['caller'], user: SessionUser | null): boolean {
  if (caller.kind === 'service') return caller.role === 'operator'
  return caller.kind === 'browser' && user?.role === 'operator'
}

/** Who looks: the rights of a request over what people own. */
export async function findViewer(
  ctx: Pick<Context, 'caller' | 'listener' | 'guestsMayImport'>,
): Promise<Viewer> {
  const user = await ctx.listener.findUser()
  const operator = isOperator(ctx.caller, user)
  return { userId: user?.id ?? null, isOperator: operator, seesInstance: operator || ctx.guestsMayImport }
}
