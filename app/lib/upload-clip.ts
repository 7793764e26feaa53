import type { ErrorBody } from '~server/domain/errors'

const ADDRESS = '/api/trpc/clip.hear'

export type UploadAnswer = { token: string } | { error: ErrorBody['error'] }

const NOT_SENT: UploadAnswer = {
  error: {
    code: 'INTERNAL',
    message: 'The clip could not be sent.',
    hint: 'Check that this page is still reachable, and try again.',
  },
}

/**
 * Sends a file as it is, telling how far it is (0 to 1); fetch does not tell that of what it sends. `cancel` ends it,
 * and the answer is then null.
 */
export function uploadClip(file: Blob, onProgress: (share: number) => void) {
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
  request.setRequestHeader('content-type', 'application/octet-stream')
  request.send(file)
  return {
    answer,
    cancel: () => {
      request.abort()
    },
  }
}

/** The answer of a tRPC call, or the error that a limit in front of it gave. */
export function readAnswer(text: string): UploadAnswer {
  try {
    const { result, error } = JSON.parse(text) as Wire
    if (result) return { token: result.data.token }
    const domain = error && 'data' in error ? error.data.domain : error
    return domain ? { error: domain } : NOT_SENT
  } catch {
    return NOT_SENT
  }
}

type Wire = {
  result?: { data: { token: string } }
  error?: { data: { domain: ErrorBody['error'] } } | ErrorBody['error']
}
