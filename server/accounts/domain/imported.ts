import { z } from 'zod'
import type { JobState } from '../../domain/job'

/** A list that came from a file. */
export const ImportedList = z.object({
  id: z.string(),
  name: z.string(),
  tracks: z.number().int(),
  importedAt: z.string(),
})

/** The newest of somebody's lists, and how many there are. */
export const ImportedLists = z.object({ total: z.number().int(), lists: z.array(ImportedList) })
export type ImportedLists = z.infer<typeof ImportedLists>

/** A file that somebody imported. */
export type ImportedFile = { file: string; state: JobState; at: string }

/** What was deleted of what somebody imported. */
export type RemovedImports = { lists: number; tracks: number; imports: number }
