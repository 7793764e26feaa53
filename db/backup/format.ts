import { z } from 'zod'
import { DomainError } from '~server/domain/errors'

/**
 * A backup is a gzipped text: a line of JSON that says what it is, then for each table a line of JSON with its columns, its
 * rows as COPY writes them and a line `\.`, then the sequences and perhaps secret files, and at the end a line with the
 * number of rows of each table and the SHA-256 of all bytes before that line.
 */
export const FORMAT_VERSION = 1

export const Head = z.object({
  format: z.literal('segue-backup'),
  version: z.number().int(),
  /** The number of the newest migration that the database had. */
  schema: z.number().int().positive(),
  createdAt: z.string(),
  withSecrets: z.boolean(),
})
export type Head = z.infer<typeof Head>

const Name = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/)
/** What follows the head, one a line. */
export const Entry = z.union([
  z.strictObject({ table: Name, columns: z.array(Name).min(1) }),
  z.strictObject({
    sequences: z.record(
      Name,
      z
        .string()
        .regex(/^\d{1,19}$/)
        .nullable(),
    ),
  }),
  z.strictObject({ file: z.string().regex(/^[a-z-]{1,64}$/), base64: z.base64() }),
  z.strictObject({ rows: z.record(Name, z.number().int().nonnegative()), sha256: z.string() }),
])
export type Entry = z.infer<typeof Entry>

export const END_OF_ROWS = '\\.\n'

/** Columns and tables that open something: left out unless they are asked for. */
export const SECRET_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  accounts: ['access_token', 'refresh_token'],
}
export const SECRET_TABLES: readonly string[] = ['sessions', 'used_service_tokens']
export const SECRET_FILES: readonly string[] = ['service-secret', 'session-secrets', 'token-keys']
/** What belongs to a machine and not to the catalog, and what migrations write. */
export const LEFT_OUT: readonly string[] = ['index_files', 'schema_migrations']

export function damaged(what: string, cause?: unknown): DomainError {
  return new DomainError('BACKUP_UNUSABLE', `The backup is damaged: ${what}.`, { cause })
}
