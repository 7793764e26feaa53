import { z } from 'zod'

export const JobId = z.uuid('This is not the id of a job.')
export const JobIdInput = z.object({ id: JobId })
