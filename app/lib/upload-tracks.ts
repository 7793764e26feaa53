import type { ErrorBody } from '~server/domain/errors'

const ADDRESS = '/api/import'

export type UploadAnswer = { jobId: string } | { error: ErrorBody['error'] }

const NOT_SENT: UploadAnswer = {
  error: {
    code: 'INTERNAL',
    message: 'The file could not be sent.',
    hint: 'Check that this page is still reachable, and try again.',
  },
}

/**
 * Sends a form with a file, telling how far it is (0 to 1); fetch does not tell that of what it sends. `cancel` ends it,
 * and the answer is then null.
 */
export function uploadTracks(form: FormData, onProgress: (share: number) => void) {
  const request = new XMLHttpRequest()
  const answer = new Promise<UploadAnswer | null>((resolve) => {
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      onProgress(total === 0 ? 1 : loaded / total)
    })
    request.upload.addEventListener('load', () => {
      onProgress(1)
    })
    request.addEventListener('load', () => {
      resolve(readAnswer(request.responseText))
    })
    request.addEventListener('error', () => {
      resolve(NOT_SENT)
    })
    request.addEventListener('abort', () => {
      resolve(null)
    })
  })
  request.open('POST', ADDRESS)
  request.send(form)
  return {
    answer,
    cancel: () => {
      request.abort()
    },
  }
}

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
