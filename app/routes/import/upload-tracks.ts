import type { ErrorBody } from '~server/domain/errors'
import { sendWithProgress } from '~/ui/forms/send-with-progress'

const ADDRESS = '/api/import'

export type UploadAnswer = { jobId: string } | { error: ErrorBody['error'] }

const NOT_SENT: UploadAnswer = {
  error: {
    code: 'INTERNAL',
    message: 'The file could not be sent.',
    hint: 'Check that this page is still reachable, and try again.',
  },
}

/** Sends a form with a file of tracks; see sendWithProgress. */
export const uploadTracks = (form: FormData, onProgress: (share: number) => void) =>
  sendWithProgress({ address: ADDRESS, body: form, onProgress, read: readAnswer, notSent: NOT_SENT })

/** The job that was started, or why none was. */
export function readAnswer(text: string): UploadAnswer {
  try {
    const { id, error } = JSON.parse(text) as { id?: string; error?: ErrorBody['error'] }
    if (id !== undefined) return { jobId: id }
    return error ? { error } : NOT_SENT
  } catch {
    return NOT_SENT
  }
}
