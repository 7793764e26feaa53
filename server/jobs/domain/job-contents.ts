import type { Job } from '../../domain/job'

/**
 * A job as an operator sees it that is somebody else's: how it stands, and nothing of what is in it. File names, titles,
 * ids of playlists and rows are for their owner.
 */
export function withoutContents(job: Job): Job {
  const { report, error } = job
  return {
    ...job,
    subject: SUBJECTS[job.kind] ?? 'of somebody else',
    report: report && { ...report, skippedNamed: [], undescribedNamed: [] },
    error: error && { ...error, message: `It ended with ${error.code}.` },
  }
}

const SUBJECTS: Partial<Record<Job['kind'], string>> = {
  'import-file': 'a file of somebody else',
  'ingest-playlist': 'a playlist of somebody else',
}
