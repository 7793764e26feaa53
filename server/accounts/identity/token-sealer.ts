import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { DomainError } from '../../domain/errors'
import type { Sealed, TokenSealer } from '../../catalog/ports'
import { readOrCreateSecret } from './secret-file'

const TOKEN_KEYS_FILE = 'token-keys'
const ALGORITHM = 'aes-256-gcm'
const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16
const KEY_ID_LENGTH = 12

/** The keys kept in `dataDir`, one a line; one is made at the first start. Throws CONFIG_INVALID. */
export async function readOrCreateTokenKeys(dataDir: string): Promise<Buffer[]> {
  return parseTokenKeys(await readOrCreateSecret(dataDir, TOKEN_KEYS_FILE))
}

/**
 * Keys from a text that has one a line, or several with commas: 32 bytes each, as base64, base64url or hex.
 * Throws CONFIG_INVALID for none, or one of another size.
 */
export function parseTokenKeys(text: string): Buffer[] {
  const keys = text
    .split(/[\s,]+/)
    .filter((key) => key !== '')
    .map((key) => Buffer.from(key, /^[0-9a-f]{64}$/i.test(key) ? 'hex' : 'base64'))
  if (keys.length === 0 || keys.some((key) => key.length !== KEY_BYTES)) {
    throw new DomainError(
      'CONFIG_INVALID',
      `Token keys are ${String(KEY_BYTES)} bytes each, as base64 or hex.`,
      {
        hint: 'Make one with `openssl rand -base64 32`; correct TOKEN_KEYS, or DATA_DIR/token-keys.',
      },
    )
  }
  return keys
}

/**
 * Seals tokens with AES-256-GCM (NIST SP 800-38D): a random 96-bit IV, the tag, then the text. The first key seals, all
 * of them open, so that a new first key takes over as tokens are refreshed. `purpose` is authenticated with the text:
 * what was sealed for one account or field opens for no other.
 */
export function createTokenSealer(keys: readonly Buffer[]): TokenSealer {
  const known = new Map(keys.map((key) => [toKeyId(key), key]))
  const [first] = keys
  if (!first) throw new Error('a sealer needs a key')
  return {
    seal(text, purpose): Sealed {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv(ALGORITHM, first, iv).setAAD(Buffer.from(purpose))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return { keyId: toKeyId(first), bytes: Buffer.concat([iv, cipher.getAuthTag(), body]) }
    },

    open({ keyId, bytes }, purpose): string | null {
      const key = known.get(keyId)
      if (!key || bytes.length < IV_BYTES + TAG_BYTES) return null
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      })
      decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
      try {
        const body = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES))
        return Buffer.concat([body, decipher.final()]).toString('utf8')
      } catch {
        return null
      }
    },
  }
}

/** Names a key without telling it. */
function toKeyId(key: Buffer): string {
  return createHash('sha256').update('segue token key ').update(key).digest('hex').slice(0, KEY_ID_LENGTH)
}
