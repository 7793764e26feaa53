import type { ErrorBody } from '~server/domain/errors'
import { sendWithProgress } from '~/ui/forms/send-with-progress'

const ADDRESS = '/api/trpc/clip.hear'

export type UploadAnswer = { token: string } | { error: ErrorBody['error'] }

const NOT_SENT: UploadAnswer = {
  error: {
    code: 'INTERNAL',
    message: 'The clip could not be sent.',
    hint: 'Check that this page is still reachable, and try again.',
  },
}

/** Sends a clip as it is; see sendWithProgress. */
export const uploadClip = (file: Blob, onProgress: (share: number) => void) =>
  sendWithProgress({
    address: ADDRESS,
    body: file,
    contentType: 'application/octet-stream',
    onProgress,
    read: readAnswer,
    notSent: NOT_SENT,
  })

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
