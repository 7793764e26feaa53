import { DomainError } from '../../domain/errors'
import { readOrCreateSecret } from './secret-file'

const SESSION_SECRETS_FILE = 'session-secrets'
const LEAST_LENGTH = 32

/**
 * The secrets in `dataDir` that session cookies are signed with, one a line: the first signs, all of them verify, so
 * that a new first line replaces a secret without ending anybody's session. Made at the first start.
 * Throws CONFIG_INVALID for a secret that is too short, or where `dataDir` cannot be written to.
 */
export async function readOrCreateSessionSecrets(dataDir: string): Promise<string[]> {
  return parseSessionSecrets(await readOrCreateSecret(dataDir, SESSION_SECRETS_FILE))
}

/** Secrets from a text that has one a line, or several with commas. Throws CONFIG_INVALID for none or a short one. */
export function parseSessionSecrets(text: string): string[] {
  const secrets = text.split(/[\s,]+/).filter((secret) => secret !== '')
  if (secrets.length === 0 || secrets.some((secret) => secret.length < LEAST_LENGTH)) {
    throw new DomainError(
      'CONFIG_INVALID',
      `Session secrets need ${String(LEAST_LENGTH)} characters each, and there must be one at least.`,
      { hint: 'Correct SESSION_SECRETS, or DATA_DIR/session-secrets.' },
    )
  }
  return secrets
}
