import { z } from 'zod'
import { RunEvaluation } from '../quality/domain/limits'
import type { JobKind } from '../domain/job'

/** What each kind of job needs to be told; it is stored with the job, so that any process can do it. */
export const jobInputs = {
  'ingest-playlist': z.object({
    playlist: z.string(),
    /** With whose token it is read; null: as everybody sees it. */
    reader: z.uuid().nullable(),
    /** The reader's Liked Songs, and whose they are called. */
    liked: z.object({ ownerName: z.string().nullable() }).nullable(),
  }),
  'import-file': z.object({
    upload: z.uuid(),
    /** SHA-256 of the file. */
    fileKey: z.string(),
    filename: z.string(),
    name: z.string().nullable(),
    /** Whether it corrects what files said. */
    replace: z.boolean().default(false),
    /** The user whose lists it makes; null: the instance's own. */
    owner: z.uuid().nullable().default(null),
  }),
  /** An index that was built since then is new enough; null: none is. */
  'rebuild-index': z.object({ since: z.iso.datetime().nullable() }),
  'evaluate-catalog': RunEvaluation,
  /** Asks again about the tracks that this job could not describe. */
  'describe-tracks': z.object({ of: z.uuid() }),
  'group-releases': z.object({}),
  'refresh-metadata': z.object({}),
  retention: z.object({}),
} satisfies Record<JobKind, z.ZodType<object>>

export type JobInput<K extends JobKind> = z.output<(typeof jobInputs)[K]>
