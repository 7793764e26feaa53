import { readOrCreateSecret } from './secret-file'

/** File in DATA_DIR that holds the secret of an instance that was given none. */
export const SERVICE_SECRET_FILE = 'service-secret'

/** The secret that tools sign their tokens with. Throws CONFIG_INVALID where `dataDir` cannot be written to. */
export function readOrCreateServiceSecret(dataDir: string): Promise<string> {
  return readOrCreateSecret(dataDir, SERVICE_SECRET_FILE)
}
