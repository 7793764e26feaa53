import { verifyServiceToken } from './service-token'

type Tokens = { useOnce: (jti: string, expiresAt: Date) => Promise<boolean> }

/** Reads the service tokens of tools; what a token may be used for once is asked when it is used. */
export function createVerifyToken(secret: string, tokens: Tokens) {
  return async (token: string) => {
    const { role, subject, jti, expiresAt } = await verifyServiceToken(token, secret)
    return { kind: 'service' as const, role, subject, useOnce: () => tokens.useOnce(jti, expiresAt) }
  }
}
