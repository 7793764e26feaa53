import type { GrantedTokens, SealedTokens, StoredAccount, TokenSealer } from '../catalog/ports'

type Which = 'access' | 'refresh'

/** Tokens as they are stored: each is bound to its account and to what it is, so that none can take another's place. */
export function sealTokens(
  sealer: TokenSealer,
  accountId: string,
  { accessToken, refreshToken, expiresAt }: GrantedTokens & { refreshToken: string },
): SealedTokens {
  const access = sealer.seal(accessToken, purposeOf(accountId, 'access'))
  const refresh = sealer.seal(refreshToken, purposeOf(accountId, 'refresh'))
  return { keyId: access.keyId, access: access.bytes, refresh: refresh.bytes, accessExpiresAt: expiresAt }
}

/** A stored token; null where no key opens it any more. */
export function openToken(sealer: TokenSealer, stored: StoredAccount, which: Which): string | null {
  return sealer.open({ keyId: stored.keyId, bytes: stored[which] }, purposeOf(stored.accountId, which))
}

function purposeOf(accountId: string, which: Which): string {
  return `spotify/${accountId}/${which}`
}
