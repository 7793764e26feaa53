import type { UserTokens } from '../services/user-tokens'
import type { AccessTokens } from './app-token'

/** The tokens of one user as the client asks for them: a refused one is refreshed once, and asked for again once. */
export function createUserAccessTokens(tokens: UserTokens, userId: string): AccessTokens {
  let last: string | null = null
  let refused: string | null = null
  return {
    async get(signal) {
      last =
        refused === null
          ? await tokens.getAccessToken(userId, signal)
          : await tokens.replaceAccessToken(userId, refused, signal)
      refused = null
      return last
    },
    forget() {
      refused = last
    },
  }
}
