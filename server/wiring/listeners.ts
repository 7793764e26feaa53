import { isSecure, type Env } from './env'
import type { ListenerOptions } from '../http/routes/listener'
import { createSessionCookie } from '../accounts/identity/session-cookie'
import { parseSessionSecrets, readOrCreateSessionSecrets } from '../accounts/identity/session-secrets'
import type { ListenerRepository } from '../accounts/listener.repository'
import type { AccountRights } from '../accounts/account-rights'
import { createSessions } from '../accounts/sessions'

/** Who clicks: sessions of browsers, names of tools. */
export async function wireListeners(
  env: Env,
  dataDir: string,
  listeners: ListenerRepository,
  rights: AccountRights,
): Promise<ListenerOptions> {
  const secrets =
    env.accounts.sessionSecrets === undefined
      ? await readOrCreateSessionSecrets(dataDir)
      : parseSessionSecrets(env.accounts.sessionSecrets)
  return {
    cookie: createSessionCookie({
      secrets,
      secure: isSecure(env),
      maxAgeSeconds: env.limits.sessionDays * 86_400,
    }),
    sessions: createSessions(listeners, rights, {
      days: env.limits.sessionDays,
      maxDays: env.limits.sessionMaxDays,
      rotateHours: env.limits.sessionRotateHours,
    }),
    getNamedListener: (name) => listeners.getNamed(name),
  }
}
