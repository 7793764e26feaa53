import type { StoredAccount, TokenSealer } from '../../catalog/ports'
import { sealTokens } from '../account-tokens'
import type { UserTokensDeps } from '../user-tokens'

/** Seals nothing: tests read what is stored. */
export const openSealer: TokenSealer = {
  seal: (text, purpose) => ({ keyId: 'k', bytes: Buffer.from(`${purpose}|${text}`) }),
  open: ({ bytes }, purpose) => {
    const [sealedFor = '', text = ''] = bytes.toString().split('|')
    return sealedFor === purpose ? text : null
  },
}

/** The accounts table with one connected user `u`, whose access token `a0` ends at `expiresAt`. */
export function createFakeAccounts(expiresAt: number) {
  const toStored = (accessToken: string, refreshToken: string, at: number): StoredAccount => ({
    userId: 'u',
    accountId: 'mirela',
    ...sealTokens(openSealer, 'mirela', { accessToken, refreshToken, expiresAt: new Date(at) }),
  })
  const state: { stored: StoredAccount | null } = { stored: toStored('a0', 'r0', expiresAt) }
  const isStored = (previous: Buffer) => state.stored?.refresh.equals(previous) === true
  const accounts: UserTokensDeps['accounts'] = {
    find: (userId) => Promise.resolve(userId === 'u' ? state.stored : null),
    replaceTokens: (_userId, previous, next) => {
      if (!isStored(previous) || !state.stored) return Promise.resolve(false)
      state.stored = { ...state.stored, ...next }
      return Promise.resolve(true)
    },
    forgetTokens: (_userId, previous) => {
      if (isStored(previous)) state.stored = null
      return Promise.resolve()
    },
  }
  return { accounts, state, toStored }
}
